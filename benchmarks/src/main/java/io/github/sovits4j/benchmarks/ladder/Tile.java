package io.github.sovits4j.benchmarks.ladder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Products on the Vector API: {@code y[r, o] += Σ_k x[r · step + k] · w[k, o]}. */
final class Tile {

  static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  static final int V = F.length();

  /** Outputs that are computed together. */
  static final int PANEL = 2 * V;

  static final int ROWS = 6;

  static final int TALL_ROWS = 12;

  private Tile() {}

  /** One row, one vector of outputs: a load of w for every multiply-add. */
  static void row(float[] x, int from, float[] w, int panel, int depth, float[] y, int to) {
    FloatVector sum = FloatVector.zero(F);
    for (int k = 0; k < depth; k++) {
      sum =
          FloatVector.broadcast(F, x[from + k])
              .fma(FloatVector.fromArray(F, w, panel + k * PANEL), sum);
    }
    sum.intoArray(y, to);
  }

  /**
   * Six rows, two vectors of outputs: twelve sums in registers, and a load of w for six
   * multiply-adds.
   */
  static void tile(
      float[] x, int from, int step, float[] w, int panel, int depth, float[] y, int to, int row) {
    FloatVector a0 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector a2 = FloatVector.zero(F);
    FloatVector b2 = FloatVector.zero(F);
    FloatVector a3 = FloatVector.zero(F);
    FloatVector b3 = FloatVector.zero(F);
    FloatVector a4 = FloatVector.zero(F);
    FloatVector b4 = FloatVector.zero(F);
    FloatVector a5 = FloatVector.zero(F);
    FloatVector b5 = FloatVector.zero(F);
    for (int k = 0; k < depth; k++) {
      FloatVector a = FloatVector.fromArray(F, w, panel + k * PANEL);
      FloatVector b = FloatVector.fromArray(F, w, panel + k * PANEL + V);
      FloatVector value = FloatVector.broadcast(F, x[from + k]);
      a0 = value.fma(a, a0);
      b0 = value.fma(b, b0);
      value = FloatVector.broadcast(F, x[from + step + k]);
      a1 = value.fma(a, a1);
      b1 = value.fma(b, b1);
      value = FloatVector.broadcast(F, x[from + 2 * step + k]);
      a2 = value.fma(a, a2);
      b2 = value.fma(b, b2);
      value = FloatVector.broadcast(F, x[from + 3 * step + k]);
      a3 = value.fma(a, a3);
      b3 = value.fma(b, b3);
      value = FloatVector.broadcast(F, x[from + 4 * step + k]);
      a4 = value.fma(a, a4);
      b4 = value.fma(b, b4);
      value = FloatVector.broadcast(F, x[from + 5 * step + k]);
      a5 = value.fma(a, a5);
      b5 = value.fma(b, b5);
    }
    a0.add(FloatVector.fromArray(F, y, to)).intoArray(y, to);
    b0.add(FloatVector.fromArray(F, y, to + V)).intoArray(y, to + V);
    a1.add(FloatVector.fromArray(F, y, to + row)).intoArray(y, to + row);
    b1.add(FloatVector.fromArray(F, y, to + row + V)).intoArray(y, to + row + V);
    a2.add(FloatVector.fromArray(F, y, to + 2 * row)).intoArray(y, to + 2 * row);
    b2.add(FloatVector.fromArray(F, y, to + 2 * row + V)).intoArray(y, to + 2 * row + V);
    a3.add(FloatVector.fromArray(F, y, to + 3 * row)).intoArray(y, to + 3 * row);
    b3.add(FloatVector.fromArray(F, y, to + 3 * row + V)).intoArray(y, to + 3 * row + V);
    a4.add(FloatVector.fromArray(F, y, to + 4 * row)).intoArray(y, to + 4 * row);
    b4.add(FloatVector.fromArray(F, y, to + 4 * row + V)).intoArray(y, to + 4 * row + V);
    a5.add(FloatVector.fromArray(F, y, to + 5 * row)).intoArray(y, to + 5 * row);
    b5.add(FloatVector.fromArray(F, y, to + 5 * row + V)).intoArray(y, to + 5 * row + V);
  }

