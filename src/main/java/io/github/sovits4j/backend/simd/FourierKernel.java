package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Spectrogram;

/** A radix-2 fast Fourier transform in doubles, of a fixed size. */
final class FourierKernel {

  private final int size;
  private final int[] reversed;

  /** Of {@code e^(−πi·k/half)} for each half 1, 2, 4, …, one after another. */
  private final double[] cos;

  private final double[] sin;

  FourierKernel(int size) {
    this.size = size;
    reversed = new int[size];
    for (int n = 0; n < size; n++) {
      reversed[n] = size == 1 ? 0 : Integer.reverse(n) >>> (Integer.numberOfLeadingZeros(size) + 1);
    }
    cos = new double[size];
    sin = new double[size];
    for (int half = 1; half < size; half *= 2) {
      for (int k = 0; k < half; k++) {
        cos[half + k] = Math.cos(-Math.PI * k / half);
        sin[half + k] = Math.sin(-Math.PI * k / half);
      }
    }
  }

  /**
   * {@code y[to + f] = √(re² + im² + ε)} of the windowed frame, for the lowest bins.
   *
   * @param memory twice the size
   */
  void magnitudes(float[] x, int at, float[] window, float[] y, int to, int bins, double[] memory) {
    for (int n = 0; n < size; n++) {
      memory[reversed[n]] = x[at + n] * window[n];
      memory[size + n] = 0;
    }
    for (int half = 1; half < size; half *= 2) {
      for (int even = 0; even < size; even += 2 * half) {
        butterflies(memory, even, half);
      }
    }
    for (int f = 0; f < bins; f++) {
      double re = memory[f];
      double im = memory[size + f];
      y[to + f] = (float) Math.sqrt(re * re + im * im + Spectrogram.EPSILON);
    }
  }

  private void butterflies(double[] z, int even, int half) {
    int odd = even + half;
    for (int k = 0; k < half; k++) {
      double c = cos[half + k];
      double s = sin[half + k];
      double re = z[odd + k] * c - z[size + odd + k] * s;
      double im = z[odd + k] * s + z[size + odd + k] * c;
      z[odd + k] = z[even + k] - re;
      z[size + odd + k] = z[size + even + k] - im;
      z[even + k] += re;
      z[size + even + k] += im;
    }
  }
}
