package io.github.sovits4j.audio;

/**
 * The low-pass filter a {@link Resampler} is built from: a sinc with its cut-off at {@code rollOff}
 * times the lower Nyquist frequency, under a window that ends after {@code zeroCrossings} zeros on
 * each side.
 */
public enum ResamplerQuality {
  /** The filter the networks were trained behind: 6 zeros, roll-off 0.99, Hann. */
  STANDARD(6, 0.99) {
    @Override
    double window(double u) {
      double c = Math.cos(u * Math.PI / 2);
      return c * c;
    }
  },

  /**
   * A long filter for what upstream gives to soxr's HQ setting: flat to 0.91 of the lower Nyquist
   * frequency, then 100 dB down above it. Kaiser window.
   */
  FINE(74, 0.9565) {
    @Override
    double window(double u) {
      return bessel(KAISER_BETA * Math.sqrt(Math.max(0, 1 - u * u))) / bessel(KAISER_BETA);
    }
  };

  private static final double KAISER_BETA = 10.06; // 100 dB

  private final int zeroCrossings;
  private final double rollOff;

  ResamplerQuality(int zeroCrossings, double rollOff) {
    this.zeroCrossings = zeroCrossings;
    this.rollOff = rollOff;
  }

  /** Returns the zeros of the sinc inside the window, on each side. */
  int zeroCrossings() {
    return zeroCrossings;
  }

  /** Returns the cut-off as a share of the lower Nyquist frequency, in (0, 1]. */
  double rollOff() {
    return rollOff;
  }

  /**
   * Returns the window's weight, 1 in its middle.
   *
   * @param u place in the window, -1…1, the middle at 0
   */
  abstract double window(double u);

  /** The modified Bessel function of the first kind and order 0, by its series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }
}
