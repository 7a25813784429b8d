package io.github.sovits4j.audio.encoding;

/**
 * Turns sound of one channel into bytes, part by part: the bytes of all calls one after the other
 * are the file. Not thread-safe.
 */
public interface SoundEncoder {

  /**
   * The next part.
   *
   * @param samples {@code [N]}, full scale at ±1
   * @return what is ready, with the beginning of the file in the first call; may be empty
   */
  byte[] encode(float[] samples);

  /** The end of the file; the encoder cannot be used any more. */
  byte[] finish();
}
