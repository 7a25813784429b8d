package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import jdk.incubator.vector.FloatVector;

/**
 * A few rows times a matrix: every weight is read once for all rows of a tile, and two panels are
 * read side by side, for most of the time goes into reading. A tile of 4 rows and two panels has 16
 * sums, half of AVX-512's registers; other machines have 16 registers, and get tiles of 2 rows.
 */
final class FewRows {

  /** Beyond so many rows the weights come from the cache most of the time. */
  static final int MOST = 24;

  /** Panels read side by side. */
  static final int PANELS = 2;

  /** Whether there are registers for tiles of 4 rows. */
  private static final boolean TILES_OF_4 = V >= 16;

  private FewRows() {}

  /**
   * Adds the products of a block of k to the sums of one or two panels.
   *
   * @param x rows that lie {@code stride} apart
   * @param w a panel from {@code from} on, the other {@code size} further
   * @param sums rows of {@code width} elements
   */
  static void add(
      float[] x,
      int at,
      int stride,
      int steps,
      int rows,
      float[] w,
      int from,
      int size,
      int panels,
      float[] sums,
      int to,
      int width) {
    int r = 0;
    if (panels == PANELS) {
      for (; TILES_OF_4 && r <= rows - 4; r += 4) {
        four(x, at + r * stride, stride, steps, w, from, size, sums, to + r * width, width);
      }
      for (; r <= rows - 2; r += 2) {
        two(x, at + r * stride, stride, steps, w, from, size, sums, to + r * width, width);
      }
    }
    for (; r < rows; r++) {
      for (int p = 0; p < panels; p++) {
        RowKernels.oneStream(
            x, at + r * stride, steps, w, from + p * size, sums, to + r * width + p * PANEL);
      }
    }
  }

  private static void two(
      float[] x,
      int at,
      int stride,
      int steps,
      float[] w,
      int from,
      int size,
      float[] s,
      int to,
      int width) {
    int x0 = at;
    int x1 = x0 + stride;
    int q = from + size;
    FloatVector a0 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector c0 = FloatVector.zero(F);
    FloatVector d0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector c1 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      int i = k * PANEL;
      FloatVector a = FloatVector.fromArray(F, w, from + i);
      FloatVector b = FloatVector.fromArray(F, w, from + i + V);
      FloatVector c = FloatVector.fromArray(F, w, q + i);
      FloatVector d = FloatVector.fromArray(F, w, q + i + V);
      FloatVector v = FloatVector.broadcast(F, x[x0 + k]);
      a0 = v.fma(a, a0);
      b0 = v.fma(b, b0);
      c0 = v.fma(c, c0);
      d0 = v.fma(d, d0);
      v = FloatVector.broadcast(F, x[x1 + k]);
      a1 = v.fma(a, a1);
      b1 = v.fma(b, b1);
      c1 = v.fma(c, c1);
      d1 = v.fma(d, d1);
    }
    a0.add(FloatVector.fromArray(F, s, to)).intoArray(s, to);
    b0.add(FloatVector.fromArray(F, s, to + V)).intoArray(s, to + V);
    c0.add(FloatVector.fromArray(F, s, to + PANEL)).intoArray(s, to + PANEL);
    d0.add(FloatVector.fromArray(F, s, to + PANEL + V)).intoArray(s, to + PANEL + V);
    int y = to + width;
    a1.add(FloatVector.fromArray(F, s, y)).intoArray(s, y);
    b1.add(FloatVector.fromArray(F, s, y + V)).intoArray(s, y + V);
    c1.add(FloatVector.fromArray(F, s, y + PANEL)).intoArray(s, y + PANEL);
    d1.add(FloatVector.fromArray(F, s, y + PANEL + V)).intoArray(s, y + PANEL + V);
  }

  private static void four(
      float[] x,
      int at,
      int stride,
      int steps,
      float[] w,
      int from,
      int size,
      float[] s,
      int to,
      int width) {
    int x0 = at;
    int x1 = x0 + stride;
    int x2 = x1 + stride;
    int x3 = x2 + stride;
    int q = from + size;
    FloatVector a0 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector c0 = FloatVector.zero(F);
    FloatVector d0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector c1 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    FloatVector a2 = FloatVector.zero(F);
    FloatVector b2 = FloatVector.zero(F);
    FloatVector c2 = FloatVector.zero(F);
    FloatVector d2 = FloatVector.zero(F);
    FloatVector a3 = FloatVector.zero(F);
    FloatVector b3 = FloatVector.zero(F);
    FloatVector c3 = FloatVector.zero(F);
    FloatVector d3 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      int i = k * PANEL;
      FloatVector a = FloatVector.fromArray(F, w, from + i);
      FloatVector b = FloatVector.fromArray(F, w, from + i + V);
      FloatVector c = FloatVector.fromArray(F, w, q + i);
      FloatVector d = FloatVector.fromArray(F, w, q + i + V);
      FloatVector v = FloatVector.broadcast(F, x[x0 + k]);
      a0 = v.fma(a, a0);
      b0 = v.fma(b, b0);
      c0 = v.fma(c, c0);
      d0 = v.fma(d, d0);
      v = FloatVector.broadcast(F, x[x1 + k]);
      a1 = v.fma(a, a1);
      b1 = v.fma(b, b1);
      c1 = v.fma(c, c1);
      d1 = v.fma(d, d1);
      v = FloatVector.broadcast(F, x[x2 + k]);
      a2 = v.fma(a, a2);
      b2 = v.fma(b, b2);
      c2 = v.fma(c, c2);
      d2 = v.fma(d, d2);
      v = FloatVector.broadcast(F, x[x3 + k]);
      a3 = v.fma(a, a3);
      b3 = v.fma(b, b3);
      c3 = v.fma(c, c3);
      d3 = v.fma(d, d3);
    }
    a0.add(FloatVector.fromArray(F, s, to)).intoArray(s, to);
    b0.add(FloatVector.fromArray(F, s, to + V)).intoArray(s, to + V);
    c0.add(FloatVector.fromArray(F, s, to + PANEL)).intoArray(s, to + PANEL);
    d0.add(FloatVector.fromArray(F, s, to + PANEL + V)).intoArray(s, to + PANEL + V);
    int y = to + width;
    a1.add(FloatVector.fromArray(F, s, y)).intoArray(s, y);
    b1.add(FloatVector.fromArray(F, s, y + V)).intoArray(s, y + V);
    c1.add(FloatVector.fromArray(F, s, y + PANEL)).intoArray(s, y + PANEL);
    d1.add(FloatVector.fromArray(F, s, y + PANEL + V)).intoArray(s, y + PANEL + V);
    y += width;
    a2.add(FloatVector.fromArray(F, s, y)).intoArray(s, y);
    b2.add(FloatVector.fromArray(F, s, y + V)).intoArray(s, y + V);
    c2.add(FloatVector.fromArray(F, s, y + PANEL)).intoArray(s, y + PANEL);
    d2.add(FloatVector.fromArray(F, s, y + PANEL + V)).intoArray(s, y + PANEL + V);
    y += width;
    a3.add(FloatVector.fromArray(F, s, y)).intoArray(s, y);
    b3.add(FloatVector.fromArray(F, s, y + V)).intoArray(s, y + V);
    c3.add(FloatVector.fromArray(F, s, y + PANEL)).intoArray(s, y + PANEL);
    d3.add(FloatVector.fromArray(F, s, y + PANEL + V)).intoArray(s, y + PANEL + V);
  }
}
