package io.github.sovits4j.tts;

/**
 * Told how far a request is, on the device thread, so it should be quick. What it throws ends the
 * request and reaches the caller of {@code speak}.
 */
@FunctionalInterface
public interface Progress {

  /** Hears nothing. */
  Progress NONE = state -> {};

  /** Some more was done. */
  void update(State state);

  /** What is being done for a sentence. */
  enum Activity {
    /** The transformer (S1) draws semantic codes; {@link State#seconds} grows. */
    COMPOSING,
    /** The vocoder (S2) turns them into sound. */
    VOICING
  }

  /**
   * How far a request is.
   *
   * @param activity what is being done
   * @param sentence with which sentence, from 1
   * @param sentences how many there are, as far as the text was read: a later one may be found to
   *     have nothing to say, or to be two
   * @param seconds speech of this sentence so far, before the change of speed
   */
  record State(Activity activity, int sentence, int sentences, double seconds) {}
}
