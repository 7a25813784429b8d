package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A matrix of products over rows, in the panels it is stored in: 32, 16 or 8 bits. What is narrow
 * is widened in registers for one row, or a few of 16 bits, and for more block by block into a
 * thread's own memory, right before it is multiplied. A row's sums are the same to the bit in any
 * number of rows.
 */
final class Matrix {

  final int in;
  final int out;
  final int panels;
  private final float[] full;
  private final HalfPanels halves;
  private final byte[] integers;
  private final float[] factors; // of the outputs of integers

  Matrix(Tensor weight, SimdGraph g) {
    this.in = weight.size(1);
    this.out = weight.size(0);
    this.panels = Lanes.panels(out);
    Constant constant = g.constant(weight);
    switch (weight.type()) {
      case F32 -> {
        full = constant.form(Constant.Form.PANELS);
        halves = null;
        integers = null;
        factors = null;
      }
      case F16 -> {
        full = null;
        halves = constant.halves();
        integers = null;
        factors = null;
      }
      case I8 -> {
        full = null;
        halves = null;
        integers = constant.integers();
        factors = constant.factors();
      }
      case I32 -> throw new IllegalArgumentException(weight + ": expected reals");
      default -> throw new IllegalArgumentException(weight + ": unknown type");
    }
  }

  /** Scratch memory that a piece wants for weights. */
  int scratch() {
    return full != null ? 0 : FewRows.PANELS * Product.DEPTH * PANEL;
  }

  /**
   * {@code sums = x · Wᵀ} for rows that lie one after another, and some panels.
   *
   * @param sums receives rows of {@code count·PANEL} elements
   */
  void multiply(float[] x, int at, int rows, int panel, int count, float[] sums, Scratch scratch) {
    if (rows == 1) {
      one(x, at, panel, count, sums);
    } else if (halves != null && FewHalves.FITS && rows <= FewHalves.MOST) {
      FewHalves.multiply(x, at, in, rows, halves, panel, count, sums);
    } else {
      tiles(x, at, rows, panel, count, sums, scratch.weights);
    }
    if (factors != null) {
      scale(sums, rows, panel, count);
    }
  }

  private void one(float[] x, int at, int panel, int count, float[] sums) {
    if (full != null) {
      RowKernels.full(x, at, in, full, panel, count, sums, 0);
    } else if (halves != null) {
      halves.row(x, at, in, panel, count, sums, 0);
    } else {
      RowKernels.integers(x, at, in, integers, panel, count, sums, 0);
    }
  }

  /**
   * Many rows in whole tiles of {@link Product}, few rows and what is left by {@link FewRows}. What
   * is widened is used at once, a panel at a time, for two are more than the L1 cache holds.
   */
  private void tiles(
      float[] x, int at, int rows, int panel, int count, float[] sums, float[] wide) {
    int whole = rows <= FewRows.MOST ? 0 : rows / Product.ROWS * Product.ROWS;
    int width = count * PANEL;
    Arrays.fill(sums, whole * width, rows * width, -0f);
    for (int k = 0; k < in; k += Product.DEPTH) {
      int steps = Math.min(Product.DEPTH, in - k);
      for (int p = 0; p < count; p += FewRows.PANELS) {
        int n = Math.min(FewRows.PANELS, count - p);
        float[] w = full == null ? wide : full;
        int first = ((panel + p) * in + k) * PANEL;
        int from = full == null ? 0 : first;
        int size = full == null ? Product.DEPTH * PANEL : in * PANEL;
        int to = p * PANEL;
        for (int i = 0; i < n; i++) {
          if (full == null) {
            widen(first + i * in * PANEL, steps, wide, i * size);
          }
          Product.block(
              x, at + k, in, steps, whole, w, from + i * size, k > 0, sums, to + i * PANEL, width);
        }
        FewRows.add(
            x,
            at + whole * in + k,
            in,
            steps,
            rows - whole,
            w,
            from,
            size,
            n,
            sums,
            to + whole * width,
            width);
      }
    }
  }

  private void widen(int from, int steps, float[] wide, int to) {
    if (halves != null) {
      halves.widen(from, steps, wide, to);
    } else {
      RowKernels.widen(integers, from, steps, wide, to);
    }
  }

  /** The factors of integers. */
  private void scale(float[] sums, int rows, int panel, int count) {
    int width = count * PANEL;
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < width; i += V) {
        FloatVector.fromArray(F, sums, r * width + i)
            .mul(FloatVector.fromArray(F, factors, panel * PANEL + i))
            .intoArray(sums, r * width + i);
      }
    }
  }
}
