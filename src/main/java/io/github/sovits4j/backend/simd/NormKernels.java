package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import io.github.sovits4j.ops.LinearResidualNorm;
import jdk.incubator.vector.FloatVector;

/** Layer norms. */
final class NormKernels {

  private NormKernels() {}

  /**
   * {@code y = (x − mean) / √(variance + ε) · gamma + beta} over {@code d} elements; in two passes,
   * for one loses all digits where the mean is far from 0. x and y may be the same.
   */
  static void row(float[] x, int at, int d, float[] gamma, float[] beta, float[] y) {
    float mean = sum(x, at, d) / d;
    float variance = squares(x, at, d, mean) / d;
    float factor = (float) (1 / Math.sqrt(variance + LinearResidualNorm.EPSILON));
    FloatVector means = FloatVector.broadcast(F, mean);
    FloatVector factors = FloatVector.broadcast(F, factor);
    int i = 0;
    for (; i <= d - V; i += V) {
      FloatVector.fromArray(F, x, at + i)
          .sub(means)
          .mul(factors)
          .fma(FloatVector.fromArray(F, gamma, i), FloatVector.fromArray(F, beta, i))
          .intoArray(y, at + i);
    }
    for (; i < d; i++) {
      y[at + i] = (x[at + i] - mean) * factor * gamma[i] + beta[i];
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
