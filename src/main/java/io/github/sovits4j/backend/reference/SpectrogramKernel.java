package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Spectrogram;

/** A radix-2 fast Fourier transform, frame by frame: the plain sum would take minutes. */
final class SpectrogramKernel {

  private SpectrogramKernel() {}

  static void run(Spectrogram op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles window = g.doubles(op.window());
    Doubles y = g.doubles(op.y());
    int size = window.size(0);
    for (int t = 0; t < y.size(1); t++) {
      double[] re = new double[size];
      double[] im = new double[size];
      for (int n = 0; n < size; n++) {
        int reversed = Integer.reverse(n) >>> (Integer.numberOfLeadingZeros(size) + 1);
        re[reversed] = x.at(t * op.hop() + n) * window.at(n);
      }
      transform(re, im);
      for (int f = 0; f < y.size(0); f++) {
        y.set(f, t, Math.sqrt(re[f] * re[f] + im[f] * im[f] + Spectrogram.EPSILON));
      }
    }
  }

  /** In place; the input is in bit-reversed order. */
  private static void transform(double[] re, double[] im) {
    int size = re.length;
    for (int half = 1; half < size; half *= 2) {
      for (int k = 0; k < half; k++) {
        double cos = Math.cos(-Math.PI * k / half);
        double sin = Math.sin(-Math.PI * k / half);
        for (int even = k; even < size; even += 2 * half) {
          int odd = even + half;
          double oddRe = re[odd] * cos - im[odd] * sin;
          double oddIm = re[odd] * sin + im[odd] * cos;
          re[odd] = re[even] - oddRe;
          im[odd] = im[even] - oddIm;
          re[even] += oddRe;
          im[even] += oddIm;
        }
      }
    }
  }
}
