package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.GroupedConv1d;
import java.util.Arrays;

/**
 * A grouped convolution: for each group a product over overlapping rows, as {@link
 * DirectConvolution}, on a copy of the group's channels.
 */
final class GroupedConvolution {

  /** Time steps of a piece. */
  private static final int BLOCK = 16 * Product.ROWS;

  private GroupedConvolution() {}

  static void bind(GroupedConv1d op, SimdGraph g) {
    int groups = op.groups();
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    int out = op.weight().size(0);
    int outs = out / groups; // of a group
    int panels = Lanes.panels(outs);
    int depth = kernel * in;
    float[] x = g.channels(op.x());
    Constant.Form form = new Constant.Form(Packing.GROUPED_PANELS, groups);
    float[] weight = g.constant(op.weight()).form(form);
    Epilogue epilogue = new Epilogue(g.f(op.bias()), op.activation(), g.channels(op.y()));
    Dim xTime = op.x().dim(1);
    Dim yTime = op.y().dim(1);
    g.want((BLOCK + kernel) * in, BLOCK * panels * PANEL, 0);
    g.add(
        () -> groups * Math.ceilDiv(g.value(yTime), BLOCK),
        (piece, scratch) -> {
          int group = piece % groups;
          int from = piece / groups * BLOCK;
          int rows = Math.min(BLOCK, g.value(yTime) - from);
          int first = from - op.padding();
          copy(x, groups * in, group * in, in, g.value(xTime), first, rows + kernel - 1, scratch);
          int w = group * panels * PANEL * depth;
          Product.multiply(scratch.inputs, 0, in, depth, rows, weight, w, panels, scratch.sums, 0);
          int o = group * outs;
          epilogue.finish(scratch.sums, 0, panels * PANEL, rows, o, outs, from * out + o, out);
        });
  }

  /** Some channels of rows {@code t, t + 1, …}, zeros where x has none. */
  private static void copy(
      float[] x, int pitch, int channel, int n, int time, int t, int rows, Scratch scratch) {
    for (int r = 0; r < rows; r++) {
      if (t + r >= 0 && t + r < time) {
        System.arraycopy(x, (t + r) * pitch + channel, scratch.inputs, r * n, n);
      } else {
        Arrays.fill(scratch.inputs, r * n, (r + 1) * n, 0);
      }
    }
  }
}
