package io.github.sovits4j.model.sovits;

/**
 * What is decoded to speech.
 *
 * @param codes semantic codes, at least one
 * @param phones phone ids of the target text, at least one
 * @param speaker the speaker vector {@code [gin]}
 * @param speed 1 is as generated, larger is faster; above 0
 * @param overlap for streaming; null: the whole
 */
public record DecodeInput(
    int[] codes, int[] phones, float[] speaker, double speed, Overlap overlap) {

  /** Frames of the prior's encoders that are decoded, before the change of speed. */
  int latentFrames() {
    int all = keptFrames();
    return overlap == null || overlap.resultCodes() == 0
        ? all
        : Math.min(all, Prior.FRAMES_PER_CODE * overlap.resultCodes());
  }

  /** Frames that go through the prior's last encoder. */
  int keptFrames() {
    return Prior.FRAMES_PER_CODE * (codes.length - (overlap == null ? 0 : overlap.padding()));
  }

  /**
   * Frames of the latent, and of the noise: all of the prior's at speed 1, else {@code ⌊T/speed⌋ +
   * 1}.
   */
  public int frames() {
    return speed == 1 ? latentFrames() : (int) (latentFrames() / speed) + 1;
  }
}
