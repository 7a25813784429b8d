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
