package io.github.sovits4j.model.sovits;

/**
 * The end of speech whose codes are still drawn: the encoders see all codes so far, sound is made
 * of the last frames alone. On a grid that does not depend on how many codes there are: frame
 * {@code t} lies at {@code (t + 0.5)·speed − 0.5} of the encoders' frames.
 *
 * @param input the codes so far; without an overlap
 * @param from frame, after the change of speed, whose sound is wanted first
 */
public record Tail(DecodeInput input, int from) {

  public Tail {
    if (from < 0 || from >= input.frames()) {
      throw new IllegalArgumentException(
          "from: expected 0 … " + (input.frames() - 1) + ", got " + from);
    }
  }

  /** Frames whose sound is wanted. */
  public int frames() {
    return input.frames() - from;
  }

  /**
   * The frame that begins with a code.
   *
   * @param code index of a code
   */
  public static int frameOf(int code, double speed) {
    int frames = SpeechTextEncoder.FRAMES_PER_CODE * code;
    return speed == 1 ? frames : (int) (frames / speed);
  }
}
