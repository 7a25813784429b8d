package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The sentences of a text, in order, as its pieces are read, and the silence that was asked for
 * around them. The silence behind the last one may still grow until all is read. Not thread-safe.
 */
public final class SentenceList {

  private final CutText text;
  private final List<Sentence> sentences = new ArrayList<>();
  private double leading; // silence before the first sentence
  private int next; // piece to be added

  /** None yet of a text. */
  public SentenceList(CutText text) {
    this.text = text;
  }

  /** Which piece is to be added next. */
  public int next() {
    return next;
  }

  /** How many pieces are still to be added. */
  public int left() {
    return text.pieces().size() - next;
  }

  /**
   * Adds what was read of the next piece.
   *
   * @param read possibly nothing: then its silence lengthens what is there
   * @throws UserException when the silence becomes too long, or nothing can be spoken of all pieces
   */
  public void add(List<Sentence> read) {
    OptionalDouble silence = text.pieces().get(next++).silence();
    if (!read.isEmpty()) {
      boolean first = sentences.isEmpty();
      sentences.addAll(read);
      if (first) {
        sentences.set(0, sentences.getFirst().within(bounded(leading), OptionalDouble.empty()));
      }
      setSilence(silence);
    } else if (silence.isPresent() && sentences.isEmpty()) {
      leading = bounded(leading + silence.getAsDouble());
    } else if (silence.isPresent()) {
      double already = sentences.getLast().silence().orElse(0);
      setSilence(OptionalDouble.of(bounded(already + silence.getAsDouble())));
    }
    if (left() == 0 && sentences.isEmpty()) {
      throw nothing();
    }
  }

  private UserException nothing() {
    return new UserException(
        "The text has nothing that can be read as language \""
            + text.language().code()
            + "\": expected at least one word, got "
            + Characters.excerpt(text.source())
            + ". Check the text, or choose its language.");
  }

  private void setSilence(OptionalDouble silence) {
    Sentence last = sentences.removeLast();
    sentences.add(last.within(last.silenceBefore(), silence));
  }

  private static double bounded(double seconds) {
    if (seconds > Markup.MOST_SECONDS) {
      throw new UserException(
          "The pauses in a row make "
              + seconds
              + " s of silence; expected at most "
              + (int) Markup.MOST_SECONDS
              + " s between two sentences.");
    }
    return seconds;
  }

  /** How many sentences there are so far. */
  public int size() {
    return sentences.size();
  }

  /** Some of those that are there. */
  public List<Sentence> from(int first, int end) {
    return List.copyOf(sentences.subList(first, end));
  }

  /** Those that are there. */
  public List<Sentence> list() {
    return List.copyOf(sentences);
  }
}
