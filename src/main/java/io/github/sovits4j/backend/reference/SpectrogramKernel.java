package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Spectrogram;

/** A radix-2 fast Fourier transform in doubles, frame by frame. */
final class SpectrogramKernel {

  private SpectrogramKernel() {}

  static void run(Spectrogram op, ReferenceGraph g) {
    int size = op.window().size(0);
    int bins = op.y().size(0);
    int frames = g.value(op.y().dim(1));
    float[] x = g.f(op.x());
    float[] window = g.f(op.window());
    float[] y = g.f(op.y());
    double[] re = new double[size];
    double[] im = new double[size];
    for (int frame = 0; frame < frames; frame++) {
      for (int n = 0; n < size; n++) {
        int reversed = Integer.reverse(n) >>> (Integer.numberOfLeadingZeros(size) + 1);
        re[reversed] = x[frame * op.hop() + n] * window[n];
        im[reversed] = 0;
      }
      transform(re, im);
      for (int bin = 0; bin < bins; bin++) {
        y[bin * op.y().size(1) + frame] =
            (float) Math.sqrt(re[bin] * re[bin] + im[bin] * im[bin] + Spectrogram.EPSILON);
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
