package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.HalfPanels.MASK;
import static io.github.sovits4j.backend.simd.HalfPanels.S;
import static io.github.sovits4j.backend.simd.HalfPanels.SHIFT;
import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A few rows times a matrix in 16 bits, which is widened in registers for the rows of a tile, as
 * {@link HalfPanels} does it for one. A tile of two rows and four panels, or of four rows and two,
 * has 16 sums: half of 32 registers. Where there are fewer rows or panels, the last one counts
 * again: all sums are formed before any is put away, so the same ones are put there twice.
 */
final class FewHalves {

  /** Beyond so many rows it takes less to widen a block once, through memory. */
  static final int MOST = 8;

  /** Whether there are registers for it. */
  static final boolean FITS = TallTile.FITS;

  private FewHalves() {}

  /**
   * {@code sums = x · Wᵀ} for some rows and panels.
   *
   * @param sums receives rows of {@code count·PANEL} elements
   */
  static void multiply(
      float[] x, int at, int in, int rows, HalfPanels w, int panel, int count, float[] sums) {
    int width = count * PANEL;
    Arrays.fill(sums, 0, rows * width, -0f);
    int size = in * PANEL;
    int side = rows <= 2 ? 4 : 2; // panels of a tile
    for (int k = 0; k < in; k += Product.DEPTH) {
      int steps = Math.min(Product.DEPTH, in - k);
      for (int p = 0; p < count; p += side) {
        int n = Math.min(side, count - p);
        int from = (panel + p) * size + k * PANEL;
        int to = p * PANEL;
        if (rows <= 2) {
          two(x, at + k, in, steps, rows, w.pairs(), w.factor(), from, size, n, sums, to, width);
        } else {
          for (int r = 0; r < rows; r += 4) {
            four(
                x,
                at + r * in + k,
                in,
                steps,
                Math.min(4, rows - r),
                w.pairs(),
                w.factor(),
                from,
                size,
                n,
                sums,
                to + r * width,
                width);
          }
        }
      }
    }
  }

