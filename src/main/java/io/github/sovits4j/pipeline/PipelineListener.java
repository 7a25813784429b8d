package io.github.sovits4j.pipeline;

/**
 * Told how far an utterance is; on the device thread unless stated otherwise, so it should be
 * quick. What it throws ends the utterance and reaches the caller.
 */
public interface PipelineListener {

  /** Hears nothing. */
  PipelineListener NONE = new PipelineListener() {};

  /**
   * Some more was done.
   *
   * @param stage {@link Stage#DECODE} while S1 draws codes, {@link Stage#PRIOR} when S2 begins
   * @param sentence which sentence, from 1
   * @param sentences how many there are, as far as the text was read: a later one may be found to
   *     have nothing to say, or to be two
   * @param codes codes of this sentence so far; one is 40 ms of speech
   */
  default void update(Stage stage, int sentence, int sentences, int codes) {}

  /**
   * A stage is over; {@link Stage#TEXT} is told on the caller's thread.
   *
   * @param sentence which sentence, from 1; 0 for the text, which is read some sentences at a time
   * @param start when it began, by {@link System#nanoTime}
   * @param end when it ended
   */
  default void finished(Stage stage, int sentence, long start, long end) {}
}
