package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.SumToRows;
import java.util.Arrays;

/** Binds what mixes or treats channels, one time step at a time. */
final class ChannelLaunches {

  /** Time steps of a piece. */
  private static final int ROWS = 16;

  private ChannelLaunches() {}

  static void norm(ChannelNorm op, SimdGraph g) {
    int channels = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    g.addRows(
        op.x().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            NormKernels.row(x, t * channels, channels, gamma, beta, op.epsilon(), y);
          }
        });
  }

  static void gate(Gate op, SimdGraph g) {
    int n = op.y().size(0);
    float[] x = g.channels(op.x());
    float[] residual = g.channels(op.residual());
    float[] y = g.channels(op.y());
    g.addRows(
        op.x().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            ElementKernels.sigmoid(x, (t * 2 + 1) * n, y, t * n, n);
            if (op.tanh()) {
              ElementKernels.timesTanh(x, t * 2 * n, y, t * n, n);
            } else {
              ElementKernels.times(x, t * 2 * n, y, t * n, n);
            }
          }
          if (residual != null) {
            ElementKernels.add(y, from * n, residual, from * n, (to - from) * n);
          }
        });
  }

  static void blend(Blend op, SimdGraph g) {
    int n = op.y().size(0);
    float[] a = g.channels(op.a());
    float[] b = g.channels(op.b());
    float[] weight = g.channels(op.weight());
    float[] y = g.channels(op.y());
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          if (weight == null) {
            ElementKernels.sum(a, b, y, from * n, (to - from) * n);
          } else {
            ElementKernels.blend(a, b, weight, y, from * n, (to - from) * n);
          }
        });
  }

  /** Time-major, rows are the same as channels. */
  static void sumToRows(SumToRows op, SimdGraph g) {
    int n = op.a().size(0);
    float[] a = g.channels(op.a());
    float[] b = g.channels(op.b());
    float[] y = g.f(op.y());
    g.addRows(
        op.a().dim(1),
        ROWS,
        (from, to, scratch) -> {
          ElementKernels.sum(a, b, y, from * n, (to - from) * n);
          Functions.apply(op.activation(), y, from * n, (to - from) * n);
        });
  }

  /** The counter is another launch's: no step begins before all rows are done. */
  static void eulerStep(EulerStep op, SimdGraph g) {
    int n = op.x().size(0);
    float[] v = g.f(op.velocity());
    float[] unguided = g.f(op.unguided());
    float[] x = g.channels(op.x());
    int[] held = g.i(op.held());
    int[] step = g.i(op.step());
    g.addRows(
        op.x().dim(1),
        ROWS,
        (from, to, scratch) -> {
          int free = Math.clamp(held[0], from, to);
          Arrays.fill(x, from * n, free * n, 0);
          if (unguided == null) {
            ElementKernels.advance(x, v, op.size(), free * n, (to - free) * n);
          } else {
            ElementKernels.advance(
                x, v, unguided, op.guidance(), op.size(), free * n, (to - free) * n);
          }
        });
    g.add(() -> 1, (piece, scratch) -> step[0] = (step[0] + 1) % op.steps());
  }

  static void flip(FlipChannels op, SimdGraph g) {
    int n = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] y = g.channels(op.y());
    g.addRows(
        op.x().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            for (int c = 0; c < n; c++) {
              y[t * n + c] = x[t * n + n - 1 - c];
            }
          }
        });
  }

  static void parametricRelu(ParametricRelu op, SimdGraph g) {
    int n = op.x().size(0);
    float[] x = g.channels(op.x());
    float[] slope = g.f(op.slope());
    float[] y = g.channels(op.y());
    g.addRows(
        op.x().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            ElementKernels.parametricRelu(x, slope, y, t * n, n);
          }
        });
  }
}
