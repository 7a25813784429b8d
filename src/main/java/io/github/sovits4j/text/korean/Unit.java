package io.github.sovits4j.text.korean;

import java.util.Locale;

/**
 * A character of a Korean text on its way to sounds: a syllable of initial, vowel and final, or
 * anything else. The rules of pronunciation change it.
 */
final class Unit {

  static final char NONE = ' ';
  private static final String INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  private static final String VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
  private static final String FINALS = NONE + "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
  private static final char FIRST = '가';
  private static final char LAST = '힣';

  /** The character. */
  final int character;

  /** Of a syllable, {@link #NONE} of anything else. */
  char initial = NONE;

  char vowel = NONE;
  char last = NONE;

  /** Whether it ends the bare stem of a verb or an adjective. */
  boolean endsStem;

  /** Whether it ends a verb's ending. */
  boolean endsEnding;

  /**
   * A unit of a character.
   *
   * @param character any code point
   */
  Unit(int character) {
    this.character = character;
    if (isSyllable(character)) {
      int index = character - FIRST;
      initial = INITIALS.charAt(index / (VOWELS.length() * FINALS.length()));
      vowel = VOWELS.charAt(index / FINALS.length() % VOWELS.length());
      last = FINALS.charAt(index % FINALS.length());
    }
  }

  static boolean isSyllable(int character) {
    return character >= FIRST && character <= LAST;
  }

  boolean isSyllable() {
    return vowel != NONE;
  }

  boolean isSpace() {
    return character == ' ';
  }

  /** Whether it has this final. */
  boolean endsIn(String finals) {
    return last != NONE && finals.indexOf(last) >= 0;
  }

  /** Whether it begins with one of these. */
  boolean beginsWith(String initials) {
    return initial != NONE && initials.indexOf(initial) >= 0;
  }

  @Override
  public String toString() {
    return isSyllable()
        ? String.format(Locale.ROOT, "%c%c%c", initial, vowel, last)
        : Character.toString(character);
  }
}
