package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.cantonese.CantoneseReader;
import io.github.sovits4j.text.chinese.ChineseReader;
import io.github.sovits4j.text.english.EnglishReader;
import io.github.sovits4j.text.japanese.JapaneseReader;
import io.github.sovits4j.text.japanese.mecab.DictionaryFolder;
import io.github.sovits4j.text.korean.KoreanReader;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who reads each language. A reader is made, with its dictionaries, when first asked for, and
 * shared.
 */
final class Readers {

  private static final Map<TextLanguage, Function<SymbolSet, LanguageReader>> READERS =
      new EnumMap<>(
          Map.of(
              TextLanguage.EN,
              symbols -> EnglishReader.shared(),
              TextLanguage.ZH,
              ChineseReader::of,
              TextLanguage.JA,
              JapaneseReader::of,
              TextLanguage.YUE,
              symbols -> of(symbols, TextLanguage.YUE, CantoneseReader::shared),
              TextLanguage.KO,
              symbols -> of(symbols, TextLanguage.KO, KoreanReader::shared)));

  private Readers() {}

  /**
   * Looks whether a language can be read here, without loading what that takes.
   *
   * @param language a language of its own: one that {@link TextLanguage#base} answers
   * @param symbols the models' inventory
   * @throws UserException where models with this inventory do not know it, or what it needs is
   *     absent
   */
  static void require(TextLanguage language, SymbolSet symbols) {
    switch (language) {
      case YUE -> requireLargerInventory(symbols, language);
      case KO -> {
        requireLargerInventory(symbols, language);
        KoreanReader.requireAnalyser();
      }
      case JA -> DictionaryFolder.require();
      default -> {} // all it needs is in the jar
    }
  }

  /** A reader whose phones only the larger inventory has. */
  private static LanguageReader of(
      SymbolSet symbols, TextLanguage language, Supplier<LanguageReader> reader) {
    requireLargerInventory(symbols, language);
    return reader.get();
  }

  private static void requireLargerInventory(SymbolSet symbols, TextLanguage language) {
    if (symbols == SymbolSet.V1) {
      throw new UserException(
          "Models of version v1 do not know "
              + language.description()
              + "; expected Chinese, Japanese or English. Take a model of v2 or later.");
    }
  }

  /**
   * The reader of one language.
   *
   * @param language a language of its own: one that {@link TextLanguage#base} answers
   * @param symbols the models' inventory
   * @throws UserException where models with this inventory do not know it
   */
  static LanguageReader of(TextLanguage language, SymbolSet symbols) {
    return READERS.get(language).apply(symbols);
  }
}
