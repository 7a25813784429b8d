package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import jdk.incubator.vector.FloatVector;

/** Attention of a single query to the rows of a cache, for neighbouring heads. */
final class OneQuery {

  /** Keys or values in 16 bits that are widened at a time. */
  static final int WIDENED_KEYS = 32;

  private OneQuery() {}

  /**
   * {@code y = softmax(scale · q · Kᵀ) · V}.
   *
   * @param at where in q and y the first head begins
   * @param keys float[], or short[] with halves; values are as keys
   * @param first where the first head of the first row begins
   * @param pitch from row to row
   * @param count rows
   * @param width elements of a head
   */
  static void attend(
      float[] q,
      int at,
      float scale,
      Object keys,
      Object values,
      int first,
      int pitch,
      int count,
      int width,
      int heads,
      float[] y,
      Scratch scratch) {
    float[] p = scratch.sums;
    int n = heads * width;
    int room = Lanes.panels(count) * PANEL; // scores of a head
    boolean halves = keys instanceof short[];
    int step = halves ? WIDENED_KEYS : count;
    for (int j = 0; j < count; j += step) {
      int rows = Math.min(step, count - j);
      float[] k = rows(keys, first + j * pitch, pitch, rows, n, scratch);
      for (int head = 0; head < heads; head++) {
        int from = halves ? head * width : first + j * pitch + head * width;
        int to = head * room + j;
        scores(q, at + head * width, scale, k, from, halves ? n : pitch, rows, width, p, to);
      }
    }
    for (int head = 0; head < heads; head++) {
      SoftmaxKernels.row(p, head * room, 0, count, room);
    }
    java.util.Arrays.fill(y, at, at + n, 0);
    for (int j = 0; j < count; j += step) {
      int rows = Math.min(step, count - j);
      float[] v = rows(values, first + j * pitch, pitch, rows, n, scratch);
      for (int head = 0; head < heads; head++) {
        int from = halves ? head * width : first + j * pitch + head * width;
        addValues(
            p, head * room + j, v, from, halves ? n : pitch, rows, width, y, at + head * width);
      }
    }
  }

  /** The rows as they lie, or widened and close together. */
  private static float[] rows(Object cache, int from, int pitch, int rows, int n, Scratch scratch) {
    if (cache instanceof float[] full) {
      return full;
    }
    for (int r = 0; r < rows; r++) {
      Halves.widen((short[]) cache, from + r * pitch, scratch.weights, r * n, n);
    }
    return scratch.weights;
  }

  private static void scores(
      float[] q,
      int at,
      float scale,
      float[] k,
      int from,
      int pitch,
      int rows,
      int width,
      float[] p,
      int to) {
    if (width == 2 * V) {
      FloatVector q0 = FloatVector.fromArray(F, q, at).mul(scale);
      FloatVector q1 = FloatVector.fromArray(F, q, at + V).mul(scale);
      for (int j = 0; j < rows; j++) {
        int i = from + j * pitch;
        FloatVector a = q0.mul(FloatVector.fromArray(F, k, i));
        p[to + j] = Lanes.sum(q1.fma(FloatVector.fromArray(F, k, i + V), a));
      }
      return;
    }
    if (width == 4 * V) {
      FloatVector q0 = FloatVector.fromArray(F, q, at).mul(scale);
      FloatVector q1 = FloatVector.fromArray(F, q, at + V).mul(scale);
      FloatVector q2 = FloatVector.fromArray(F, q, at + 2 * V).mul(scale);
      FloatVector q3 = FloatVector.fromArray(F, q, at + 3 * V).mul(scale);
      for (int j = 0; j < rows; j++) {
        int i = from + j * pitch;
        FloatVector a = q0.mul(FloatVector.fromArray(F, k, i));
        FloatVector b = q1.mul(FloatVector.fromArray(F, k, i + V));
        a = q2.fma(FloatVector.fromArray(F, k, i + 2 * V), a);
        b = q3.fma(FloatVector.fromArray(F, k, i + 3 * V), b);
        p[to + j] = Lanes.sum(a.add(b));
      }
      return;
    }
    for (int j = 0; j < rows; j++) {
      p[to + j] = dot(q, at, k, from + j * pitch, width) * scale;
    }
  }

  private static float dot(float[] a, int p, float[] b, int q, int n) {
    FloatVector sums = FloatVector.zero(F);
    int i = 0;
    for (; i <= n - V; i += V) {
      sums = FloatVector.fromArray(F, a, p + i).fma(FloatVector.fromArray(F, b, q + i), sums);
    }
    float sum = Lanes.sum(sums);
    for (; i < n; i++) {
      sum += a[p + i] * b[q + i];
    }
    return sum;
  }

  private static void addValues(
      float[] p, int at, float[] v, int from, int pitch, int rows, int width, float[] y, int to) {
    if (width == 2 * V) {
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = FloatVector.zero(F);
      for (int j = 0; j < rows; j++) {
        FloatVector w = FloatVector.broadcast(F, p[at + j]);
        int i = from + j * pitch;
        s0 = w.fma(FloatVector.fromArray(F, v, i), s0);
        s1 = w.fma(FloatVector.fromArray(F, v, i + V), s1);
      }
      s0.add(FloatVector.fromArray(F, y, to)).intoArray(y, to);
      s1.add(FloatVector.fromArray(F, y, to + V)).intoArray(y, to + V);
      return;
    }
    if (width == 4 * V) {
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = FloatVector.zero(F);
      FloatVector s2 = FloatVector.zero(F);
      FloatVector s3 = FloatVector.zero(F);
      for (int j = 0; j < rows; j++) {
        FloatVector w = FloatVector.broadcast(F, p[at + j]);
        int i = from + j * pitch;
        s0 = w.fma(FloatVector.fromArray(F, v, i), s0);
        s1 = w.fma(FloatVector.fromArray(F, v, i + V), s1);
        s2 = w.fma(FloatVector.fromArray(F, v, i + 2 * V), s2);
        s3 = w.fma(FloatVector.fromArray(F, v, i + 3 * V), s3);
      }
      s0.add(FloatVector.fromArray(F, y, to)).intoArray(y, to);
      s1.add(FloatVector.fromArray(F, y, to + V)).intoArray(y, to + V);
      s2.add(FloatVector.fromArray(F, y, to + 2 * V)).intoArray(y, to + 2 * V);
      s3.add(FloatVector.fromArray(F, y, to + 3 * V)).intoArray(y, to + 3 * V);
      return;
    }
    for (int j = 0; j < rows; j++) {
      float w = p[at + j];
      for (int c = 0; c < width; c++) {
        y[to + c] += w * v[from + j * pitch + c];
      }
    }
  }
}
