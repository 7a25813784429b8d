package io.github.sovits4j.model.cfm;

import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.TensorSource;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** The diffusion transformer written down once more: loops in 64 bits, nothing joined or kept. */
final class PlainTransformer {

  private static final int KERNEL = 31;
  private static final int GROUPS = 16;

  private final TensorSource weights;
  private final DiffusionConfig config;

  PlainTransformer(TensorSource weights, DiffusionConfig config) {
    this.weights = weights;
    this.config = config;
  }

  private float[] w(String name) {
    return weights.floats("cfm.estimator." + name);
  }

  /** Rows {@code [n, in]} to {@code [n, out]}. */
  private double[][] linear(double[][] x, String name) {
    float[] weight = w(name + ".weight");
    float[] bias = w(name + ".bias");
    double[][] y = new double[x.length][bias.length];
    for (int r = 0; r < x.length; r++) {
      for (int o = 0; o < bias.length; o++) {
        y[r][o] = bias[o];
        for (int i = 0; i < x[r].length; i++) {
          y[r][o] += x[r][i] * weight[o * x[r].length + i];
        }
      }
    }
    return y;
  }

  private static double[][] each(double[][] x, DoubleUnaryOperator f) {
    double[][] y = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      y[r] = Arrays.stream(x[r]).map(f).toArray();
    }
    return y;
  }

  private static double[] norm(double[] x, double epsilon) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return Arrays.stream(x).map(v -> (v - mean) / Math.sqrt(variance + epsilon)).toArray();
  }

  private static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  private static double mish(double x) {
    return x * Math.tanh(Math.log1p(Math.exp(x)));
  }

  private double[] scalar(double s, String name) {
    double[][] e = new double[1][256];
    for (int k = 0; k < 128; k++) {
      double angle = 1000 * s * Math.exp(-k * Math.log(10_000) / 127);
      e[0][k] = Math.sin(angle);
      e[0][128 + k] = Math.cos(angle);
    }
    double[][] h = each(linear(e, name + ".time_mlp.0"), PlainTransformer::silu);
    return linear(h, name + ".time_mlp.2")[0];
  }

  /** Convolution over time of rows {@code [time, channels]}. */
  private double[][] convolved(double[][] x, String name, int kernel, int groups) {
    float[] weight = w(name + ".weight");
    float[] bias = w(name + ".bias");
    int in = x[0].length / groups;
    double[][] y = new double[x.length][bias.length];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < bias.length; o++) {
        y[t][o] = bias[o];
        int first = o / (bias.length / groups) * in;
        for (int k = 0; k < kernel; k++) {
          int at = t + k - kernel / 2;
          for (int i = 0; at >= 0 && at < x.length && i < in; i++) {
            y[t][o] += x[at][first + i] * weight[(o * in + i) * kernel + k];
          }
        }
      }
    }
    return y;
  }

  /** Features {@code [time, features]} to what the input is joined with. */
  double[][] text(double[][] features) {
    int width = config.featureDim();
    double[][] x = new double[features.length][width];
    for (int t = 0; t < x.length; t++) {
      for (int k = 0; k < width / 2; k++) {
        double angle = t * Math.pow(10_000, -2.0 * k / width);
        x[t][k] = features[t][k] + Math.cos(angle);
        x[t][width / 2 + k] = features[t][width / 2 + k] + Math.sin(angle);
      }
    }
    for (int block = 0; block < config.textLayers(); block++) {
      String p = "text_embed.text_blocks." + block + ".";
      double[][] h = convolved(x, p + "dwconv", 7, width);
      float[] gamma = w(p + "norm.weight");
      float[] beta = w(p + "norm.bias");
      for (int t = 0; t < h.length; t++) {
        double[] n = norm(h[t], 1e-6);
        for (int c = 0; c < width; c++) {
          h[t][c] = n[c] * gamma[c] + beta[c];
        }
      }
      h = each(linear(h, p + "pwconv1"), v -> v * (1 + erf(v / Math.sqrt(2))) / 2);
      h = linear(responded(h, p + "grn"), p + "pwconv2");
      for (int t = 0; t < h.length; t++) {
        for (int c = 0; c < width; c++) {
          x[t][c] += h[t][c];
        }
      }
    }
    return x;
  }

  private double[][] responded(double[][] h, String name) {
    int width = h[0].length;
    float[] gamma = w(name + ".gamma");
    float[] beta = w(name + ".beta");
    double[] strength = new double[width];
    double mean = 0;
    for (int c = 0; c < width; c++) {
      for (double[] row : h) {
        strength[c] += row[c] * row[c];
      }
      strength[c] = Math.sqrt(strength[c]);
      mean += strength[c] / width;
    }
    double[][] y = new double[h.length][width];
    for (int t = 0; t < h.length; t++) {
      for (int c = 0; c < width; c++) {
        y[t][c] = gamma[c] * h[t][c] * strength[c] / (mean + 1e-6) + beta[c] + h[t][c];
      }
    }
    return y;
  }

  /** The series of Abramowitz and Stegun 7.1.6, which converges everywhere. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return Math.abs(x) > 6 ? Math.signum(x) : 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** The velocity of {@code [time, mel]} at a time, for steps of a size. */
  double[][] velocity(double[][] x, double[][] prompt, double[][] text, double time, double size) {
    double[][] joined = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      joined[t] =
          DoubleStream.concat(
                  DoubleStream.concat(Arrays.stream(x[t]), Arrays.stream(prompt[t])),
                  Arrays.stream(text[t]))
              .toArray();
    }
    double[][] h = linear(joined, "input_embed.proj");
    String conv = "input_embed.conv_pos_embed.conv1d.";
    double[][] near = each(convolved(h, conv + 0, KERNEL, GROUPS), PlainTransformer::mish);
    add(h, each(convolved(near, conv + 2, KERNEL, GROUPS), PlainTransformer::mish), null, 0);
    double[] t = scalar(time, "time_embed");
    double[] d = scalar(size, "d_embed");
    double[][] c = new double[1][t.length];
    for (int i = 0; i < t.length; i++) {
      c[0][i] = silu(t[i] + d[i]);
    }
    int dim = config.ditDim();
    for (int block = 0; block < config.ditLayers(); block++) {
      String p = "transformer_blocks." + block + ".";
      double[] m = linear(c, p + "attn_norm.linear")[0];
      double[][] a = attention(modulated(h, m, 0, dim), p + "attn.");
      add(h, linear(a, p + "attn.to_out.0"), m, 2 * dim);
      double[][] f = linear(modulated(h, m, 3 * dim, 4 * dim), p + "ff.ff.0.0");
      f =
          each(
              f, v -> v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))) / 2);
      add(h, linear(f, p + "ff.ff.2"), m, 5 * dim);
    }
    double[] m = linear(c, "norm_out.linear")[0];
    return linear(modulated(h, m, dim, 0), "proj_out");
  }

  /** {@code h += gate · y}; without gates {@code h += y}. */
  private static void add(double[][] h, double[][] y, double[] gates, int at) {
    for (int t = 0; t < h.length; t++) {
      for (int c = 0; c < h[t].length; c++) {
        h[t][c] += (gates == null ? 1 : gates[at + c]) * y[t][c];
      }
    }
  }

  private static double[][] modulated(double[][] h, double[] m, int shift, int scale) {
    double[][] u = new double[h.length][];
    for (int t = 0; t < h.length; t++) {
      u[t] = norm(h[t], 1e-6);
      for (int c = 0; c < u[t].length; c++) {
        u[t][c] = u[t][c] * (1 + m[scale + c]) + m[shift + c];
      }
    }
    return u;
  }

  private double[][] attention(double[][] u, String p) {
    int width = config.ditDim() / config.ditHeads();
    double[][] q = turned(linear(u, p + "to_q"), width);
    double[][] k = turned(linear(u, p + "to_k"), width);
    double[][] v = linear(u, p + "to_v");
    double[][] y = new double[u.length][u[0].length];
    for (int first = 0; first < u[0].length; first += width) {
      for (int i = 0; i < u.length; i++) {
        double sum = 0;
        double[] weights = new double[u.length];
        for (int j = 0; j < u.length; j++) {
          double score = 0;
          for (int c = first; c < first + width; c++) {
            score += q[i][c] * k[j][c];
          }
          weights[j] = Math.exp(score / Math.sqrt(width));
          sum += weights[j];
        }
        for (int j = 0; j < u.length; j++) {
          for (int c = first; c < first + width; c++) {
            y[i][c] += weights[j] / sum * v[j][c];
          }
        }
      }
    }
    return y;
  }

  /** Rotary positions on the first channels, neighbours in pairs. */
  private static double[][] turned(double[][] x, int width) {
    for (int t = 0; t < x.length; t++) {
      for (int k = 0; k < width / 2; k++) {
        double angle = t * Math.pow(10_000, -2.0 * k / width);
        double a = x[t][2 * k];
        double b = x[t][2 * k + 1];
        x[t][2 * k] = a * Math.cos(angle) - b * Math.sin(angle);
        x[t][2 * k + 1] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return x;
  }
}
