package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import io.github.sovits4j.ops.Activation;
import jdk.incubator.vector.FloatVector;

/**
 * What becomes of the sums of a product:
 *
 * <pre>
 *   y = act((sums + constant + residual) · scale + earlier)
 * </pre>
 *
 * @param constant what is added to every row, {@code n} elements
 * @param residual laid out as y, or null
 * @param earlier laid out as y, or null
 * @param scale factor before {@code earlier} is added
 * @param activation applied last
 * @param y receives the result
 */
@SuppressWarnings("ArrayRecordComponent") // bound once, compared by nobody
record Epilogue(
    float[] constant,
    float[] residual,
    float[] earlier,
    float scale,
    Activation activation,
    float[] y) {

  /** {@code y = act(sums + constant)}. */
  Epilogue(float[] constant, Activation activation, float[] y) {
    this(constant, null, null, 1, activation, y);
  }

  /**
   * Finishes some rows.
   *
   * @param sums rows of {@code width} elements from {@code from} on
   * @param first index of the first output in {@code constant}
   * @param n outputs of a row that exist
   * @param to where in y the first row begins
   * @param step from row to row in y
   */
  void finish(float[] sums, int from, int width, int rows, int first, int n, int to, int step) {
    for (int r = 0; r < rows; r++) {
      row(sums, from + r * width, constant, first, n, residual, earlier, scale, y, to + r * step);
      if (activation != Activation.NONE) {
        Functions.apply(activation, y, to + r * step, n);
      }
    }
  }

  private static void row(
      float[] sums,
      int from,
      float[] constant,
      int first,
      int n,
      float[] residual,
      float[] earlier,
      float scale,
      float[] y,
      int to) {
    int i = 0;
    for (; i <= n - V; i += V) {
      FloatVector v =
          FloatVector.fromArray(F, sums, from + i)
              .add(FloatVector.fromArray(F, constant, first + i));
      if (residual != null) {
        v = v.add(FloatVector.fromArray(F, residual, to + i));
      }
      v = v.mul(scale);
      if (earlier != null) {
        v = v.add(FloatVector.fromArray(F, earlier, to + i));
      }
      v.intoArray(y, to + i);
    }
    for (; i < n; i++) {
      float v = sums[from + i] + constant[first + i];
      if (residual != null) {
        v += residual[to + i];
      }
      v *= scale;
      if (earlier != null) {
        v += earlier[to + i];
      }
      y[to + i] = v;
    }
  }
}
