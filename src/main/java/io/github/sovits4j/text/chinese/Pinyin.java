package io.github.sovits4j.text.chinese;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Syllables as people write them, and a mark for each that can stand in a text behind the character
 * it belongs to: one of Unicode's characters for private use, so that it goes through cutting and
 * normalising as if it were not there.
 */
public final class Pinyin {

  private static final char FIRST = 0xe000;
  private static final char LAST = 0xf8ff;
  private static final int TONES = 5;

  private static final List<String> SYLLABLES = PinyinSymbols.syllables();

  private Pinyin() {}

  /**
   * The usual form of a syllable with a tone digit: {@code lv4} for {@code lü4}, {@code de5} for
   * {@code de0}.
   *
   * @param written in any case; ü may be {@code v} or {@code u:}
   * @return empty when there is no such syllable
   */
  public static Optional<String> syllable(String written) {
    String plain = written.toLowerCase(Locale.ROOT).replace("u:", "v").replace('ü', 'v');
    if (plain.endsWith("0")) {
      plain = plain.substring(0, plain.length() - 1) + "5";
    }
    return index(plain) < 0 ? Optional.empty() : Optional.of(plain);
  }

  private static int index(String syllable) {
    int end = syllable.length() - 1;
    if (end < 1 || syllable.charAt(end) < '1' || syllable.charAt(end) > '5') {
      return -1;
    }
    int at = Collections.binarySearch(SYLLABLES, syllable.substring(0, end));
    return at < 0 ? -1 : at * TONES + syllable.charAt(end) - '1';
  }

  /**
   * The mark of a syllable.
   *
   * @param syllable in its usual form
   */
  public static char mark(String syllable) {
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
  static Optional<String> ofMark(char mark) {
    int index = mark - FIRST;
    return index < 0 || index >= SYLLABLES.size() * TONES
        ? Optional.empty()
        : Optional.of(SYLLABLES.get(index / TONES) + (index % TONES + 1));
  }

  /** An ideograph that can have a reading. */
  public static boolean isIdeograph(int c) {
    return c >= 0x4e00 && c <= 0x9fa5;
  }
}
