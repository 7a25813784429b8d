package io.github.sovits4j.tts;

import io.github.sovits4j.pipeline.SpokenSentence;
import java.util.List;

/** What became of one sentence of a request. */
public final class SentenceReport {

  /** What the model made of a sentence, as far as it can be seen without listening. */
  public enum Ending {
    /** It came to an end by itself, and is about as long as it should be. */
    SPOKEN,
    /** It was stopped at the longest that was asked for. */
    CUT,
    /** It is far too short for its words: some are missing. */
    TOO_SHORT,
    /** It is far too long for its words, or did not come to an end: it goes on without sense. */
    TOO_LONG,
    /** It says the same over and over. */
    REPEATING
  }

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

  /**
   * What the model made of it, at the last try or at the best. What is not {@link Ending#SPOKEN} or
   * {@link Ending#CUT} was tried as often as the request allows.
   */
  public Ending ending() {
    return switch (sentence.outcome()) {
      case SPOKEN -> Ending.SPOKEN;
      case CUT -> Ending.CUT;
      case TOO_SHORT -> Ending.TOO_SHORT;
      case TOO_LONG -> Ending.TOO_LONG;
      case REPEATING -> Ending.REPEATING;
    };
  }

  /** How often it was tried: 1, and one more for every {@linkplain SpeechRequest#retries retry}. */
  public int attempts() {
    return sentence.attempts();
  }

  /**
   * When its words are spoken, in their order; empty unless the request had {@linkplain
   * SpeechRequest.Builder#timestamps timestamps}. A word is as it is read out: a number may be
   * several.
   */
  public List<WordTime> words() {
    return sentence.words().stream()
        .map(word -> new WordTime(word.text(), start + word.start(), start + word.end()))
        .toList();
  }

  @Override
  public String toString() {
    return text() + (isComplete() ? "" : " (stopped at the limit)");
  }
}
