package io.github.sovits4j.model.sovits;

/** Standard normal noise of latent frames; a frame's is the same whatever is asked for with it. */
@FunctionalInterface
public interface FrameNoise {

  /**
   * The noise of some frames.
   *
   * @return {@code [inter, frames]}, row-major
   */
  float[] frames(int from, int frames);
}
