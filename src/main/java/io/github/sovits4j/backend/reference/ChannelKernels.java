package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.ParametricRelu;

/** What mixes or treats channels, one time step at a time. */
final class ChannelKernels {

  private ChannelKernels() {}

  static void norm(ChannelNorm op, ReferenceGraph g) {
    int channels = op.x().size(0);
    int stride = op.x().size(1);
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    for (int t = 0; t < g.value(op.x().dim(1)); t++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += x[c * stride + t];
      }
      double mean = sum / channels;
      double squares = 0;
      for (int c = 0; c < channels; c++) {
        squares += (x[c * stride + t] - mean) * (x[c * stride + t] - mean);
      }
      double factor = 1 / Math.sqrt(squares / channels + op.epsilon());
      for (int c = 0; c < channels; c++) {
        y[c * stride + t] = (float) ((x[c * stride + t] - mean) * factor) * gamma[c] + beta[c];
      }
    }
  }

  static void gate(Gate op, ReferenceGraph g) {
    int channels = op.y().size(0);
    int stride = op.x().size(1);
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    float[] residual = g.f(op.residual());
    int time = g.value(op.x().dim(1));
    for (int c = 0; c < channels; c++) {
      for (int at = c * stride; at < c * stride + time; at++) {
        double value = op.tanh() ? Math.tanh(x[at]) : x[at];
        value *= Activations.sigmoid(x[at + channels * stride]);
        y[at] = (float) (residual == null ? value : value + residual[at]);
      }
    }
  }

  static void blend(Blend op, ReferenceGraph g) {
    int stride = op.y().size(1);
    int time = g.value(op.y().dim(1));
    float[] a = g.f(op.a());
    float[] b = g.f(op.b());
    float[] weight = g.f(op.weight());
    float[] y = g.f(op.y());
    for (int c = 0; c < op.y().size(0); c++) {
      for (int at = c * stride; at < c * stride + time; at++) {
        y[at] =
            weight == null ? a[at] + b[at] : a[at] * (1 + weight[at]) + b[at] * (1 - weight[at]);
      }
    }
  }

  static void flip(FlipChannels op, ReferenceGraph g) {
    int channels = op.x().size(0);
    int stride = op.x().size(1);
    for (int c = 0; c < channels; c++) {
      System.arraycopy(
          g.f(op.x()),
          (channels - 1 - c) * stride,
          g.f(op.y()),
          c * stride,
          g.value(op.x().dim(1)));
    }
  }

  static void parametricRelu(ParametricRelu op, ReferenceGraph g) {
    int stride = op.x().size(1);
    int time = g.value(op.x().dim(1));
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    for (int c = 0; c < op.x().size(0); c++) {
      float slope = g.f(op.slope())[c];
      for (int at = c * stride; at < c * stride + time; at++) {
        y[at] = x[at] >= 0 ? x[at] : slope * x[at];
      }
    }
  }
}
