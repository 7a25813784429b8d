package io.github.sovits4j.text.japanese.mecab;

/**
 * A word of a text, as the dictionary has it.
 *
 * @param surface as it stands in the text
 * @param features what the dictionary says, joined by commas: four of part of speech, type and form
 *     of conjugation, dictionary form, reading, pronunciation, accent/moras, accent rules; words
 *     that the dictionary lacks have the first seven
 */
public record Morpheme(String surface, String features) {

  /** Both in one line, as MeCab prints them. */
  @Override
  public String toString() {
    return surface + "," + features;
  }
}
