package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.cantonese.Jyutping;
import io.github.sovits4j.text.chinese.Pinyin;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The language codes of GPT-SoVITS, and who reads each here. */
public enum TextLanguage {
  /** English. */
  EN("English"),
  /** Chinese mixed with English. */
  ZH("Chinese mixed with English"),
  /** Japanese mixed with English. */
  JA("Japanese mixed with English"),
  /** Korean mixed with English. */
  KO("Korean mixed with English"),
  /** Cantonese mixed with English. */
  YUE("Cantonese mixed with English"),
  /** Everything as Chinese. */
  ALL_ZH("Chinese"),
  /** Everything as Japanese. */
  ALL_JA("Japanese"),
  /** Everything as Korean. */
  ALL_KO("Korean"),
  /** Everything as Cantonese. */
  ALL_YUE("Cantonese"),
  /** Detected piece by piece. */
  AUTO("detected language"),
  /** Detected piece by piece, Chinese read as Cantonese. */
  AUTO_YUE("detected language, Chinese read as Cantonese");

  private final String description;

  TextLanguage(String description) {
    this.description = description;
  }

  /** The code that requests use, such as {@code en}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /**
   * The language that all but English has: English, Chinese, Japanese, Korean or Cantonese. Empty
   * where languages are told apart.
   */
  Optional<TextLanguage> base() {
    return switch (this) {
      case EN -> Optional.of(EN);
      case ZH, ALL_ZH -> Optional.of(ZH);
      case JA, ALL_JA -> Optional.of(JA);
      case KO, ALL_KO -> Optional.of(KO);
      case YUE, ALL_YUE -> Optional.of(YUE);
      case AUTO, AUTO_YUE -> Optional.empty();
    };
  }

  /** The syllables in which a text of this language may give readings of its ideographs, if any. */
  Optional<Syllabary> syllabary() {
    return switch (this) {
      case ZH, ALL_ZH, AUTO -> Optional.of(Pinyin.SYLLABARY);
      case YUE, ALL_YUE, AUTO_YUE -> Optional.of(Jyutping.SYLLABARY);
      case EN, JA, ALL_JA, KO, ALL_KO -> Optional.empty();
    };
  }

  /** Whether words of a text of this language may be given readings in kana. */
  boolean mayBeJapanese() {
    return base().orElse(JA) == JA;
  }

  /**
   * Who reads this language.
   *
   * @param symbols the models' inventory: the first ones learnt Chinese without merged 儿
   * @throws UserException where models with this inventory do not know it
   */
  public LanguageReader reader(SymbolSet symbols) {
    return this == EN
        ? Readers.of(EN, symbols)
        : new MixedReader(this, symbols, SentenceReadings.NONE);
  }

  /**
   * The language of a code, a tag such as {@code en-US} or a name such as {@code English}; see
   * {@link LanguageNames}.
   *
   * @throws UserException for anything else
   */
  public static TextLanguage of(String name) {
    return LanguageNames.find(name)
        .orElseThrow(
            () ->
                new UserException(
                    "Unknown language \""
                        + name
                        + "\". Expected a code, a tag such as en-US or a name; known are "
                        + list()
                        + "."));
  }

  private static String list() {
    return Arrays.stream(values())
        .map(language -> language.code() + " (" + language.description + ")")
        .collect(Collectors.joining(", "));
  }
}
