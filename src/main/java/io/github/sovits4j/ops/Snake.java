package io.github.sovits4j.ops;

import java.util.List;

/**
 * BigVGAN's activation, free of aliasing: the signal is made twice as long, so that the frequencies
 * that the snake adds have room, and halved again. With the filter f and T the time steps in force,
 * places outside of an axis meaning its nearest end:
 *
 * <pre>
 *   u[n] = 2 · Σ_m x[m] · f[n + 5 − 2m]                    n = 0 … 2T − 1, 0 ≤ n + 5 − 2m ≤ 11
 *   v[n] = u[n] + scale · sin²(alpha · u[n])
 *   y[t] = Σ_k f[k] · v[2t + k − 5]                        k = 0 … 11
 * </pre>
 *
 * @param x {@code [channels, time]}
 * @param alpha {@code [channels]}, of frequencies
 * @param scale {@code [channels]}, of amplitudes
 * @param y {@code [channels, time]}
 */
public record Snake(Tensor x, Tensor alpha, Tensor scale, Tensor y) implements Operator {

  /** Time steps before and behind one that it depends on. */
  public static final int REACH = 5;

  /** Taps of the filter. */
  public static final int TAPS = 12;

  private static final double[] FILTER = filter();

  public Snake {
    Check.that(x.rank() == 2, "Snake", "x [channels, time]", x);
    Check.shape("Snake", "alpha", alpha, x.dim(0));
    Check.shape("Snake", "scale", scale, x.dim(0));
    Check.that(y.dims().equals(x.dims()), "Snake", "y shaped as x", y);
  }

  /**
   * A tap of the filter, which is symmetric: a sinc that ends at a quarter of the sampling rate
   * under a Kaiser window for a transition of 0.3, of sum 1 and rounded to 32 bits.
   */
  public static float tap(int k) {
    return (float) FILTER[k];
  }

  private static double[] filter() {
    double middle = (TAPS - 1) / 2.0;
    double attenuation = 2.285 * (TAPS / 2 - 1) * Math.PI * 4 * 0.3 + 7.95; // Kaiser's formula
    double beta = 0.1102 * (attenuation - 8.7);
    double[] taps = new double[TAPS];
    double sum = 0;
    for (int k = 0; k < TAPS; k++) {
      double place = (k - middle) / 2; // in periods of the highest frequency that passes
      double sinc = Math.sin(Math.PI * place) / (Math.PI * place);
      double edge = (k - middle) / middle;
      taps[k] = sinc * bessel(beta * Math.sqrt(1 - edge * edge)) / bessel(beta);
      sum += taps[k];
    }
    for (int k = 0; k < TAPS; k++) {
      taps[k] /= sum;
    }
    return taps;
  }

  /** The modified Bessel function I₀, by its series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= x / (2 * n) * (x / (2 * n));
      sum += term;
    }
    return sum;
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, alpha, scale);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  /** Twelve taps each way, and two snakes of about as many operations. */
  @Override
  public long flops() {
    return 90L * y.elements();
  }
}
