package io.github.sovits4j.text.english;

import java.util.List;

/**
 * Splits words that no dictionary holds into two that one does: {@code voicebank} into voice and
 * bank. Parts have at least four letters, for the dictionary's short entries are often surnames and
 * abbreviations; of several ways the one with the longest shorter part is taken.
 */
final class CompoundSplitter {

  private static final int SHORTEST_PART = 4;

  private final PronouncingDictionary dictionary;

  CompoundSplitter(PronouncingDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** The two parts, or the word alone where it does not come apart. */
  List<String> split(String word) {
    int middle = word.length() / 2;
    for (int away = 0; middle - away >= SHORTEST_PART; away++) {
      for (int at : new int[] {middle - away, word.length() - middle + away}) {
        String head = word.substring(0, at);
        String tail = word.substring(at);
        if (dictionary.contains(head) && dictionary.contains(tail)) {
          return List.of(head, tail);
        }
      }
    }
    return List.of(word);
  }
}
