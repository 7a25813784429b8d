package io.github.sovits4j.text.japanese.mecab;

import java.util.List;

/**
 * A word that an analysis may not split.
 *
 * @param start where it begins, in characters of the text
 * @param end where it ends, more than {@code start}
 * @param choice its features
 */
public record FixedWord(int start, int end, Choice choice) {

  /** Decides on the features of a fixed word. */
  @FunctionalInterface
  public interface Choice {

    /**
     * The features.
     *
     * @param entries features of the dictionary's entries for the word; where it lacks the word,
     *     those of words that it lacks
     * @return in the place of each entry what to take; null: not this one. Not null for all
     */
    List<String> features(List<String> entries);
  }
}
