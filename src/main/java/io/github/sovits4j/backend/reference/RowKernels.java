package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.RotatePairs;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.Tensor;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Products over rows; the sums are EJML's. */
final class RowKernels {

  private RowKernels() {}

  static void linear(Linear op, ReferenceGraph g) {
    DMatrixRMaj y = product(op.x(), op.weight(), op.bias(), g);
    for (int i = 0; i < y.data.length; i++) {
      y.data[i] = Activations.act(op.activation(), y.data[i]);
    }
    g.put(op.y(), y);
  }

  static void linearResidualNorm(LinearResidualNorm op, ReferenceGraph g) {
    DMatrixRMaj y = product(op.x(), op.weight(), op.bias(), g);
    CommonOps_DDRM.addEquals(y, g.rows(op.residual()));
    norm(y, op.epsilon(), g.doubles(op.gamma())::at, g.doubles(op.beta())::at);
    g.put(op.y(), y);
  }

  static void rowNorm(RowNorm op, ReferenceGraph g) {
    DMatrixRMaj y = g.rows(op.x());
    norm(y, op.epsilon(), g.doubles(op.gamma())::at, g.doubles(op.beta())::at);
    g.put(op.y(), y);
  }

  static void modulatedNorm(ModulatedNorm op, ReferenceGraph g) {
    DMatrixRMaj y = g.rows(op.x());
    Doubles m = g.doubles(op.modulation());
    int step = g.integers(op.step())[0];
    norm(y, op.epsilon(), c -> m.at(step, op.scaleAt() + c), c -> m.at(step, op.shiftAt() + c));
    g.put(op.y(), y);
  }

  static void gatedLinear(GatedLinear op, ReferenceGraph g) {
    DMatrixRMaj y = product(op.x(), op.weight(), op.bias(), g);
    DMatrixRMaj residual = g.rows(op.residual());
    Doubles m = g.doubles(op.modulation());
    int step = g.integers(op.step())[0];
    for (int r = 0; r < y.numRows; r++) {
      for (int o = 0; o < y.numCols; o++) {
        y.set(r, o, residual.get(r, o) + m.at(step, op.gateAt() + o) * y.get(r, o));
      }
    }
    g.put(op.y(), y);
  }

  static void rotatePairs(RotatePairs op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles table = g.doubles(op.table());
    Doubles y = g.doubles(op.y());
    for (int item = 0; item < x.size(0); item++) {
      for (int r = 0; r < x.size(1); r++) {
        for (int c = 0; c < x.size(2); c++) {
          y.set(item, r, c, x.at(item, r, c));
        }
        for (int c = 0; c < table.size(1); c += 2) {
          double a = x.at(item, r, c);
          double b = x.at(item, r, c + 1);
          double cos = table.at(r, c);
          double sin = table.at(r, c + 1);
          y.set(item, r, c, a * cos - b * sin);
          y.set(item, r, c + 1, b * cos + a * sin);
        }
      }
    }
  }

  static void projectQkv(ProjectQkv op, ReferenceGraph g) {
    Doubles q = g.doubles(op.q());
    Doubles keys = g.doubles(op.keys());
    Doubles values = g.doubles(op.values());
    int rows = q.size(1);
    int d = q.size(2);
    DMatrixRMaj qkv = product(op.x(), op.weight(), op.bias(), g);
    for (int item = 0; item < q.size(0); item++) {
      int first = op.position() == null ? 0 : g.integers(op.position())[item];
      for (int r = 0; r < rows; r++) {
        boolean cached = first + r < keys.size(1);
        for (int c = 0; c < d; c++) {
          q.set(item, r, c, qkv.get(item * rows + r, c));
          if (cached) {
            keys.set(item, first + r, c, qkv.get(item * rows + r, d + c));
            values.set(item, first + r, c, qkv.get(item * rows + r, 2 * d + c));
          }
        }
      }
    }
  }

  static void lastRow(LastRow op, ReferenceGraph g) {
    Doubles x = g.doubles(op.x());
    Doubles y = g.doubles(op.y());
    for (int item = 0; item < x.size(0); item++) {
      for (int c = 0; c < x.size(2); c++) {
        y.set(item, 0, c, x.at(item, x.size(1) - 1, c));
      }
    }
  }

  /** {@code x · Wᵀ + b}. */
  private static DMatrixRMaj product(Tensor x, Tensor weight, Tensor bias, ReferenceGraph g) {
    DMatrixRMaj y = CommonOps_DDRM.multTransB(g.rows(x), g.rows(weight), null);
    Doubles b = g.doubles(bias);
    for (int r = 0; r < y.numRows; r++) {
      for (int o = 0; o < y.numCols; o++) {
        y.add(r, o, b.at(o));
      }
    }
    return y;
  }

  /** {@code LayerNorm(y) · gamma + beta}, row by row. */
  private static void norm(
      DMatrixRMaj y, double epsilon, IntToDoubleFunction gamma, IntToDoubleFunction beta) {
    for (int r = 0; r < y.numRows; r++) {
      double[] row = new double[y.numCols];
      for (int c = 0; c < row.length; c++) {
        row[c] = y.get(r, c);
      }
      double[] normal = Vectors.normalised(row, epsilon);
      for (int c = 0; c < row.length; c++) {
        y.set(r, c, normal[c] * gamma.applyAsDouble(c) + beta.applyAsDouble(c));
      }
    }
  }
}
