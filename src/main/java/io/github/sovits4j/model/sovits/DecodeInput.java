package io.github.sovits4j.model.sovits;

/**
 * What is decoded to speech.
 *
 * @param codes semantic codes, at least one
 * @param phones phone ids of the target text, at least one
 * @param speaker the speaker vector {@code [gin]}
 * @param speed 1 is as generated, larger is faster; above 0
 * @param overlap for streaming, in v1 to v2Pro; null: the whole
 * @param diffusion how v3 and v4 draw mel frames; null for the others
 */
public record DecodeInput(
    int[] codes,
    int[] phones,
    float[] speaker,
    double speed,
    Overlap overlap,
    Diffusion diffusion) {

  /**
   * How mel frames are drawn.
   *
   * @param prompt what they go on from
   * @param steps of the sampler, 1 … 128
   */
  public record Diffusion(MelPrompt prompt, int steps) {}

  /** For v1 to v2Pro. */
  public DecodeInput(int[] codes, int[] phones, float[] speaker, double speed, Overlap overlap) {
    this(codes, phones, speaker, speed, overlap, null);
  }

  /** Frames of the prior's encoders that are decoded, before the change of speed. */
  int latentFrames() {
    int all = keptFrames();
    return overlap == null || overlap.resultCodes() == 0
        ? all
        : Math.min(all, SpeechTextEncoder.FRAMES_PER_CODE * overlap.resultCodes());
  }

  /** Frames that go through the prior's last encoder. */
  int keptFrames() {
    return SpeechTextEncoder.FRAMES_PER_CODE
        * (codes.length - (overlap == null ? 0 : overlap.padding()));
  }

  /**
   * Frames of the latent, and of the noise: all of the prior's at speed 1, else {@code ⌊T/speed⌋ +
   * 1}.
   */
  public int frames() {
    return speed == 1 ? latentFrames() : (int) (latentFrames() / speed) + 1;
  }
}
