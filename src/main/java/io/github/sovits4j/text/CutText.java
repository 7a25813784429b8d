package io.github.sovits4j.text;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A text that is cut and not read yet; {@link TextFrontend#read} reads its pieces, in any order and
 * on any thread. Immutable.
 *
 * @param source the text
 * @param language how it is read
 * @param pieces what is spoken one at a time, in order
 * @param words the words with phones of their own
 */
public record CutText(String source, TextLanguage language, List<Piece> pieces, GivenWords words) {

  /**
   * What is read at once.
   *
   * @param text may have nothing to say
   * @param silence that was asked for behind it, in seconds; empty: none was
   */
  public record Piece(String text, OptionalDouble silence) {}

  /** Keeps a copy. */
  public CutText {
    pieces = List.copyOf(pieces);
  }
}
