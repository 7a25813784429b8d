package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import jdk.incubator.vector.FloatVector;

/**
 * The product everything with many rows comes down to:
 *
 * <pre>
 *   sums[r, o] = Σ_k a[r·stride + k] · w[o, k]        0 ≤ k < depth
 * </pre>
 *
 * <p>Rows may overlap: with a stride of one time step and a depth of several, this is a
 * convolution. The weights are packed {@code [panel][k][PANEL]}: outputs of a panel lie together,
 * so that a step of k is one load per vector of outputs and one broadcast per row.
 *
 * <p>A tile of {@link #ROWS} rows and two vectors stays in registers: 12 sums, 2 weights and a
 * broadcast are 15 of AVX2's 16 registers; where there are 32, {@link TallTile} does two at once.
 * C2 keeps them there as long as the kernel is one flat loop whose sums start from zero; with
 * nested loops, or with sums loaded before the loop, it spills and is half as fast. Nor may it call
 * helpers: the Vector API's own methods are inlined at any size, ours only up to a limit that a
 * tile exceeds, and what is not inlined allocates vectors.
 */
final class Product {

  /** Rows of a tile. */
  static final int ROWS = 6;

  /** Weights of a panel's block: 32 KB, most of the L1 cache; 16 KB where a vector is short. */
  private static final int BLOCK = TallTile.FITS ? 8192 : 4096;

  /**
   * Steps of k after which the next tile's turn comes, so that a panel's block stays in the cache.
   * Sums are formed block by block, in every kernel that multiplies rows.
   */
  static final int DEPTH = BLOCK / PANEL;

  private Product() {}

  /** The next multiple of the tile's rows: so many rows are read and written. */
  static int padded(int rows) {
    return Math.ceilDiv(rows, ROWS) * ROWS;
  }

  /**
   * Whole panels of outputs.
   *
   * @param a at least {@code at + (padded(rows) − 1)·stride + depth} elements
   * @param w packed weights
   * @param panel where in w the first panel begins
   * @param panels how many
   * @param sums receives {@code padded(rows)} rows of {@code panels·PANEL} elements
   */
  static void multiply(
      float[] a,
      int at,
      int stride,
      int depth,
      int rows,
      float[] w,
      int panel,
      int panels,
      float[] sums,
      int to) {
    int width = panels * PANEL;
    for (int k = 0; k < depth; k += DEPTH) {
      int steps = Math.min(DEPTH, depth - k);
      for (int p = 0; p < panels; p++) {
        int weights = panel + (p * depth + k) * PANEL;
        block(a, at + k, stride, steps, rows, w, weights, k > 0, sums, to + p * PANEL, width);
      }
    }
  }

  /**
   * As {@link #multiply}, for a panel of which no more than the first vector is wanted: what the
   * sums hold behind it is not said.
   */
  static void multiplyNarrow(
      float[] a, int at, int stride, int depth, int rows, float[] w, float[] sums, int to) {
    if (!TallTile.FITS) {
      multiply(a, at, stride, depth, rows, w, 0, 1, sums, to);
      return;
    }
    for (int k = 0; k < depth; k += DEPTH) {
      int steps = Math.min(DEPTH, depth - k);
      int weights = k * PANEL;
      int r = 0;
      for (; r <= padded(rows) - NarrowTile.ROWS; r += NarrowTile.ROWS) {
        NarrowTile.multiply(
            a, at + k + r * stride, stride, steps, w, weights, k > 0, sums, to + r * PANEL, PANEL);
      }
      if (r < rows) {
        int rest = to + r * PANEL;
        block(
            a, at + k + r * stride, stride, steps, rows - r, w, weights, k > 0, sums, rest, PANEL);
      }
    }
  }

  /** One panel, a block of k: added to the sums, or put there. */
  static void block(
      float[] a,
      int at,
      int stride,
      int steps,
      int rows,
      float[] w,
      int weights,
      boolean add,
      float[] sums,
      int to,
      int width) {
    int r = 0;
    for (; TallTile.FITS && r <= padded(rows) - TallTile.ROWS; r += TallTile.ROWS) {
      TallTile.multiply(
          a, at + r * stride, stride, steps, w, weights, add, sums, to + r * width, width);
    }
    for (; r < rows; r += ROWS) {
      if (add) {
        addTile(a, at + r * stride, stride, steps, w, weights, sums, to + r * width, width);
      } else {
        putTile(a, at + r * stride, stride, steps, w, weights, sums, to + r * width, width);
      }
    }
  }

