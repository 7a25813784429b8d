package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Layer norms. */
final class NormKernels {

  private NormKernels() {}

  /**
   * {@code y = (x − mean) / √(variance + ε) · gamma + beta} over {@code d} elements; in two passes,
   * for one loses all digits where the mean is far from 0. x and y may be the same.
   */
  static void row(float[] x, int at, int d, float[] gamma, float[] beta, float epsilon, float[] y) {
    row(x, at, d, gamma, 0, beta, 0, epsilon, y);
  }

  /** The same with gamma and beta from these places on. */
  static void row(
      float[] x,
      int at,
      int d,
      float[] gamma,
      int gammaAt,
      float[] beta,
      int betaAt,
      float epsilon,
      float[] y) {
    float mean = sum(x, at, d) / d;
    float variance = squares(x, at, d, mean) / d;
    float factor = (float) (1 / Math.sqrt(variance + epsilon));
    FloatVector means = FloatVector.broadcast(F, mean);
    FloatVector factors = FloatVector.broadcast(F, factor);
    int i = 0;
    for (; i <= d - V; i += V) {
      FloatVector.fromArray(F, x, at + i)
          .sub(means)
          .mul(factors)
          .fma(
              FloatVector.fromArray(F, gamma, gammaAt + i),
              FloatVector.fromArray(F, beta, betaAt + i))
          .intoArray(y, at + i);
    }
    for (; i < d; i++) {
      y[at + i] = (x[at + i] - mean) * factor * gamma[gammaAt + i] + beta[betaAt + i];
    }
  }

  /**
   * Mean and factor of {@code n} channels of a time-major x over its time steps.
   *
   * @param x rows of {@code channels}, of which those from {@code from} on are looked at
   * @param sums memory of 64 bits for {@code 2·n}
   * @param means receives the means, from {@code from} on
   * @param factors receives {@code gamma / √(variance + ε)}, from {@code from} on
   */
  static void overTime(
      float[] x,
      int channels,
      int from,
      int n,
      int time,
      float[] gamma,
      float epsilon,
      double[] sums,
      float[] means,
      float[] factors) {
    Arrays.fill(sums, 0, 2 * n, 0);
    for (int t = 0; t < time; t++) {
      for (int c = 0; c < n; c++) {
        sums[c] += x[t * channels + from + c];
      }
    }
    for (int c = 0; c < n; c++) {
      sums[c] /= time;
    }
    for (int t = 0; t < time; t++) {
      for (int c = 0; c < n; c++) {
        double difference = x[t * channels + from + c] - sums[c];
        sums[n + c] += difference * difference;
      }
    }
    for (int c = 0; c < n; c++) {
      means[from + c] = (float) sums[c];
      factors[from + c] = (float) (gamma[from + c] / Math.sqrt(sums[n + c] / time + epsilon));
    }
  }

  /**
   * What {@code n} channels of a time-major x have in strength: {@code √(Σ_t x²)}.
   *
   * @param sums memory of 64 bits for {@code n}
   * @param strength receives it, from {@code from} on
   */
  static void strength(
      float[] x, int channels, int from, int n, int time, double[] sums, float[] strength) {
    Arrays.fill(sums, 0, n, 0);
    for (int t = 0; t < time; t++) {
      int row = t * channels + from;
      for (int c = 0; c < n; c++) {
        sums[c] += (double) x[row + c] * x[row + c];
      }
    }
    for (int c = 0; c < n; c++) {
      strength[from + c] = (float) Math.sqrt(sums[c]);
    }
  }

  private static float sum(float[] x, int at, int d) {
    FloatVector sums = FloatVector.zero(F);
    int i = 0;
    for (; i <= d - V; i += V) {
      sums = sums.add(FloatVector.fromArray(F, x, at + i));
    }
    double rest = 0;
    for (; i < d; i++) {
      rest += x[at + i];
    }
    return (float) (rest + Lanes.sum(sums));
  }

  private static float squares(float[] x, int at, int d, float mean) {
    FloatVector means = FloatVector.broadcast(F, mean);
    FloatVector sums = FloatVector.zero(F);
    int i = 0;
    for (; i <= d - V; i += V) {
      FloatVector v = FloatVector.fromArray(F, x, at + i).sub(means);
      sums = v.fma(v, sums);
    }
    double rest = 0;
    for (; i < d; i++) {
      rest += (x[at + i] - mean) * (x[at + i] - mean);
    }
    return (float) (rest + Lanes.sum(sums));
  }
}
