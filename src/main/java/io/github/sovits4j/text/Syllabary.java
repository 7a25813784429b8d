package io.github.sovits4j.text;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The syllables in which the readings of ideographs are written, and a mark for each that can stand
 * in a text behind the character it belongs to: one of Unicode's characters for private use, so
 * that it goes through cutting and normalising as if it were not there. Which syllable a mark means
 * depends on the syllabary of the text's language.
 */
public final class Syllabary {

  private static final char FIRST = 0xe000;
  private static final char LAST = 0xf8ff;

  private final String name;
  private final String example;
  private final List<String> syllables;
  private final int tones;
  private final char firstIdeograph;
  private final char lastIdeograph;
  private final UnaryOperator<String> usual;

  /**
   * A syllabary.
   *
   * @param name what to call it in messages
   * @param example a word with its reading, as a text has it
   * @param syllables without tones, in alphabetical order
   * @param tones how many tones there are: digits from 1 on
   * @param ideographs the first and the last ideograph that may be given a reading
   * @param usual the usual spelling of what people write, in small letters
   */
  public Syllabary(
      String name,
      String example,
      List<String> syllables,
      int tones,
      String ideographs,
      UnaryOperator<String> usual) {
    if (syllables.size() * tones > LAST - FIRST + 1) {
      throw new IllegalArgumentException(syllables.size() + " syllables are too many");
    }
    this.name = name;
    this.example = example;
    this.syllables = List.copyOf(syllables);
    this.tones = tones;
    this.firstIdeograph = ideographs.charAt(0);
    this.lastIdeograph = ideographs.charAt(1);
    this.usual = usual;
  }

  /** What to call it in messages. */
  public String name() {
    return name;
  }

  /** A word with its reading, such as {@code 银行[yin2 hang2]}. */
  public String example() {
    return example;
  }

  /** An ideograph that can have a reading. */
  public boolean isIdeograph(int c) {
    return c >= firstIdeograph && c <= lastIdeograph;
  }

  /**
   * The usual form of a syllable with a tone digit.
   *
   * @param written in any case
   * @return empty when there is no such syllable
   */
  public Optional<String> syllable(String written) {
    String syllable = usual.apply(written.toLowerCase(Locale.ROOT));
    return index(syllable) < 0 ? Optional.empty() : Optional.of(syllable);
  }

  private int index(String syllable) {
    int end = syllable.length() - 1;
    if (end < 1 || syllable.charAt(end) < '1' || syllable.charAt(end) >= '1' + tones) {
      return -1;
    }
    int at = Collections.binarySearch(syllables, syllable.substring(0, end));
    return at < 0 ? -1 : at * tones + syllable.charAt(end) - '1';
  }

  /**
   * The mark of a syllable.
   *
   * @param syllable in its usual form
   */
  public char mark(String syllable) {
    int index = index(syllable);
    if (index < 0) {
      throw new IllegalArgumentException("expected a syllable with its tone, got " + syllable);
    }
    return (char) (FIRST + index);
  }

  /** Whether a character is in the range of the marks. */
  public static boolean isMark(int c) {
    return c >= FIRST && c <= LAST;
  }

  /** The syllable of a mark; empty for a character that is none. */
  Optional<String> ofMark(char mark) {
    int index = mark - FIRST;
    return index < 0 || index >= syllables.size() * tones
        ? Optional.empty()
        : Optional.of(syllables.get(index / tones) + (index % tones + 1));
  }
}
