package io.github.sovits4j.text.japanese.mecab;

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
     * @param features of one of the dictionary's entries for it, or of an unknown word
     * @param known whether they are of an entry
     * @return what to take; null for an entry that is not to be taken
     */
    String features(String features, boolean known);
  }
}
