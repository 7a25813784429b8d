package io.github.sovits4j.audio;

/**
 * The discrete Fourier transform of real signals in 64 bits, of any size; fast where the size is a
 * product of small primes. Immutable; one instance serves any number of threads.
 */
final class FourierTransform {

  private final int size;
  private final double[] cos; // of −2πk/size
  private final double[] sin;

  FourierTransform(int size) {
    this.size = size;
    cos = new double[size];
    sin = new double[size];
    for (int k = 0; k < size; k++) {
      cos[k] = Math.cos(-2 * Math.PI * k / size);
      sin[k] = Math.sin(-2 * Math.PI * k / size);
    }
  }

  /** Power of every frequency: {@code |Σ_n x[n]·e^(−2πi·k·n/size)|²} {@code [size]}. */
  double[] power(double[] x) {
    double[] re = new double[size];
    double[] im = new double[size];
    transform(x, 0, 1, size, re, im, 0);
    for (int k = 0; k < size; k++) {
      re[k] = re[k] * re[k] + im[k] * im[k];
    }
    return re;
  }

  /**
   * Transforms {@code n = size / step} samples that lie {@code step} apart to {@code n} neighbours:
   * of every p-th sample first, p the smallest prime in n, and then those p together.
   */
  private void transform(double[] x, int from, int step, int n, double[] re, double[] im, int to) {
    if (n == 1) {
      re[to] = x[from];
      return;
    }
    int p = smallestPrime(n);
    int part = n / p;
    for (int q = 0; q < p; q++) {
      transform(x, from + q * step, step * p, part, re, im, to + q * part);
    }
    double[] a = new double[p];
    double[] b = new double[p];
    for (int k = 0; k < part; k++) {
      for (int r = 0; r < p; r++) {
        double sumRe = 0;
        double sumIm = 0;
        for (int q = 0; q < p; q++) {
          int turn = (int) ((long) q * (k + r * part) % n * step);
          int at = to + q * part + k;
          sumRe += cos[turn] * re[at] - sin[turn] * im[at];
          sumIm += cos[turn] * im[at] + sin[turn] * re[at];
        }
        a[r] = sumRe;
        b[r] = sumIm;
      }
      for (int r = 0; r < p; r++) {
        re[to + r * part + k] = a[r];
        im[to + r * part + k] = b[r];
      }
    }
  }

  private static int smallestPrime(int n) {
    for (int p = 2; p * p <= n; p++) {
      if (n % p == 0) {
        return p;
      }
    }
    return n;
  }
}
