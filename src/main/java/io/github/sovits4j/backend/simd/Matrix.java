package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.Tensor;

/**
 * A matrix of products over rows, in the panels it is stored in: 32, 16 or 8 bits. What is narrow
 * is widened block by block into a thread's own memory, right before it is multiplied.
 */
final class Matrix {

  final int in;
  final int out;
  final int panels;
  private final float[] full;
  private final short[] halves;
  private final byte[] integers;
  private final float[] factors;

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

  /** Scratch memory that a piece of one row, or of many, wants for weights. */
  int scratch() {
    if (full != null) {
      return 0;
    }
    return Math.max(Product.DEPTH * PANEL, halves == null ? 0 : RowKernels.WIDENED);
  }

  /** {@code sums = x · Wᵀ} for one row and some panels. */
  void one(float[] x, int at, int panel, int count, float[] sums, int to, Scratch scratch) {
    if (full != null) {
      RowKernels.full(x, at, in, full, panel, count, sums, to);
    } else if (halves != null) {
      RowKernels.halves(x, at, in, halves, panel, count, scratch.weights, sums, to);
    } else {
      RowKernels.integers(x, at, in, integers, factors, panel, count, sums, to);
    }
  }

  /** As {@link Product#multiply}, with rows of x one after another. */
  void many(float[] x, int at, int rows, int panel, int count, float[] sums, Scratch scratch) {
    if (full != null) {
      Product.multiply(x, at, in, in, rows, full, panel * in * PANEL, count, sums, 0);
      return;
    }
    int width = count * PANEL;
    for (int k = 0; k < in; k += Product.DEPTH) {
      int steps = Math.min(Product.DEPTH, in - k);
      for (int p = 0; p < count; p++) {
        int w = ((panel + p) * in + k) * PANEL;
        if (halves != null) {
          Halves.widen(halves, w, scratch.weights, 0, steps * PANEL);
        } else {
          RowKernels.widen(integers, w, factors, (panel + p) * PANEL, steps, scratch.weights);
        }
        Product.block(
            x, at + k, in, steps, rows, scratch.weights, 0, k > 0, sums, p * PANEL, width);
      }
    }
  }
}
