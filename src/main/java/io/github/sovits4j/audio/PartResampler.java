package io.github.sovits4j.audio;

import java.util.Arrays;

/**
 * Resamples one channel that comes in parts: what comes out, one after the other, are the samples
 * that the whole would give, to the last bit. What the next samples are still needed for is held
 * back, a few milliseconds. Not thread-safe.
 */
public final class PartResampler {

  private final Resampler resampler;
  private float[] held = {}; // the input's end, as far as it is still needed
  private long from; // which sample of the input the first of them is
  private long made; // samples of the output

  /**
   * @param resampler between two rates that differ
   */
  public PartResampler(Resampler resampler) {
    if (resampler.from() == resampler.to()) {
      throw new IllegalArgumentException("there is nothing to resample");
    }
    this.resampler = resampler;
  }

  /**
   * The next part.
   *
   * @param part {@code [N]} at the input rate
   * @return at the output rate, what can be made so far; may be empty
   */
  public float[] resample(float[] part) {
    float[] x = Arrays.copyOf(held, held.length + part.length);
    System.arraycopy(part, 0, x, held.length, part.length);
    held = x;
    long end = from + x.length;
    long ready = Math.max(made, resampler.length(end)); // an upper bound
    while (ready > made && resampler.end(ready - 1) > end) {
      ready--;
    }
    float[] y = make(ready);
    int dropped = Math.clamp(resampler.first(made) - from, 0, held.length);
    held = Arrays.copyOfRange(held, dropped, held.length);
    from += dropped;
    return y;
  }

  /** The end; beyond it the input is 0. */
  public float[] finish() {
    return make(resampler.length(from + held.length));
  }

  /** The samples of the output up to a number. */
  private float[] make(long until) {
    float[] y = new float[Math.toIntExact(until - made)];
    for (int j = 0; j < y.length; j++) {
      y[j] = resampler.sample(made + j, held, from);
    }
    made = until;
    return y;
  }
}
