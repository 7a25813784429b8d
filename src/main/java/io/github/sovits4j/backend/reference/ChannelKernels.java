package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Blend;
import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.EulerStep;
import io.github.sovits4j.ops.FlipChannels;
import io.github.sovits4j.ops.Gate;
import io.github.sovits4j.ops.ParametricRelu;
import io.github.sovits4j.ops.SumToRows;

/** What mixes or treats channels, one time step at a time. */
final class ChannelKernels {

  private ChannelKernels() {}

  static void norm(ChannelNorm op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles gamma = g.doubles(op.gamma());
    Doubles beta = g.doubles(op.beta());
    Doubles y = g.doubles(op.y());
    for (int t = 0; t < x.size(1); t++) {
      double[] column = new double[x.size(0)];
      for (int c = 0; c < column.length; c++) {
        column[c] = x.at(c, t);
      }
      double[] normal = Vectors.normalised(column, op.epsilon());
      for (int c = 0; c < column.length; c++) {
        y.set(c, t, normal[c] * gamma.at(c) + beta.at(c));
      }
    }
  }

  static void gate(Gate op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles residual = g.doubles(op.residual());
    Doubles y = g.doubles(op.y());
    int n = y.size(0);
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < y.size(1); t++) {
        double f = op.tanh() ? Math.tanh(x.at(c, t)) : x.at(c, t);
        y.set(c, t, f * Activations.sigmoid(x.at(n + c, t)) + residual.at(c, t));
      }
    }
  }

  static void blend(Blend op, ReferenceGraph g) {
    Doubles a = g.doubles(op.a());
    Doubles b = g.doubles(op.b());
    Doubles weight = g.doubles(op.weight());
    Doubles y = g.doubles(op.y());
    for (int c = 0; c < y.size(0); c++) {
      for (int t = 0; t < y.size(1); t++) {
        double w = weight.at(c, t);
        y.set(c, t, a.at(c, t) * (1 + w) + b.at(c, t) * (1 - w));
      }
    }
  }

  static void flip(FlipChannels op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles y = g.doubles(op.y());
    int n = x.size(0);
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < x.size(1); t++) {
        y.set(c, t, x.at(n - 1 - c, t));
      }
    }
  }

  static void sumToRows(SumToRows op, ReferenceGraph g) {
    Doubles a = g.doubles(op.a());
    Doubles b = g.doubles(op.b());
    Doubles y = g.doubles(op.y());
    for (int c = 0; c < a.size(0); c++) {
      for (int t = 0; t < a.size(1); t++) {
        y.set(0, t, c, Activations.act(op.activation(), a.at(c, t) + b.at(c, t)));
      }
    }
  }

  static void eulerStep(EulerStep op, ReferenceGraph g) {
    Doubles velocity = g.doubles(op.velocity());
    Doubles unguided = g.doubles(op.unguided());
    Doubles x = g.doubles(op.x());
    double guidance = op.unguided() == null ? 0 : op.guidance();
    int held = g.integers(op.held())[0];
    for (int c = 0; c < x.size(0); c++) {
      for (int t = 0; t < x.size(1); t++) {
        double v = velocity.at(0, t, c);
        v += guidance * (v - unguided.at(0, t, c));
        x.set(c, t, t < held ? 0 : x.at(c, t) + op.size() * v);
      }
    }
    int[] step = g.integers(op.step());
    step[0] = (step[0] + 1) % op.steps();
  }

  static void parametricRelu(ParametricRelu op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles slope = g.doubles(op.slope());
    Doubles y = g.doubles(op.y());
    for (int c = 0; c < x.size(0); c++) {
      for (int t = 0; t < x.size(1); t++) {
        y.set(c, t, Activations.lrelu(x.at(c, t), slope.at(c)));
      }
    }
  }
}
