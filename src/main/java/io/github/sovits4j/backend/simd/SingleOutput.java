package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Dim;
import jdk.incubator.vector.FloatVector;

/**
 * A convolution with one output channel, the generator's last: an output is the scalar product of
 * the weight with inputs that lie together, so the vectors run along them.
 */
final class SingleOutput {

  /** Outputs of a piece. */
  private static final int BLOCK = 1024;

  private SingleOutput() {}

  static boolean fits(Conv1d op) {
    return op.weight().size(0) == 1
        && op.settings().stride() == 1
        && op.settings().dilation() == 1
        && op.residual() == null
        && op.sum() == null
        && op.settings().scale() == 1;
  }

  static void bind(Conv1d op, float[] constant, SimdGraph g) {
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    int depth = kernel * in;
    int padding = op.settings().padding();
    Activation activation = op.settings().activation();
    float[] weight = g.constant(op.weight()).form(new Constant.Form(Packing.TAPS, 1));
    PaddedRows rows = new PaddedRows(g.channels(op.x()), op.x().size(0), in, op.settings().slope());
    float[] y = g.channels(op.y());
    Dim xTime = op.x().dim(1);
    g.want((BLOCK + kernel) * in, 0, 0);
    g.addRows(
        op.y().dim(1),
        BLOCK,
        (from, to, scratch) -> {
          int n = to - from;
          rows.copy(g.value(xTime), from - padding, 1, n + kernel - 1, scratch.inputs, 0);
          products(scratch.inputs, in, depth, weight, constant[0], y, from, n);
          Functions.apply(activation, y, from, n);
        });
  }

  /** {@code y[to + r] = constant + Σ_k a[r·stride + k] · w[k]}. */
  private static void products(
      float[] a, int stride, int depth, float[] w, float constant, float[] y, int to, int n) {
    for (int r = 0; r < n; r++) {
      FloatVector even = FloatVector.zero(F);
      FloatVector odd = FloatVector.zero(F);
      int at = r * stride;
      int k = 0;
      for (; k <= depth - 2 * V; k += 2 * V) {
        even = FloatVector.fromArray(F, a, at + k).fma(FloatVector.fromArray(F, w, k), even);
        odd = FloatVector.fromArray(F, a, at + k + V).fma(FloatVector.fromArray(F, w, k + V), odd);
      }
      float sum = constant + Lanes.sum(even.add(odd));
      for (; k < depth; k++) {
        sum += a[at + k] * w[k];
      }
      y[to + r] = sum;
    }
  }
}
