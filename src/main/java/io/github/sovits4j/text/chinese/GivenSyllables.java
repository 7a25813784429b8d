package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Readings that were given with a normalised text, taken out of it. */
final class GivenSyllables {

  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, String> syllables = new HashMap<>();

  /**
   * Takes the marks out of a text.
   *
   * @param marked ideographs and marks, {@link Pinyin}'s among them
   */
  GivenSyllables(String marked) {
    for (int i = 0; i < marked.length(); i++) {
      char c = marked.charAt(i);
      if (!Pinyin.isMark(c)) {
        text.append(c);
      } else if (!text.isEmpty() && Pinyin.isIdeograph(text.charAt(text.length() - 1))) {
        int at = text.length() - 1;
        Pinyin.ofMark(c).ifPresent(syllable -> syllables.put(at, syllable));
      }
    }
  }

  /** The text without marks. */
  String text() {
    return text.toString();
  }

  /**
   * The syllables of a word, with those that were given in their places.
   *
   * @param first where the word begins in the text
   */
  List<String> over(int first, List<String> read) {
    if (syllables.isEmpty()) {
      return read;
    }
    List<String> given = new ArrayList<>(read);
    for (int i = 0; i < given.size(); i++) {
      given.set(i, syllables.getOrDefault(first + i, given.get(i)));
    }
    return given;
  }
}