  /** Up to two rows, up to four panels. */
  private static void two(
      float[] x,
      int at,
      int stride,
      int steps,
      int rows,
      short[] w,
      float factor,
      int from,
      int size,
      int panels,
      float[] s,
      int to,
      int width) {
    int r1 = Math.min(1, rows - 1);
    int x0 = at;
    int x1 = at + r1 * stride;
    int p1 = Math.min(1, panels - 1);
    int p2 = Math.min(2, panels - 1);
    int p3 = Math.min(3, panels - 1);
    int w0 = from;
    int w1 = from + p1 * size;
    int w2 = from + p2 * size;
    int w3 = from + p3 * size;
    FloatVector a0 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector c0 = FloatVector.zero(F);
    FloatVector d0 = FloatVector.zero(F);
    FloatVector e0 = FloatVector.zero(F);
    FloatVector f0 = FloatVector.zero(F);
    FloatVector g0 = FloatVector.zero(F);
    FloatVector h0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector c1 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    FloatVector e1 = FloatVector.zero(F);
    FloatVector f1 = FloatVector.zero(F);
    FloatVector g1 = FloatVector.zero(F);
    FloatVector h1 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      FloatVector v0 = FloatVector.broadcast(F, x[x0 + k]);
      FloatVector v1 = FloatVector.broadcast(F, x[x1 + k]);
      IntVector pair = ShortVector.fromArray(S, w, w0 + k * PANEL).reinterpretAsInts();
      FloatVector wide =
          pair.lanewise(VectorOperators.LSHL, Short.SIZE)
              .lanewise(VectorOperators.ASHR, SHIFT)
              .and(MASK)
              .reinterpretAsFloats()
              .mul(factor);
      a0 = v0.fma(wide, a0);
      a1 = v1.fma(wide, a1);
      wide = pair.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor);
      b0 = v0.fma(wide, b0);
      b1 = v1.fma(wide, b1);
      pair = ShortVector.fromArray(S, w, w1 + k * PANEL).reinterpretAsInts();
      wide =
          pair.lanewise(VectorOperators.LSHL, Short.SIZE)
              .lanewise(VectorOperators.ASHR, SHIFT)
              .and(MASK)
              .reinterpretAsFloats()
              .mul(factor);
      c0 = v0.fma(wide, c0);
      c1 = v1.fma(wide, c1);
      wide = pair.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor);
      d0 = v0.fma(wide, d0);
      d1 = v1.fma(wide, d1);
      pair = ShortVector.fromArray(S, w, w2 + k * PANEL).reinterpretAsInts();
      wide =
          pair.lanewise(VectorOperators.LSHL, Short.SIZE)
              .lanewise(VectorOperators.ASHR, SHIFT)
              .and(MASK)
              .reinterpretAsFloats()
              .mul(factor);
      e0 = v0.fma(wide, e0);
      e1 = v1.fma(wide, e1);
      wide = pair.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor);
      f0 = v0.fma(wide, f0);
      f1 = v1.fma(wide, f1);
      pair = ShortVector.fromArray(S, w, w3 + k * PANEL).reinterpretAsInts();
      wide =
          pair.lanewise(VectorOperators.LSHL, Short.SIZE)
              .lanewise(VectorOperators.ASHR, SHIFT)
              .and(MASK)
              .reinterpretAsFloats()
              .mul(factor);
      g0 = v0.fma(wide, g0);
      g1 = v1.fma(wide, g1);
      wide = pair.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor);
      h0 = v0.fma(wide, h0);
      h1 = v1.fma(wide, h1);
    }
    int y0 = to;
    int y1 = to + r1 * width;
    int z1 = p1 * PANEL;
    int z2 = p2 * PANEL;
    int z3 = p3 * PANEL;
    a0 = a0.add(FloatVector.fromArray(F, s, y0));
    b0 = b0.add(FloatVector.fromArray(F, s, y0 + V));
    c0 = c0.add(FloatVector.fromArray(F, s, y0 + z1));
    d0 = d0.add(FloatVector.fromArray(F, s, y0 + z1 + V));
    e0 = e0.add(FloatVector.fromArray(F, s, y0 + z2));
    f0 = f0.add(FloatVector.fromArray(F, s, y0 + z2 + V));
    g0 = g0.add(FloatVector.fromArray(F, s, y0 + z3));
    h0 = h0.add(FloatVector.fromArray(F, s, y0 + z3 + V));
    a1 = a1.add(FloatVector.fromArray(F, s, y1));
    b1 = b1.add(FloatVector.fromArray(F, s, y1 + V));
    c1 = c1.add(FloatVector.fromArray(F, s, y1 + z1));
    d1 = d1.add(FloatVector.fromArray(F, s, y1 + z1 + V));
    e1 = e1.add(FloatVector.fromArray(F, s, y1 + z2));
    f1 = f1.add(FloatVector.fromArray(F, s, y1 + z2 + V));
    g1 = g1.add(FloatVector.fromArray(F, s, y1 + z3));
    h1 = h1.add(FloatVector.fromArray(F, s, y1 + z3 + V));
    a0.intoArray(s, y0);
    b0.intoArray(s, y0 + V);
    c0.intoArray(s, y0 + z1);
    d0.intoArray(s, y0 + z1 + V);
    e0.intoArray(s, y0 + z2);
    f0.intoArray(s, y0 + z2 + V);
    g0.intoArray(s, y0 + z3);
    h0.intoArray(s, y0 + z3 + V);
    a1.intoArray(s, y1);
    b1.intoArray(s, y1 + V);
    c1.intoArray(s, y1 + z1);
    d1.intoArray(s, y1 + z1 + V);
    e1.intoArray(s, y1 + z2);
    f1.intoArray(s, y1 + z2 + V);
    g1.intoArray(s, y1 + z3);
    h1.intoArray(s, y1 + z3 + V);
  }

  /** Up to four rows, up to two panels. */
  private static void four(
      float[] x,
      int at,
      int stride,
      int steps,
      int rows,
      short[] w,
      float factor,
      int from,
      int size,
      int panels,
      float[] s,
      int to,
      int width) {
    int r1 = Math.min(1, rows - 1);
    int r2 = Math.min(2, rows - 1);
    int r3 = Math.min(3, rows - 1);
    int x0 = at;
    int x1 = at + r1 * stride;
    int x2 = at + r2 * stride;
    int x3 = at + r3 * stride;
    int p1 = Math.min(1, panels - 1);
    int w0 = from;
    int w1 = from + p1 * size;
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
      FloatVector v0 = FloatVector.broadcast(F, x[x0 + k]);
      FloatVector v1 = FloatVector.broadcast(F, x[x1 + k]);
      FloatVector v2 = FloatVector.broadcast(F, x[x2 + k]);
      FloatVector v3 = FloatVector.broadcast(F, x[x3 + k]);
      IntVector pair = ShortVector.fromArray(S, w, w0 + k * PANEL).reinterpretAsInts();
      FloatVector wide =
          pair.lanewise(VectorOperators.LSHL, Short.SIZE)
              .lanewise(VectorOperators.ASHR, SHIFT)
              .and(MASK)
              .reinterpretAsFloats()
              .mul(factor);
      a0 = v0.fma(wide, a0);
      a1 = v1.fma(wide, a1);
      a2 = v2.fma(wide, a2);
      a3 = v3.fma(wide, a3);
      wide = pair.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor);
      b0 = v0.fma(wide, b0);
      b1 = v1.fma(wide, b1);
      b2 = v2.fma(wide, b2);
      b3 = v3.fma(wide, b3);
      pair = ShortVector.fromArray(S, w, w1 + k * PANEL).reinterpretAsInts();
      wide =
          pair.lanewise(VectorOperators.LSHL, Short.SIZE)
              .lanewise(VectorOperators.ASHR, SHIFT)
              .and(MASK)
              .reinterpretAsFloats()
              .mul(factor);
      c0 = v0.fma(wide, c0);
      c1 = v1.fma(wide, c1);
      c2 = v2.fma(wide, c2);
      c3 = v3.fma(wide, c3);
      wide = pair.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor);
      d0 = v0.fma(wide, d0);
      d1 = v1.fma(wide, d1);
      d2 = v2.fma(wide, d2);
      d3 = v3.fma(wide, d3);
    }
    int y0 = to;
    int y1 = to + r1 * width;
    int y2 = to + r2 * width;
    int y3 = to + r3 * width;
    int z1 = p1 * PANEL;
    a0 = a0.add(FloatVector.fromArray(F, s, y0));
    b0 = b0.add(FloatVector.fromArray(F, s, y0 + V));
    c0 = c0.add(FloatVector.fromArray(F, s, y0 + z1));
    d0 = d0.add(FloatVector.fromArray(F, s, y0 + z1 + V));
    a1 = a1.add(FloatVector.fromArray(F, s, y1));
    b1 = b1.add(FloatVector.fromArray(F, s, y1 + V));
    c1 = c1.add(FloatVector.fromArray(F, s, y1 + z1));
    d1 = d1.add(FloatVector.fromArray(F, s, y1 + z1 + V));
    a2 = a2.add(FloatVector.fromArray(F, s, y2));
    b2 = b2.add(FloatVector.fromArray(F, s, y2 + V));
    c2 = c2.add(FloatVector.fromArray(F, s, y2 + z1));
    d2 = d2.add(FloatVector.fromArray(F, s, y2 + z1 + V));
    a3 = a3.add(FloatVector.fromArray(F, s, y3));
    b3 = b3.add(FloatVector.fromArray(F, s, y3 + V));
    c3 = c3.add(FloatVector.fromArray(F, s, y3 + z1));
    d3 = d3.add(FloatVector.fromArray(F, s, y3 + z1 + V));
    a0.intoArray(s, y0);
    b0.intoArray(s, y0 + V);
    c0.intoArray(s, y0 + z1);
    d0.intoArray(s, y0 + z1 + V);
    a1.intoArray(s, y1);
    b1.intoArray(s, y1 + V);
    c1.intoArray(s, y1 + z1);
    d1.intoArray(s, y1 + z1 + V);
    a2.intoArray(s, y2);
    b2.intoArray(s, y2 + V);
    c2.intoArray(s, y2 + z1);
    d2.intoArray(s, y2 + z1 + V);
    a3.intoArray(s, y3);
    b3.intoArray(s, y3 + V);
    c3.intoArray(s, y3 + z1);
    d3.intoArray(s, y3 + z1 + V);
  }
}
