package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code p_j = e^(s_j − max) / Σ_i e^(s_i − max)}. */
final class SoftmaxKernels {

  private SoftmaxKernels() {}

  /**
   * In place, over {@code p[at + from … at + end − 1]}; the rest of the row becomes 0.
   *
   * @param width elements of the row, whole panels
   */
  static void row(float[] p, int at, int from, int end, int width) {
    float factor = weights(p, at, from, end, width);
    for (int j = at + from; j < at + end; j++) {
      p[j] *= factor;
    }
  }

  /**
   * The same but for the division.
   *
   * @return what is left to multiply by: {@code 1 / Σ_i e^(s_i − max)}; 0 where there is nothing
   */
  static float weights(float[] p, int at, int from, int end, int width) {
    float factor = 0;
    if (from < end) {
      Arrays.fill(p, at, at + from, Float.NEGATIVE_INFINITY);
      Arrays.fill(p, at + end, at + width, Float.NEGATIVE_INFINITY);
      factor = 1 / exponentials(p, at, width, max(p, at, width));
    }
    Arrays.fill(p, at, at + Math.min(from, width), 0);
    Arrays.fill(p, at + Math.max(end, 0), at + width, 0);
    return factor;
  }

  /** By comparisons, see {@link Functions#exp}, and in two chains, for one waits for itself. */
  private static float max(float[] p, int at, int width) {
    FloatVector a = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    for (int i = 0; i < width; i += PANEL) {
      FloatVector v = FloatVector.fromArray(F, p, at + i);
      FloatVector w = FloatVector.fromArray(F, p, at + i + V);
      a = a.blend(v, v.compare(VectorOperators.GT, a));
      b = b.blend(w, w.compare(VectorOperators.GT, b));
    }
    return a.max(b).reduceLanes(VectorOperators.MAX);
  }

  /** Puts {@code e^(p − max)} in place of p and returns the sum. */
  private static float exponentials(float[] p, int at, int width, float max) {
    FloatVector sums = FloatVector.broadcast(F, 0);
    for (int i = 0; i < width; i += V) {
      FloatVector e = Functions.exp(FloatVector.fromArray(F, p, at + i).sub(max));
      e.intoArray(p, at + i);
      sums = sums.add(e);
    }
    return Lanes.sum(sums);
  }
}