  /**
   * Twelve rows, and two steps written out: 24 sums, for machines with 32 registers. Half the
   * instructions for addresses.
   */
  static void tall(
      float[] x, int from, int step, float[] w, int panel, int depth, float[] y, int to, int row) {
    int r0 = from;
    int r1 = from + step;
    int r2 = from + 2 * step;
    int r3 = from + 3 * step;
    int r4 = from + 4 * step;
    int r5 = from + 5 * step;
    int r6 = from + 6 * step;
    int r7 = from + 7 * step;
    int r8 = from + 8 * step;
    int r9 = from + 9 * step;
    int r10 = from + 10 * step;
    int r11 = from + 11 * step;
    FloatVector a0 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector a2 = FloatVector.zero(F);
    FloatVector b2 = FloatVector.zero(F);
    FloatVector a3 = FloatVector.zero(F);
    FloatVector b3 = FloatVector.zero(F);
    FloatVector a4 = FloatVector.zero(F);
    FloatVector b4 = FloatVector.zero(F);
    FloatVector a5 = FloatVector.zero(F);
    FloatVector b5 = FloatVector.zero(F);
    FloatVector a6 = FloatVector.zero(F);
    FloatVector b6 = FloatVector.zero(F);
    FloatVector a7 = FloatVector.zero(F);
    FloatVector b7 = FloatVector.zero(F);
    FloatVector a8 = FloatVector.zero(F);
    FloatVector b8 = FloatVector.zero(F);
    FloatVector a9 = FloatVector.zero(F);
    FloatVector b9 = FloatVector.zero(F);
    FloatVector a10 = FloatVector.zero(F);
    FloatVector b10 = FloatVector.zero(F);
    FloatVector a11 = FloatVector.zero(F);
    FloatVector b11 = FloatVector.zero(F);
    int k = 0;
    for (; k < depth - 1; k += 2) {
      FloatVector a = FloatVector.fromArray(F, w, panel + k * PANEL);
      FloatVector b = FloatVector.fromArray(F, w, panel + k * PANEL + V);
      FloatVector value = FloatVector.broadcast(F, x[r0 + k]);
      a0 = value.fma(a, a0);
      b0 = value.fma(b, b0);
      value = FloatVector.broadcast(F, x[r1 + k]);
      a1 = value.fma(a, a1);
      b1 = value.fma(b, b1);
      value = FloatVector.broadcast(F, x[r2 + k]);
      a2 = value.fma(a, a2);
      b2 = value.fma(b, b2);
      value = FloatVector.broadcast(F, x[r3 + k]);
      a3 = value.fma(a, a3);
      b3 = value.fma(b, b3);
      value = FloatVector.broadcast(F, x[r4 + k]);
      a4 = value.fma(a, a4);
      b4 = value.fma(b, b4);
      value = FloatVector.broadcast(F, x[r5 + k]);
      a5 = value.fma(a, a5);
      b5 = value.fma(b, b5);
      value = FloatVector.broadcast(F, x[r6 + k]);
      a6 = value.fma(a, a6);
      b6 = value.fma(b, b6);
      value = FloatVector.broadcast(F, x[r7 + k]);
      a7 = value.fma(a, a7);
      b7 = value.fma(b, b7);
      value = FloatVector.broadcast(F, x[r8 + k]);
      a8 = value.fma(a, a8);
      b8 = value.fma(b, b8);
      value = FloatVector.broadcast(F, x[r9 + k]);
      a9 = value.fma(a, a9);
      b9 = value.fma(b, b9);
      value = FloatVector.broadcast(F, x[r10 + k]);
      a10 = value.fma(a, a10);
      b10 = value.fma(b, b10);
      value = FloatVector.broadcast(F, x[r11 + k]);
      a11 = value.fma(a, a11);
      b11 = value.fma(b, b11);
      a = FloatVector.fromArray(F, w, panel + k * PANEL + PANEL);
      b = FloatVector.fromArray(F, w, panel + k * PANEL + PANEL + V);
      value = FloatVector.broadcast(F, x[r0 + k + 1]);
      a0 = value.fma(a, a0);
      b0 = value.fma(b, b0);
      value = FloatVector.broadcast(F, x[r1 + k + 1]);
      a1 = value.fma(a, a1);
      b1 = value.fma(b, b1);
      value = FloatVector.broadcast(F, x[r2 + k + 1]);
      a2 = value.fma(a, a2);
      b2 = value.fma(b, b2);
      value = FloatVector.broadcast(F, x[r3 + k + 1]);
      a3 = value.fma(a, a3);
      b3 = value.fma(b, b3);
      value = FloatVector.broadcast(F, x[r4 + k + 1]);
      a4 = value.fma(a, a4);
      b4 = value.fma(b, b4);
      value = FloatVector.broadcast(F, x[r5 + k + 1]);
      a5 = value.fma(a, a5);
      b5 = value.fma(b, b5);
      value = FloatVector.broadcast(F, x[r6 + k + 1]);
      a6 = value.fma(a, a6);
      b6 = value.fma(b, b6);
      value = FloatVector.broadcast(F, x[r7 + k + 1]);
      a7 = value.fma(a, a7);
      b7 = value.fma(b, b7);
      value = FloatVector.broadcast(F, x[r8 + k + 1]);
      a8 = value.fma(a, a8);
      b8 = value.fma(b, b8);
      value = FloatVector.broadcast(F, x[r9 + k + 1]);
      a9 = value.fma(a, a9);
      b9 = value.fma(b, b9);
      value = FloatVector.broadcast(F, x[r10 + k + 1]);
      a10 = value.fma(a, a10);
      b10 = value.fma(b, b10);
      value = FloatVector.broadcast(F, x[r11 + k + 1]);
      a11 = value.fma(a, a11);
      b11 = value.fma(b, b11);
    }
    if (k < depth) {
      FloatVector a = FloatVector.fromArray(F, w, panel + k * PANEL);
      FloatVector b = FloatVector.fromArray(F, w, panel + k * PANEL + V);
      FloatVector value = FloatVector.broadcast(F, x[r0 + k]);
      a0 = value.fma(a, a0);
      b0 = value.fma(b, b0);
      value = FloatVector.broadcast(F, x[r1 + k]);
      a1 = value.fma(a, a1);
      b1 = value.fma(b, b1);
      value = FloatVector.broadcast(F, x[r2 + k]);
      a2 = value.fma(a, a2);
      b2 = value.fma(b, b2);
      value = FloatVector.broadcast(F, x[r3 + k]);
      a3 = value.fma(a, a3);
      b3 = value.fma(b, b3);
      value = FloatVector.broadcast(F, x[r4 + k]);
      a4 = value.fma(a, a4);
      b4 = value.fma(b, b4);
      value = FloatVector.broadcast(F, x[r5 + k]);
      a5 = value.fma(a, a5);
      b5 = value.fma(b, b5);
      value = FloatVector.broadcast(F, x[r6 + k]);
      a6 = value.fma(a, a6);
      b6 = value.fma(b, b6);
      value = FloatVector.broadcast(F, x[r7 + k]);
      a7 = value.fma(a, a7);
      b7 = value.fma(b, b7);
      value = FloatVector.broadcast(F, x[r8 + k]);
      a8 = value.fma(a, a8);
      b8 = value.fma(b, b8);
      value = FloatVector.broadcast(F, x[r9 + k]);
      a9 = value.fma(a, a9);
      b9 = value.fma(b, b9);
      value = FloatVector.broadcast(F, x[r10 + k]);
      a10 = value.fma(a, a10);
      b10 = value.fma(b, b10);
      value = FloatVector.broadcast(F, x[r11 + k]);
      a11 = value.fma(a, a11);
      b11 = value.fma(b, b11);
    }
    a0.add(FloatVector.fromArray(F, y, to)).intoArray(y, to);
    b0.add(FloatVector.fromArray(F, y, to + V)).intoArray(y, to + V);
    a1.add(FloatVector.fromArray(F, y, to + row)).intoArray(y, to + row);
    b1.add(FloatVector.fromArray(F, y, to + row + V)).intoArray(y, to + row + V);
    a2.add(FloatVector.fromArray(F, y, to + 2 * row)).intoArray(y, to + 2 * row);
    b2.add(FloatVector.fromArray(F, y, to + 2 * row + V)).intoArray(y, to + 2 * row + V);
    a3.add(FloatVector.fromArray(F, y, to + 3 * row)).intoArray(y, to + 3 * row);
    b3.add(FloatVector.fromArray(F, y, to + 3 * row + V)).intoArray(y, to + 3 * row + V);
    a4.add(FloatVector.fromArray(F, y, to + 4 * row)).intoArray(y, to + 4 * row);
    b4.add(FloatVector.fromArray(F, y, to + 4 * row + V)).intoArray(y, to + 4 * row + V);
    a5.add(FloatVector.fromArray(F, y, to + 5 * row)).intoArray(y, to + 5 * row);
    b5.add(FloatVector.fromArray(F, y, to + 5 * row + V)).intoArray(y, to + 5 * row + V);
    a6.add(FloatVector.fromArray(F, y, to + 6 * row)).intoArray(y, to + 6 * row);
    b6.add(FloatVector.fromArray(F, y, to + 6 * row + V)).intoArray(y, to + 6 * row + V);
    a7.add(FloatVector.fromArray(F, y, to + 7 * row)).intoArray(y, to + 7 * row);
    b7.add(FloatVector.fromArray(F, y, to + 7 * row + V)).intoArray(y, to + 7 * row + V);
    a8.add(FloatVector.fromArray(F, y, to + 8 * row)).intoArray(y, to + 8 * row);
    b8.add(FloatVector.fromArray(F, y, to + 8 * row + V)).intoArray(y, to + 8 * row + V);
    a9.add(FloatVector.fromArray(F, y, to + 9 * row)).intoArray(y, to + 9 * row);
    b9.add(FloatVector.fromArray(F, y, to + 9 * row + V)).intoArray(y, to + 9 * row + V);
    a10.add(FloatVector.fromArray(F, y, to + 10 * row)).intoArray(y, to + 10 * row);
    b10.add(FloatVector.fromArray(F, y, to + 10 * row + V)).intoArray(y, to + 10 * row + V);
    a11.add(FloatVector.fromArray(F, y, to + 11 * row)).intoArray(y, to + 11 * row);
    b11.add(FloatVector.fromArray(F, y, to + 11 * row + V)).intoArray(y, to + 11 * row + V);
  }

  /** {@code y[row] = Σ matrix[row][i] · x[i]}, for all channels of the rows i of x. */
  static void transform(
      float[][] matrix, float[] x, int from, int step, float[] y, int to, int row, int channels) {
    for (int r = 0; r < matrix.length; r++) {
      for (int c = 0; c < channels; c += V) {
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < matrix[r].length; i++) {
          FloatVector value = FloatVector.fromArray(F, x, from + i * step + c);
          sum = FloatVector.broadcast(F, matrix[r][i]).fma(value, sum);
        }
        sum.intoArray(y, to + r * row + c);
      }
    }
  }
}
