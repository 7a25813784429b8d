package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The sentences of a text in order, and the silence that was asked for around them. */
final class SentenceList {

  private final List<Sentence> sentences = new ArrayList<>();
  private double leading; // before the first sentence

  /**
   * Adds the sentences of a part.
   *
   * @param part possibly none: then its silence lengthens what is there
   * @param silence after the part; empty: as between any sentences
   */
  void add(List<Sentence> part, OptionalDouble silence) {
    if (!part.isEmpty()) {
      boolean first = sentences.isEmpty();
      sentences.addAll(part);
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

  List<Sentence> list() {
    return List.copyOf(sentences);
  }
}
