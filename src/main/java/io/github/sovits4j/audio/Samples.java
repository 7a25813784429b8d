package io.github.sovits4j.audio;

/** What several places do to plain arrays of samples. */
final class Samples {

  private Samples() {}

  /** Returns the largest absolute value, NaN if one is NaN; 0 for no samples. */
  static float peak(float[] x) {
    float peak = 0;
    for (float sample : x) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  /** Divides every sample in place. */
  static void divide(float[] x, float by) {
    for (int i = 0; i < x.length; i++) {
      x[i] /= by;
    }
  }
}
