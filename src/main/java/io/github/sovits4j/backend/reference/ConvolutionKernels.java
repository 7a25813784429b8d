package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.GroupedConv1d;

/** Convolutions, input by input and tap by tap. */
final class ConvolutionKernels {

  private ConvolutionKernels() {}

  static void conv1d(Conv1d op, ReferenceGraph g) {
    Conv1d.Settings settings = op.settings();
    Doubles x = g.doubles(op.x());
    Doubles weight = g.doubles(op.weight());
    Doubles bias = g.doubles(op.bias());
    Doubles shift = g.doubles(op.shift());
    Doubles residual = g.doubles(op.residual());
    Doubles sum = g.doubles(op.sum());
    Doubles y = g.doubles(op.y());
    double[][] s = new double[y.size(0)][y.size(1)];
    for (int i = 0; i < weight.size(1); i++) {
      for (int k = 0; k < weight.size(2); k++) {
        int offset = k * settings.dilation() - settings.padding();
        double[] met = met(x, i, settings.stride(), offset, settings.slope(), y.size(1));
        for (int o = 0; o < s.length; o++) {
          add(s[o], weight.at(o, i, k), met);
        }
      }
    }
    for (int o = 0; o < y.size(0); o++) {
      for (int t = 0; t < y.size(1); t++) {
        double all = s[o][t] + bias.at(o) + shift.at(o, 0) + residual.at(o, t);
        double value = all * settings.scale() + sum.at(o, t);
        y.set(o, t, Activations.act(settings.activation(), value));
      }
    }
  }

  static void groupedConv1d(GroupedConv1d op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles weight = g.doubles(op.weight());
    Doubles bias = g.doubles(op.bias());
    Doubles y = g.doubles(op.y());
    int n = y.size(0) / op.groups();
    int in = weight.size(1);
    double[][] s = new double[y.size(0)][y.size(1)];
    for (int channel = 0; channel < op.groups() * in; channel++) {
      int group = channel / in;
      for (int k = 0; k < weight.size(2); k++) {
        double[] met = met(x, channel, 1, k - op.padding(), 1, y.size(1));
        for (int o = group * n; o < (group + 1) * n; o++) {
          add(s[o], weight.at(o, channel % in, k), met);
        }
      }
    }
    for (int o = 0; o < y.size(0); o++) {
      for (int t = 0; t < y.size(1); t++) {
        y.set(o, t, Activations.act(op.activation(), bias.at(o) + s[o][t]));
      }
    }
  }

  /** What a tap meets: {@code lrelu(x[i, t·stride + offset])} for n steps, 0 outside of x. */
  private static double[] met(Doubles x, int i, int stride, int offset, double slope, int n) {
    double[] met = new double[n];
    for (int t = 0; t < n; t++) {
      int from = t * stride + offset;
      if (0 <= from && from < x.size(1)) {
        met[t] = Activations.lrelu(x.at(i, from), slope);
      }
    }
    return met;
  }

  /** {@code s += w · x}. */
  private static void add(double[] s, double w, double[] x) {
    for (int t = 0; t < s.length; t++) {
      s[t] += w * x[t];
    }
  }

  static void convTranspose1d(ConvTranspose1d op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles weight = g.doubles(op.weight());
    Doubles bias = g.doubles(op.bias());
    Doubles y = g.doubles(op.y());
    int kernel = weight.size(2);
    double[][][] z = new double[y.size(0)][kernel][x.size(1)]; // Σ_i W[i, o, k] · lrelu(x[i, t])
    for (int i = 0; i < x.size(0); i++) {
      double[] met = met(x, i, 1, 0, op.slope(), x.size(1));
      for (int o = 0; o < z.length; o++) {
        for (int k = 0; k < kernel; k++) {
          add(z[o][k], weight.at(i, o, k), met);
        }
      }
    }
    for (int o = 0; o < z.length; o++) {
      double[] full = new double[y.size(1) + 2 * op.padding()];
      for (int k = 0; k < kernel; k++) {
        for (int t = 0; t < x.size(1); t++) {
          full[op.stride() * t + k] += z[o][k][t];
        }
      }
      for (int t = 0; t < y.size(1); t++) {
        y.set(o, t, full[op.padding() + t] + bias.at(o));
      }
    }
  }

  static void couple(Couple op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles h = g.doubles(op.h());
    Doubles weight = g.doubles(op.weight());
    Doubles bias = g.doubles(op.bias());
    Doubles y = g.doubles(op.y());
    int n = weight.size(0);
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < x.size(1); t++) {
        double mean = bias.at(c);
        for (int i = 0; i < h.size(0); i++) {
          mean += weight.at(c, i, 0) * h.at(i, t);
        }
        y.set(c, t, x.at(c, t));
        y.set(n + c, t, x.at(n + c, t) - mean);
      }
    }
  }
}
