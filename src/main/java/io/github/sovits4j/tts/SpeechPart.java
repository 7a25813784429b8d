package io.github.sovits4j.tts;

import io.github.sovits4j.pipeline.SpokenPart;
import java.util.Optional;

/**
 * A part of speech that is still being made: a sentence, or a {@linkplain Chunks chunk} of one. All
 * parts one after the other are the speech.
 */
public final class SpeechPart {

  private final SpokenPart part;
  private final long start;
  private final SentenceReport sentence; // null: more of it follows

  /**
   * @param start where the part begins in the speech, in samples
   * @param sentenceStart where its sentence does, the silence before it not counted
   */
  SpeechPart(SpokenPart part, long start, long sentenceStart) {
    this.part = part;
    this.start = start;
    sentence =
        part.sentence() == null
            ? null
            : new SentenceReport(
                part.sentence(),
                (double) sentenceStart / sampleRate(),
                (double) (sentenceStart + part.sentence().samples().length) / sampleRate());
  }

  /** The samples, with the silence around the sentence; one channel, in [-1, 1]; a copy. */
  public float[] samples() {
    return part.audio().channel(0).clone();
  }

  /** Samples per second. */
  public int sampleRate() {
    return part.audio().sampleRate();
  }

  /** Where it begins in the speech, in seconds. */
  public double start() {
    return (double) start / sampleRate();
  }

  /** The piece of the text whose sound it is, or to whose sound it belongs. */
  public String text() {
    return part.text().strip();
  }

  /**
   * What became of the sentence, and where it lies in the whole speech; empty in a chunk behind
   * which more of the sentence follows.
   */
  public Optional<SentenceReport> sentence() {
    return Optional.ofNullable(sentence);
  }
}
