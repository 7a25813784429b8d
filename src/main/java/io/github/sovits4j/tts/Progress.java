package io.github.sovits4j.tts;

/** Told how far a request is; called on the device thread, so it should be quick. */
@FunctionalInterface
public interface Progress {

  /** Hears nothing. */
  Progress NONE = (stage, sentence, sentences, codes) -> {};

  /**
   * Some more was done.
   *
   * @param stage {@link Stage#DECODE} while S1 draws codes, {@link Stage#PRIOR} when S2 begins
   * @param sentence which sentence, from 1
   * @param sentences how many there are
   * @param codes codes of this sentence so far; one is 40 ms of speech
   */
  void update(Stage stage, int sentence, int sentences, int codes);

  /**
   * A stage is over; {@link Stage#TEXT} is told on the caller's thread.
   *
   * @param sentence which sentence, from 1; 0 for the text, which is done for all at once
   * @param start when it began, by {@link System#nanoTime}
   * @param end when it ended
   */
  default void finished(Stage stage, int sentence, long start, long end) {}
}
