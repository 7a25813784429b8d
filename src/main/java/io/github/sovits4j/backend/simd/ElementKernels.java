package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import jdk.incubator.vector.FloatVector;

/** What is done to each element of a row by itself. */
final class ElementKernels {

  private ElementKernels() {}

  /** {@code a[at + i] += b[from + i]}. */
  static void add(float[] a, int at, float[] b, int from, int n) {
    for (int i = 0; i < n; i++) {
      a[at + i] += b[from + i];
    }
  }

  /** {@code y[to + i] = a[at + i] + b[from + i]}; in vectors, for rows are short. */
  static void sum(float[] a, int at, float[] b, int from, float[] y, int to, int n) {
    int i = 0;
    for (; i <= n - V; i += V) {
      FloatVector.fromArray(F, a, at + i)
          .add(FloatVector.fromArray(F, b, from + i))
          .intoArray(y, to + i);
    }
    for (; i < n; i++) {
      y[to + i] = a[at + i] + b[from + i];
    }
  }

  /** {@code y[to + i] = x[at + i] · factor}. */
  static void scale(float[] x, int at, float factor, float[] y, int to, int n) {
    int i = 0;
    for (; i <= n - V; i += V) {
      FloatVector.fromArray(F, x, at + i).mul(factor).intoArray(y, to + i);
    }
    for (; i < n; i++) {
      y[to + i] = x[at + i] * factor;
    }
  }

  /** {@code y[to + i] = x[to + i] − (sums[at + i] + bias[i])}. */
  static void minusMean(float[] sums, int at, float[] bias, float[] x, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] = x[to + i] - (sums[at + i] + bias[i]);
    }
  }

  /** {@code y[to + i] = σ(x[at + i])}. */
  static void sigmoid(float[] x, int at, float[] y, int to, int n) {
    Functions.over(ElementKernels::sigmoids, x, at, y, to, n);
  }

  private static void sigmoids(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i += V) {
      Functions.sigmoid(FloatVector.fromArray(F, x, at + i)).intoArray(y, to + i);
    }
  }

  /** {@code y[to + i] *= tanh(x[at + i])}; apart from the sigmoid, for C2 inlines only so much. */
  static void timesTanh(float[] x, int at, float[] y, int to, int n) {
    Functions.over(ElementKernels::tanhs, x, at, y, to, n);
  }

  private static void tanhs(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i += V) {
      Functions.tanh(FloatVector.fromArray(F, x, at + i))
          .mul(FloatVector.fromArray(F, y, to + i))
          .intoArray(y, to + i);
    }
  }

  /** {@code y[to + i] *= x[at + i]}. */
  static void times(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] *= x[at + i];
    }
  }

  /** {@code y[to + i] = mean[at + i] + noise[to + i] · exp(mean[at + n + i]) · scale}. */
  static void draw(float[] stats, int at, float[] noise, float scale, float[] y, int to, int n) {
    FloatVector scales = FloatVector.broadcast(F, scale);
    int i = 0;
    for (; i <= n - V; i += V) {
      FloatVector deviation = Functions.exp(FloatVector.fromArray(F, stats, at + n + i));
      FloatVector.fromArray(F, noise, to + i)
          .mul(deviation)
          .fma(scales, FloatVector.fromArray(F, stats, at + i))
          .intoArray(y, to + i);
    }
    for (; i < n; i++) {
      float deviation = (float) Math.exp(stats[at + n + i]);
      y[to + i] = stats[at + i] + noise[to + i] * deviation * scale;
    }
  }

  /** {@code y[at + i] = x[at + i] ≥ 0 ? x[at + i] : slope[i] · x[at + i]}. */
  static void parametricRelu(float[] x, float[] slope, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      float v = x[at + i];
      y[at + i] = v >= 0 ? v : slope[i] * v;
    }
  }

  /** {@code y[at + i] = (x[at + i] − mean[i]) · factor[i] + shift[i]}. */
  static void scaled(
      float[] x, float[] mean, float[] factor, float[] shift, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] = (x[at + i] - mean[i]) * factor[i] + shift[i];
    }
  }

  /** {@code y[at + i] = a[at + i] · (1 + w[at + i]) + b[at + i] · (1 − w[at + i])}. */
  static void blend(float[] a, float[] b, float[] w, float[] y, int at, int n) {
    for (int i = at; i < at + n; i++) {
      y[i] = a[i] * (1 + w[i]) + b[i] * (1 - w[i]);
    }
  }

  /** {@code y[to + i] = residual[to + i] + gate[g + i] · (sums[at + i] + bias[b + i])}. */
  static void gated(
      float[] sums,
      int at,
      float[] bias,
      int b,
      float[] gate,
      int g,
      float[] residual,
      float[] y,
      int to,
      int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] = residual[to + i] + gate[g + i] * (sums[at + i] + bias[b + i]);
    }
  }

  /** Turns {@code width / 2} pairs of neighbours by angles of which cosine and sine are given. */
  static void turn(float[] x, int at, float[] table, int angles, int width, float[] y) {
    for (int i = 0; i < width; i += 2) {
      float a = x[at + i];
      float b = x[at + i + 1];
      float cos = table[angles + i];
      float sin = table[angles + i + 1];
      y[at + i] = a * cos - b * sin;
      y[at + i + 1] = b * cos + a * sin;
    }
  }

  /** {@code x[at + i] += size · v[at + i]}. */
  static void advance(float[] x, float[] v, float size, int at, int n) {
    for (int i = at; i < at + n; i++) {
      x[i] += size * v[i];
    }
  }

  /** {@code x[at + i] += size · (v[at + i] + guidance · (v[at + i] − u[at + i]))}. */
  static void advance(float[] x, float[] v, float[] u, float guidance, float size, int at, int n) {
    for (int i = at; i < at + n; i++) {
      x[i] += size * (v[i] + guidance * (v[i] - u[i]));
    }
  }

  /** {@code y[at + i] = x[at + i] · (1 + factor[i]) + shift[i]}. */
  static void strengthened(float[] x, float[] factor, float[] shift, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] = x[at + i] * factor[i] + shift[i] + x[at + i];
    }
  }

  /** {@code y[at + i] = a[at + i] + b[at + i]}. */
  static void sum(float[] a, float[] b, float[] y, int at, int n) {
    for (int i = at; i < at + n; i++) {
      y[i] = a[i] + b[i];
    }
  }

  /** {@code y[to + i] = a · x[p + i] + b · x'[q + i]}. */
  static void blend(
      float a, float[] x, int p, float b, float[] other, int q, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] = a * x[p + i] + b * other[q + i];
    }
  }
}
