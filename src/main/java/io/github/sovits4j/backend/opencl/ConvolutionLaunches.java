package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import java.util.Map;

/** Convolutions, on weights packed for tiles of output channels. */
final class ConvolutionLaunches {

  private ConvolutionLaunches() {}

  static void conv1d(Conv1d op, OpenClGraph g) {
    Conv1d.Settings settings = op.settings();
    int out = op.weight().size(0);
    int tile = tile(out, g);
    g.kernel("conv1d", defines(tile, g))
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

  static void convTranspose1d(ConvTranspose1d op, OpenClGraph g) {
    int out = op.weight().size(1);
    int tile = tile(out, g);
    g.kernel("conv-transpose1d", defines(tile, g))
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
    int tile = tile(n, g);
    g.kernel("couple", defines(tile, g))
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

  /** Output channels per work-item: as tuned, or one where there are only few. */
  private static int tile(int out, OpenClGraph g) {
    return out < 4 ? 1 : g.tuning().channels();
  }

  private static Map<String, Integer> defines(int tile, OpenClGraph g) {
    return g.tuning().defines(1, "OT", tile);
  }
}
