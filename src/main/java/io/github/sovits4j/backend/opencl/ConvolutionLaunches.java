package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.GroupedConv1d;

/** Convolutions, on weights packed for tiles of output channels. */
final class ConvolutionLaunches {

  /** Output channels of a work-item. */
  private static final String OT = "OT";

  private ConvolutionLaunches() {}

  static void conv1d(Conv1d op, OpenClGraph g) {
    Conv1d.Settings settings = op.settings();
    int out = op.weight().size(0);
    TunedKernel kernel = kernel(out, settings.stride());
    int tile = g.shape(kernel).get(OT);
    g.kernel(kernel)
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
        .integers(op.weight().size(1), out, op.weight().size(2))
        .integers(settings.stride(), settings.padding(), settings.dilation())
        .real(settings.slope())
        .real(settings.scale())
        .activation(settings.activation())
        .vectors(op.y().size(1), Math.ceilDiv(out, tile));
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
    g.kernel(kernel, shape.with(OT, tile))
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
        .integers(op.weight().size(1), outs, op.weight().size(2))
        .integers(1, op.padding(), 1)
        .real(1)
        .real(1)
        .activation(op.activation())
        .vectors(op.y().size(1), outs / tile, op.groups());
  }

  static void convTranspose1d(ConvTranspose1d op, OpenClGraph g) {
    int out = op.weight().size(1);
    Shape shape = shape(TunedKernel.CONV_TRANSPOSE1D, out, g);
    int tile = shape.get(OT);
    g.kernel(TunedKernel.CONV_TRANSPOSE1D, shape)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .weight(op.weight(), new Constant.Form(Constant.Layout.TRANSPOSED_CONVOLUTION, tile))
        .tensor(op.bias())
        .tensor(op.y())
        .integers(op.x().size(1), op.y().size(1))
        .integers(op.weight().size(0), out, op.weight().size(2))
        .integers(op.stride(), op.padding())
        .real(op.slope())
        .vectors(op.x().size(1), op.stride(), Math.ceilDiv(out, tile));
  }

  static void couple(Couple op, OpenClGraph g) {
    int n = op.weight().size(0);
    Shape shape = shape(TunedKernel.COUPLE, n, g);
    int tile = shape.get(OT);
    g.kernel(TunedKernel.COUPLE, shape)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.h())
        .weight(op.weight(), new Constant.Form(Constant.Layout.CONVOLUTION, tile))
        .tensor(op.bias())
        .tensor(op.y())
        .integers(op.x().size(1), op.h().size(0), n)
        .vectors(op.x().size(1), Math.ceilDiv(n, tile));
  }

  /** The use of {@code conv1d}; by the weight and the stride alone, as the packing asks. */
  private static TunedKernel kernel(int out, int stride) {
    if (out < TunedKernel.FEW) {
      return TunedKernel.CONV1D_FEW;
    }
    return stride == 1 ? TunedKernel.CONV1D : TunedKernel.CONV1D_STRIDED;
  }

  /** As tuned, or channel by channel where there are only few. */
  private static Shape shape(TunedKernel kernel, int out, OpenClGraph g) {
    Shape shape = g.shape(kernel);
    return out < TunedKernel.FEW ? shape.with(OT, 1) : shape;
  }
}
