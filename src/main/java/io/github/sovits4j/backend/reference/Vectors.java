package io.github.sovits4j.backend.reference;

/** What is computed from the whole of a vector. */
final class Vectors {

  private Vectors() {}

  /** {@code e^(x_j) / Σ e^(x_i)}; shifted by the largest, so that nothing overflows. */
  static double[] softmax(double[] x) {
    double largest = x[firstLargest(x)];
    double[] p = new double[x.length];
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      p[j] = Math.exp(x[j] - largest);
      sum += p[j];
    }
    for (int j = 0; j < x.length; j++) {
      p[j] /= sum;
    }
    return p;
  }

  /** Where the largest is; of equals the first. */
  static int firstLargest(double[] x) {
    int best = 0;
    for (int j = 1; j < x.length; j++) {
      if (x[j] > x[best]) {
        best = j;
      }
    }
    return best;
  }

  /** {@code (x − mean) / √(variance + ε)}, with the biased variance. */
  static double[] normalised(double[] x, double epsilon) {
    double mean = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon);
    }
    return y;
  }
}
