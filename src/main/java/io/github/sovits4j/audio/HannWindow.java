package io.github.sovits4j.audio;

/** The Hann window as spectral analysis wants it. */
public final class HannWindow {

  private HannWindow() {}

  /**
   * Returns {@code 0.5 - 0.5 cos(2πk/n)} for k = 0…n-1: one period, the last value is not 0.
   *
   * @param n length, at least 1
   * @return {@code [n]}, in [0, 1], computed in double
   */
  public static float[] periodic(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("a window needs at least 1 sample, got " + n);
    }
    float[] window = new float[n];
    for (int k = 0; k < n; k++) {
      window[k] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * k / n));
    }
    return window;
  }
}
