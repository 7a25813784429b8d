package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.GroupedConv1d;

/** Convolutions, on weights packed for tiles of output channels. */
final class ConvolutionLaunches {

  /** Output channels of a work-item. */
  static final String OT = "OT";

  /** Work-items that keep a large GPU busy. */
  private static final int ENOUGH = 1 << 16;

  /** Input channels of a lane, for which adding up is worth while. */
  private static final int LEAST_CHANNELS = 4;

  private ConvolutionLaunches() {}

  static void conv1d(Conv1d op, OpenClGraph g) {
    Conv1d.Settings settings = op.settings();
    int out = op.weight().size(0);
    int in = op.weight().size(1);
    TunedKernel kernel = kernel(out, settings.stride());
    int tile = g.shape(kernel).get(OT);
    ConvolutionGroup group =
        ConvolutionGroup.of(
            g.shape(kernel),
            in,
            op.y().size(1),
            Math.ceilDiv(out, tile),
            1,
            op.weight().size(2),
            settings.stride(),
            settings.dilation());
    g.kernel(kernel, group.shape())
        .lengths()
        .axis(op.x().dim(1))
        .axis(op.y().dim(1))
        .tensor(op.x())
        .weight(op.weight(), new Constant.Form(Constant.Layout.CONVOLUTION, tile))
        .tensor(op.bias())
        .tensor(op.shift())
        .tensor(op.residual())
        .tensor(op.sum())
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1))
        .integers(in, out, op.weight().size(2))
        .integers(settings.stride(), settings.padding(), settings.dilation())
        .real(settings.slope())
        .real(settings.scale())
        .activation(settings.activation())
        .local(group.localBytes())
        .integers(group.slab())
        .launch(group.local(), group.groups());
  }

  /** The kernel of {@link Conv1d}, once more for each group. */
  static void groupedConv1d(GroupedConv1d op, OpenClGraph g) {
    int outs = op.weight().size(0) / op.groups(); // of a group
    TunedKernel kernel = kernel(outs, 1);
    Shape shape = g.shape(kernel);
    int tile = shape.get(OT);
    while (outs % tile != 0) { // the tile must not reach into the next group
      tile--;
    }
    int in = op.weight().size(1);
    ConvolutionGroup group =
        ConvolutionGroup.of(
            shape.with(OT, tile),
            in,
            op.y().size(1),
            outs / tile,
            op.groups(),
            op.weight().size(2),
            1,
            1);
    g.kernel(kernel, group.shape())
        .lengths()
        .axis(op.x().dim(1))
        .axis(op.y().dim(1))
        .tensor(op.x())
        .weight(op.weight(), new Constant.Form(Constant.Layout.CONVOLUTION, tile))
        .tensor(op.bias())
        .tensor(null)
        .tensor(null)
        .tensor(null)
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1))
        .integers(in, outs, op.weight().size(2))
        .integers(1, op.padding(), 1)
        .real(1)
        .real(1)
        .activation(op.activation())
        .local(group.localBytes())
        .integers(group.slab())
        .launch(group.local(), group.groups());
  }

  static void convTranspose1d(ConvTranspose1d op, OpenClGraph g) {
    int out = op.weight().size(1);
    Shape tuned = shape(TunedKernel.CONV_TRANSPOSE1D, out, g);
    int tile = tuned.get(OT);
    int in = op.weight().size(0);
    Shape shape = spread(tuned, in, op.x().size(1), op.stride() * Math.ceilDiv(out, tile));
    g.kernel(TunedKernel.CONV_TRANSPOSE1D, shape)
        .lengths()
        .axis(op.x().dim(1))
        .axis(op.y().dim(1))
        .tensor(op.x())
        .weight(op.weight(), new Constant.Form(Constant.Layout.TRANSPOSED_CONVOLUTION, tile))
        .tensor(op.bias())
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1))
        .integers(in, out, op.weight().size(2))
        .integers(op.stride(), op.padding())
        .real(op.slope())
        .local(scratch(shape))
        .vectors(Math.ceilDiv(op.y().size(1), op.stride()), op.stride(), Math.ceilDiv(out, tile));
  }

  static void couple(Couple op, OpenClGraph g) {
    int n = op.weight().size(0);
    Shape tuned = shape(TunedKernel.COUPLE, n, g);
    int tile = tuned.get(OT);
    Shape shape = spread(tuned, op.h().size(0), op.x().size(1), Math.ceilDiv(n, tile));
    g.kernel(TunedKernel.COUPLE, shape)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.h())
        .weight(op.weight(), new Constant.Form(Constant.Layout.CONVOLUTION, tile))
        .tensor(op.bias())
        .tensor(op.y())
        .integers(op.x().size(1), op.h().size(0), n)
        .local(scratch(shape))
        .vectors(op.x().size(1), Math.ceilDiv(n, tile));
  }

  /** The use of {@code conv1d}; by the weight and the stride alone, as the packing asks. */
  private static TunedKernel kernel(int out, int stride) {
    if (out < TunedKernel.FEW) {
      return TunedKernel.CONV1D_FEW;
    }
    return stride == 1 ? TunedKernel.CONV1D : TunedKernel.CONV1D_STRIDED;
  }

  /**
   * As many lanes as fill the device, and no more: what they share must be added up. At most those
   * of the tuned shape, and few enough that each has some input channels.
   *
   * @param in input channels
   * @param time steps at most
   * @param tiles of output channels
   */
  static Shape spread(Shape shape, int in, int time, int tiles) {
    long items = Math.ceilDiv((long) time, shape.get(Shape.VEC)) * tiles;
    int lanes = shape.lanes();
    while (lanes > 1 && (in < lanes * LEAST_CHANNELS || items * lanes > 2 * ENOUGH)) {
      lanes /= 2;
    }
    return lanes == shape.lanes() ? shape : shape.with(Shape.LANES, lanes);
  }

  /** Bytes of local memory in which lanes add up. */
  static long scratch(Shape shape) {
    long vectors = shape.lanes() == 1 ? 1 : shape.groupSize() * shape.get(OT);
    return vectors * shape.get(Shape.VEC) * Float.BYTES;
  }

  /** As tuned, or channel by channel where there are only few. */
  private static Shape shape(TunedKernel kernel, int out, OpenClGraph g) {
    Shape shape = g.shape(kernel);
    return out < TunedKernel.FEW ? shape.with(OT, 1) : shape;
  }
}
