package io.github.sovits4j.text.korean;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.Characters;
import io.github.sovits4j.text.GivenWords;
import io.github.sovits4j.text.LanguageReader;
import io.github.sovits4j.text.Reading;
import io.github.sovits4j.text.Syllabary;
import io.github.sovits4j.text.UnspokenCharacters;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Korean: finds morphemes, writes out numbers and signs, applies the rules of pronunciation,
 * and names every sound by its letter. Thread-safe.
 */
public final class KoreanReader implements LanguageReader {

  private KoreanReader() {}

  /**
   * The reader, made when first asked for and shared.
   *
   * @throws UserException where the library for morphemes is absent
   */
  public static KoreanReader shared() {
    requireAnalyser();
    return Shared.READER;
  }

  /**
   * Looks whether Korean can be read, without loading what it needs.
   *
   * @throws UserException where the library for morphemes is absent
   */
  public static void requireAnalyser() {
    if (!NoriAnalyser.isPresent()) {
      throw new UserException(
          "Korean needs Lucene's analyser for it, which is neither on the class path nor on the"
              + " module path. Add "
              + NoriAnalyser.ARTIFACT
              + ".");
    }
  }

  @Override
  public Reading read(String text, GivenWords given) {
    TaggedText normalised = normalised(text);
    List<Unit> units = units(Idioms.said(normalised));
    Pronunciation.apply(units);
    Sounds sounds = new Sounds(units);
    return new Reading(normalised.text(), sounds.phones(), sounds.words());
  }

  private static TaggedText normalised(String text) {
    String plain = plain(text);
    return KoreanNormaliser.normalised(new TaggedText(plain, NoriAnalyser.morphemes(plain)));
  }

  /** Syllables as one character each, letters and digits in their usual width, no marks of ours. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .filter(c -> !Syllabary.isMark(c))
        .map(c -> isWide(c) ? c - 0xfee0 : c)
        .forEach(c -> append(plain, c));
    return plain.toString();
  }

  /** Fractions come apart: 2½ is 2 1/2. */
  private static void append(StringBuilder plain, int c) {
    if ((c >= 0xbc && c <= 0xbe) || (c >= 0x2150 && c <= 0x215e)) {
      boolean behindDigit = !plain.isEmpty() && Character.isDigit(plain.charAt(plain.length() - 1));
      plain
          .append(!behindDigit ? "" : endsInVowel(plain) ? "와 " : "과 ")
          .append(
              Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC)
                  .replace('\u2044', '/'));
    } else {
      plain.appendCodePoint(c);
    }
  }

  /** Whether the name of the last digit does: 2, 4, 5, 9. */
  private static boolean endsInVowel(StringBuilder number) {
    return "2459".indexOf(number.charAt(number.length() - 1)) >= 0;
  }

  private static boolean isWide(int c) {
    return (c >= '０' && c <= '９') || (c >= 'Ａ' && c <= 'Ｚ') || (c >= 'ａ' && c <= 'ｚ') || c == '％';
  }

  private static List<Unit> units(TaggedText text) {
    List<Unit> units = new ArrayList<>();
    List<TaggedMorpheme> morphemes = text.morphemes();
    int next = 0;
    for (int at = 0; at < text.text().length(); ) {
      int character = text.text().codePointAt(at);
      int end = at + Character.charCount(character);
      Unit unit = new Unit(character);
      while (next < morphemes.size() && morphemes.get(next).end() < end) {
        next++;
      }
      if (next < morphemes.size() && morphemes.get(next).end() == end) {
        unit.endsStem = morphemes.get(next).isStem();
        unit.endsEnding = morphemes.get(next).isEnding();
      }
      units.add(unit);
      at = end;
    }
    return units;
  }

  @Override
  public int spokenLength(String text) {
    return Characters.length(normalised(text).text());
  }

  @Override
  public UnspokenCharacters unspoken(String text) {
    UnspokenCharacters.Builder unspoken = new UnspokenCharacters.Builder();
    StringBuilder run = new StringBuilder();
    normalised(text)
        .text()
        .codePoints()
        .forEach(
            c -> {
              if (Sounds.isSpokenOrSilent(c)) {
                unspoken.add(run.toString());
                run.setLength(0);
              } else {
                run.appendCodePoint(c);
              }
            });
    unspoken.add(run.toString());
    return unspoken.build();
  }

  private static final class Shared {
    static final KoreanReader READER = new KoreanReader();
  }
}
