package io.github.sovits4j.text.chinese;

import java.util.List;

/** The tone digit at the end of a pinyin syllable. */
final class Tones {

  static final char NEUTRAL = '5';

  private Tones() {}

  static char of(String syllable) {
    return syllable.charAt(syllable.length() - 1);
  }

  static void set(List<String> syllables, int index, char tone) {
    String syllable = syllables.get(index);
    if (Character.isDigit(of(syllable))) {
      syllables.set(index, syllable.substring(0, syllable.length() - 1) + tone);
    }
  }

  /** Whether all syllables have the third tone; none has it in an empty list. */
  static boolean allThird(List<String> syllables) {
    return !syllables.isEmpty() && syllables.stream().allMatch(syllable -> of(syllable) == '3');
  }
}
