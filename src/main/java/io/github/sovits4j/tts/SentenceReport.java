package io.github.sovits4j.tts;

import io.github.sovits4j.pipeline.SpokenSentence;

/** What became of one sentence of a request. */
public final class SentenceReport {

  private final SpokenSentence sentence;
  private final double start;
  private final double end;

  SentenceReport(SpokenSentence sentence, double start, double end) {
    this.sentence = sentence;
    this.start = start;
    this.end = end;
  }

  /** The piece of the text. */
  public String text() {
    return sentence.text().strip();
  }

  /** Where it begins in the speech, in seconds. */
  public double start() {
    return start;
  }

  /** Where it ends, in seconds, its pause not counted. */
  public double end() {
    return end;
  }

  /** How many semantic codes it took; one is 40 ms before the change of speed. */
  public int codes() {
    return sentence.codes();
  }

  /** Whether the model came to an end by itself; else it was stopped at the longest allowed. */
  public boolean isComplete() {
    return sentence.ended();
  }

  @Override
  public String toString() {
    return text() + (isComplete() ? "" : " (stopped at the limit)");
  }
}
