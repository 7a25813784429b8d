package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.Tensor;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** Products over rows; the sums are EJML's. */
final class RowKernels {

  private RowKernels() {}

  static void linear(Linear op, ReferenceGraph g) {
    float[] y = product(op.x(), op.weight(), g.f(op.y()), g);
    int out = op.weight().size(0);
    int elements = op.y().elements();
    if (op.bias() != null) {
      float[] bias = g.f(op.bias());
      for (int i = 0; i < elements; i++) {
        y[i] += bias[i % out];
      }
    }
    Activations.apply(op.activation(), y, 0, elements);
  }

  static void linearResidualNorm(LinearResidualNorm op, ReferenceGraph g) {
    float[] y = product(op.x(), op.weight(), g.f(op.y()), g);
    float[] bias = g.f(op.bias());
    float[] residual = g.f(op.residual());
    int d = op.weight().size(0);
    for (int i = 0; i < op.y().elements(); i++) {
      y[i] += bias[i % d] + residual[i];
    }
    norm(y, g.f(op.gamma()), g.f(op.beta()), op.epsilon(), d, y, op.y().elements());
  }

  static void rowNorm(RowNorm op, ReferenceGraph g) {
    int d = op.x().size(-1);
    float[] x = g.f(op.x());
    norm(x, g.f(op.gamma()), g.f(op.beta()), op.epsilon(), d, g.f(op.y()), op.y().elements());
  }

  /** Layer norm of rows of d; x and y may be the same. */
  private static void norm(
      float[] x, float[] gamma, float[] beta, float epsilon, int d, float[] y, int elements) {
    for (int row = 0; row < elements; row += d) {
      double sum = 0;
      for (int i = 0; i < d; i++) {
        sum += x[row + i];
      }
      double mean = sum / d;
      double squares = 0;
      for (int i = 0; i < d; i++) {
        squares += (x[row + i] - mean) * (x[row + i] - mean);
      }
      double factor = 1 / Math.sqrt(squares / d + epsilon);
      for (int i = 0; i < d; i++) {
        y[row + i] = (float) ((x[row + i] - mean) * factor) * gamma[i] + beta[i];
      }
    }
  }

  static void projectQkv(ProjectQkv op, ReferenceGraph g) {
    int d = op.x().size(2);
    int rows = op.x().size(1);
    int valid = g.value(op.x().dim(1));
    int capacity = op.keys().size(1);
    float[] q = g.f(op.q());
    float[] keys = g.f(op.keys());
    float[] values = g.f(op.values());
    float[] bias = g.f(op.bias());
    int[] position = g.i(op.position());
    float[] qkv = new float[op.x().elements() * 3];
    product(op.x(), op.weight(), qkv, g);
    for (int row = 0; row < op.x().size(0) * rows; row++) {
      int item = row / rows;
      if (row % rows >= valid) {
        continue;
      }
      int from = row * 3 * d;
      for (int i = 0; i < 3 * d; i++) {
        qkv[from + i] += bias[i];
      }
      System.arraycopy(qkv, from, q, row * d, d);
      int cached = row % rows + (position == null ? 0 : position[item]);
      if (cached < capacity) {
        int to = (item * capacity + cached) * d;
        for (int i = 0; i < d; i++) {
          keys[to + i] = op.keys().type().round(qkv[from + d + i]);
          values[to + i] = op.values().type().round(qkv[from + 2 * d + i]);
        }
      }
    }
  }

  static void lastRow(LastRow op, ReferenceGraph g) {
    int rows = op.x().size(1);
    int last = g.value(op.x().dim(1)) - 1;
    int d = op.x().size(2);
    for (int item = 0; item < op.x().size(0); item++) {
      System.arraycopy(g.f(op.x()), (item * rows + last) * d, g.f(op.y()), item * d, d);
    }
  }

  /** {@code y = x · weightᵀ}. */
  private static float[] product(Tensor x, Tensor weight, float[] y, ReferenceGraph g) {
    int in = x.size(-1);
    int out = weight.size(0);
    int rows = x.elements() / in;
    FMatrixRMaj left = FMatrixRMaj.wrap(rows, in, g.f(x));
    CommonOps_FDRM.mult(left, g.transposed(weight), FMatrixRMaj.wrap(rows, out, y));
    return y;
  }
}
