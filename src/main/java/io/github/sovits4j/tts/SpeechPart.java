package io.github.sovits4j.tts;

import io.github.sovits4j.pipeline.SpokenPart;

/** A sentence of speech that is still being made; all parts one after the other are the speech. */
public final class SpeechPart {

  private final SpokenPart part;
  private final SentenceReport sentence;

  /**
   * @param start where the part begins in the speech, in samples
   */
  SpeechPart(SpokenPart part, long start) {
    this.part = part;
    double first = start + part.silence().before();
    sentence =
        new SentenceReport(
            part.sentence(),
            first / sampleRate(),
            (first + part.sentence().samples().length) / sampleRate());
  }

  /** The samples with the silence around the sentence, one channel, in [-1, 1]; a copy. */
  public float[] samples() {
    return part.audio().channel(0).clone();
  }

  /** Samples per second. */
  public int sampleRate() {
    return part.audio().sampleRate();
  }

  /** What became of the sentence, and where it lies in the whole speech. */
  public SentenceReport sentence() {
    return sentence;
  }
}
