package io.github.sovits4j.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readings that were given with a normalised text, taken out of it. */
public final class GivenSyllables {

  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, String> syllables = new HashMap<>();

  /**
   * Takes the marks out of a text.
   *
   * @param marked ideographs and marks, those of readings among them
   * @param syllabary that of the readings
   */
  public GivenSyllables(String marked, Syllabary syllabary) {
    for (int i = 0; i < marked.length(); i++) {
      char c = marked.charAt(i);
      if (!Syllabary.isMark(c)) {
        text.append(c);
      } else if (!text.isEmpty() && syllabary.isIdeograph(text.charAt(text.length() - 1))) {
        int at = text.length() - 1;
        syllabary.ofMark(c).ifPresent(syllable -> syllables.put(at, syllable));
      }
    }
  }

  /** The text without marks. */
  public String text() {
    return text.toString();
  }

  /**
   * The syllable that was given for a character, if any.
   *
   * @param at where the character stands in the text
   */
  public Optional<String> at(int at) {
    return Optional.ofNullable(syllables.get(at));
  }

  /**
   * The syllables of a word, with those that were given in their places.
   *
   * @param first where the word begins in the text
   */
  public List<String> over(int first, List<String> read) {
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
