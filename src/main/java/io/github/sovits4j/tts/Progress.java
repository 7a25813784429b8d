package io.github.sovits4j.tts;

/** Told how far a request is; called on the device thread, so it should be quick. */
@FunctionalInterface
public interface Progress {

  /** Hears nothing. */
  Progress NONE = (stage, sentence, sentences, codes) -> {};

  /** What is being done. */
  enum Stage {
    /** S1 draws codes. */
    SEMANTIC,
    /** S2 decodes them. */
    DECODE
  }

  /**
   * Some more was done.
   *
   * @param stage what is being done
   * @param sentence which sentence, from 1
   * @param sentences how many there are
   * @param codes codes of this sentence so far; one is 40 ms of speech
   */
  void update(Stage stage, int sentence, int sentences, int codes);
}
