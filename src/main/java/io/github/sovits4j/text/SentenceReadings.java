package io.github.sovits4j.text;

import java.util.List;

/** Readings of the characters of whole sentences, by a network for instance. */
@FunctionalInterface
public interface SentenceReadings {

  /** There are none: dictionaries decide. */
  SentenceReadings NONE = sentence -> null;

  /**
   * One syllable with a tone digit for each character; marks stand for themselves.
   *
   * @param sentence ideographs and marks
   * @return null: by dictionary
   */
  List<String> of(String sentence);
}
