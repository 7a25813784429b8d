package io.github.sovits4j.verify;

/** How far two results are apart. */
public final class Parity {

  private Parity() {}

  /**
   * {@code ‖actual − expected‖ / ‖expected‖}. Infinity when the sizes differ, when anything is not
   * a number, or when something is there where only zeros are expected.
   */
  public static double relativeL2(float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = (double) actual[i] - expected[i];
      difference += d * d;
      norm += (double) expected[i] * expected[i];
    }
    if (difference == 0) {
      return 0;
    }
    double error = Math.sqrt(difference / norm);
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }
}
