package io.github.sovits4j.backend.reference;

/** The error function to about 1e-14: a series near 0, a continued fraction beyond. */
final class ErrorFunction {

  private static final double SERIES_TO = 2.5;
  private static final int FRACTION_DEPTH = 60;

  private ErrorFunction() {}

  /** {@code 1 − erf(x)}. */
  static double complement(double x) {
    double size = Math.abs(x);
    double positive = size < SERIES_TO ? 1 - series(size) : fraction(size);
    return x < 0 ? 2 - positive : positive;
  }

  /** {@code erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1))}: all terms are positive. */
  private static double series(double x) {
    double term = x;
    double sum = 0;
    for (int n = 1; term > sum * 1e-17; n++) {
      sum += term;
      term *= 2 * x * x / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** {@code erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))}. */
  private static double fraction(double x) {
    double rest = x;
    for (int n = FRACTION_DEPTH; n >= 1; n--) {
      rest = x + n / 2.0 / rest;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / rest;
  }
}
