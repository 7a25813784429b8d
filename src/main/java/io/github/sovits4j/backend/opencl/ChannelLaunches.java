package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.SumToRows;

/** What mixes or treats channels, one time step at a time. */
final class ChannelLaunches {

  private ChannelLaunches() {}

  static void norm(ChannelNorm op, OpenClGraph g) {
    Shape shape = g.shape(TunedKernel.CHANNEL_NORM);
    int vectors = shape.get(Shape.TX);
    g.kernel(TunedKernel.CHANNEL_NORM)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.gamma())
        .tensor(op.beta())
        .tensor(op.y())
        .integers(op.x().size(0), op.x().size(1))
        .real(op.epsilon())
        .launch(
            new long[] {vectors, shape.lanes()},
            Math.ceilDiv(op.x().size(1), shape.get(Shape.VEC) * vectors),
            1);
  }

  static void gate(Gate op, OpenClGraph g) {
    int n = op.y().size(0);
    int stride = op.y().size(1);
    g.kernel(TunedKernel.GATE)
        .lengths()
        .axis(op.y().dim(1))
        .tensor(op.x())
        .tensor(op.residual())
        .tensor(op.y())
        .integers(n, stride, op.tanh() ? 1 : 0)
        .vectors(stride, n);
  }

  static void blend(Blend op, OpenClGraph g) {
    int stride = op.y().size(1);
    g.kernel(TunedKernel.BLEND)
        .lengths()
        .axis(op.y().dim(1))
        .tensor(op.a())
        .tensor(op.b())
        .tensor(op.weight())
        .tensor(op.y())
        .integers(stride)
        .vectors(stride, op.y().size(0));
  }

  static void sumToRows(SumToRows op, OpenClGraph g) {
    int channels = op.a().size(0);
    int stride = op.a().size(1);
    g.kernel(TunedKernel.SUM_TO_ROWS)
        .lengths()
        .axis(op.a().dim(1))
        .tensor(op.a())
        .tensor(op.b())
        .tensor(op.y())
        .integers(channels, stride)
        .activation(op.activation())
        .elements(channels, stride);
  }

  static void eulerStep(EulerStep op, OpenClGraph g) {
    int channels = op.x().size(0);
    int stride = op.x().size(1);
    g.kernel(TunedKernel.EULER_STEP)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.velocity())
        .tensor(op.unguided())
        .tensor(op.held())
        .tensor(op.step())
        .tensor(op.x())
        .real(op.guidance())
        .real(op.size())
        .integers(op.steps(), channels, stride)
        .elements(stride, channels);
  }

  static void flip(FlipChannels op, OpenClGraph g) {
    int n = op.x().size(0);
    int stride = op.x().size(1);
    g.kernel(TunedKernel.FLIP_CHANNELS)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(n, stride)
        .elements(stride, n);
  }

  static void parametricRelu(ParametricRelu op, OpenClGraph g) {
    int stride = op.x().size(1);
    g.kernel(TunedKernel.PARAMETRIC_RELU)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.slope())
        .tensor(op.y())
        .integers(stride)
        .elements(stride, op.x().size(0));
  }
}