  private static void putTile(
      float[] a,
      int at,
      int stride,
      int steps,
      float[] w,
      int weights,
      float[] s,
      int to,
      int width) {
    int a0 = at;
    int a1 = a0 + stride;
    int a2 = a1 + stride;
    int a3 = a2 + stride;
    int a4 = a3 + stride;
    int a5 = a4 + stride;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector t0 = FloatVector.zero(F);
    FloatVector s1 = FloatVector.zero(F);
    FloatVector t1 = FloatVector.zero(F);
    FloatVector s2 = FloatVector.zero(F);
    FloatVector t2 = FloatVector.zero(F);
    FloatVector s3 = FloatVector.zero(F);
    FloatVector t3 = FloatVector.zero(F);
    FloatVector s4 = FloatVector.zero(F);
    FloatVector t4 = FloatVector.zero(F);
    FloatVector s5 = FloatVector.zero(F);
    FloatVector t5 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      FloatVector w0 = FloatVector.fromArray(F, w, weights + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(F, w, weights + k * PANEL + V);
      FloatVector x = FloatVector.broadcast(F, a[a0 + k]);
      s0 = x.fma(w0, s0);
      t0 = x.fma(w1, t0);
      x = FloatVector.broadcast(F, a[a1 + k]);
      s1 = x.fma(w0, s1);
      t1 = x.fma(w1, t1);
      x = FloatVector.broadcast(F, a[a2 + k]);
      s2 = x.fma(w0, s2);
      t2 = x.fma(w1, t2);
      x = FloatVector.broadcast(F, a[a3 + k]);
      s3 = x.fma(w0, s3);
      t3 = x.fma(w1, t3);
      x = FloatVector.broadcast(F, a[a4 + k]);
      s4 = x.fma(w0, s4);
      t4 = x.fma(w1, t4);
      x = FloatVector.broadcast(F, a[a5 + k]);
      s5 = x.fma(w0, s5);
      t5 = x.fma(w1, t5);
    }
    s0.intoArray(s, to);
    t0.intoArray(s, to + V);
    s1.intoArray(s, to + width);
    t1.intoArray(s, to + width + V);
    s2.intoArray(s, to + 2 * width);
    t2.intoArray(s, to + 2 * width + V);
    s3.intoArray(s, to + 3 * width);
    t3.intoArray(s, to + 3 * width + V);
    s4.intoArray(s, to + 4 * width);
    t4.intoArray(s, to + 4 * width + V);
    s5.intoArray(s, to + 5 * width);
    t5.intoArray(s, to + 5 * width + V);
  }

  private static void addTile(
      float[] a,
      int at,
      int stride,
      int steps,
      float[] w,
      int weights,
      float[] s,
      int to,
      int width) {
    int a0 = at;
    int a1 = a0 + stride;
    int a2 = a1 + stride;
    int a3 = a2 + stride;
    int a4 = a3 + stride;
    int a5 = a4 + stride;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector t0 = FloatVector.zero(F);
    FloatVector s1 = FloatVector.zero(F);
    FloatVector t1 = FloatVector.zero(F);
    FloatVector s2 = FloatVector.zero(F);
    FloatVector t2 = FloatVector.zero(F);
    FloatVector s3 = FloatVector.zero(F);
    FloatVector t3 = FloatVector.zero(F);
    FloatVector s4 = FloatVector.zero(F);
    FloatVector t4 = FloatVector.zero(F);
    FloatVector s5 = FloatVector.zero(F);
    FloatVector t5 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      FloatVector w0 = FloatVector.fromArray(F, w, weights + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(F, w, weights + k * PANEL + V);
      FloatVector x = FloatVector.broadcast(F, a[a0 + k]);
      s0 = x.fma(w0, s0);
      t0 = x.fma(w1, t0);
      x = FloatVector.broadcast(F, a[a1 + k]);
      s1 = x.fma(w0, s1);
      t1 = x.fma(w1, t1);
      x = FloatVector.broadcast(F, a[a2 + k]);
      s2 = x.fma(w0, s2);
      t2 = x.fma(w1, t2);
      x = FloatVector.broadcast(F, a[a3 + k]);
      s3 = x.fma(w0, s3);
      t3 = x.fma(w1, t3);
      x = FloatVector.broadcast(F, a[a4 + k]);
      s4 = x.fma(w0, s4);
      t4 = x.fma(w1, t4);
      x = FloatVector.broadcast(F, a[a5 + k]);
      s5 = x.fma(w0, s5);
      t5 = x.fma(w1, t5);
    }
    s0.add(FloatVector.fromArray(F, s, to)).intoArray(s, to);
    t0.add(FloatVector.fromArray(F, s, to + V)).intoArray(s, to + V);
    s1.add(FloatVector.fromArray(F, s, to + width)).intoArray(s, to + width);
    t1.add(FloatVector.fromArray(F, s, to + width + V)).intoArray(s, to + width + V);
    s2.add(FloatVector.fromArray(F, s, to + 2 * width)).intoArray(s, to + 2 * width);
    t2.add(FloatVector.fromArray(F, s, to + 2 * width + V)).intoArray(s, to + 2 * width + V);
    s3.add(FloatVector.fromArray(F, s, to + 3 * width)).intoArray(s, to + 3 * width);
    t3.add(FloatVector.fromArray(F, s, to + 3 * width + V)).intoArray(s, to + 3 * width + V);
    s4.add(FloatVector.fromArray(F, s, to + 4 * width)).intoArray(s, to + 4 * width);
    t4.add(FloatVector.fromArray(F, s, to + 4 * width + V)).intoArray(s, to + 4 * width + V);
    s5.add(FloatVector.fromArray(F, s, to + 5 * width)).intoArray(s, to + 5 * width);
    t5.add(FloatVector.fromArray(F, s, to + 5 * width + V)).intoArray(s, to + 5 * width + V);
  }
}
