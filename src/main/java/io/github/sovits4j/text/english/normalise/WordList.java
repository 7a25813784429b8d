package io.github.sovits4j.text.english.normalise;

import java.util.Set;

/** Sets of words as they are easiest to read in code: one string, spaces between. */
final class WordList {

  private WordList() {}

  /** The words of a string. */
  static Set<String> of(String words) {
    return Set.copyOf(java.util.List.of(words.strip().split("\\s+")));
  }
}
