package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.pipeline.Chunking;
import io.github.sovits4j.tts.Chunks;
import io.github.sovits4j.weights.Quote;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How sound is handed over, in the order of upstream's streaming modes 0 to 3. */
enum StreamingMode {
  /** All of it at once. */
  WHOLE(0),
  /** Sentence by sentence. */
  SENTENCES(1),
  /** In chunks of sentences that end where it is quiet. */
  PAUSES(2),
  /** In chunks of sentences, of one length. */
  EVEN(3);

  private final int number;

  StreamingMode(int number) {
    this.number = number;
  }

  /**
   * By its name in small letters.
   *
   * @throws UserException for any other
   */
  static StreamingMode of(String option, String name) {
    return Arrays.stream(values())
        .filter(mode -> mode.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    option
                        + ": expected whole, sentences, pauses or even, got "
                        + Quote.of(name)
                        + "."));
  }

  /** Upstream's. */
  int number() {
    return number;
  }

  /** Empty where sentences are whole. */
  Optional<Chunks> chunks() {
    return switch (this) {
      case WHOLE, SENTENCES -> Optional.empty();
      case PAUSES -> Optional.of(Chunks.AT_PAUSES);
      case EVEN -> Optional.of(Chunks.EVEN);
    };
  }

  /** The same for the pipeline itself. */
  Optional<Chunking> chunking() {
    return chunks().map(c -> new Chunking(c.atPauses(), c.first(), c.longest(), c.overlap()));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
