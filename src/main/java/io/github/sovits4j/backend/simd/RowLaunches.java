package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.Tensor;

/** Binds products over rows. */
final class RowLaunches {

  /** From so many rows on they are multiplied in tiles; below one after another. */
  private static final int MANY = Product.ROWS;

  /** Rows of a piece of many. */
  private static final int BLOCK = 16 * Product.ROWS;

  /** Panels of a piece of many. */
  private static final int PANELS = 4;

  /** What becomes of the sums of some rows of an item. */
  @FunctionalInterface
  private interface Finish {

    /**
     * @param item which item
     * @param row first row, within the item
     * @param rows how many
     * @param width elements from row to row in sums
     * @param first first output
     * @param n outputs that exist
     */
    void run(int item, int row, int rows, float[] sums, int width, int first, int n);
  }

  private RowLaunches() {}

  static void linear(Linear op, SimdGraph g) {
    product(
        op.x(),
        op.weight(),
        finish(op.x(), op.weight(), op.bias(), null, op.activation(), op.y(), g),
        g);
  }

  static void linearResidualNorm(LinearResidualNorm op, SimdGraph g) {
    Finish finish =
        finish(op.x(), op.weight(), op.bias(), op.residual(), Activation.NONE, op.y(), g);
    product(op.x(), op.weight(), finish, g);
    float[] y = g.f(op.y());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    int d = op.weight().size(0);
    int cap = rowsOf(op.x());
    int items = op.y().elements() / d / cap;
    g.add(
        () -> items * Math.ceilDiv(rowsInForce(op.x(), g), MANY),
        (piece, scratch) -> {
          int rows = rowsInForce(op.x(), g);
          int blocks = Math.ceilDiv(rows, MANY);
          int from = piece % blocks * MANY;
          int to = Math.min(rows, from + MANY);
          for (int r = from; r < to; r++) {
            NormKernels.row(y, (piece / blocks * cap + r) * d, d, gamma, beta, op.epsilon(), y);
          }
        });
  }

  static void rowNorm(RowNorm op, SimdGraph g) {
    int d = op.x().size(-1);
    int cap = rowsOf(op.x());
    int items = op.y().elements() / d / cap;
    float[] x = g.f(op.x());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    float[] y = g.f(op.y());
    g.add(
        () -> items * rowsInForce(op.x(), g),
        (piece, scratch) -> {
          int rows = rowsInForce(op.x(), g);
          int at = (piece / rows * cap + piece % rows) * d;
          NormKernels.row(x, at, d, gamma, beta, op.epsilon(), y);
        });
  }

  /** The usual end: bias, residual and activation, into rows of y. */
  private static Finish finish(
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor residual,
      Activation activation,
      Tensor y,
      SimdGraph g) {
    int out = weight.size(0);
    int cap = rowsOf(x);
    Epilogue epilogue =
        new Epilogue(
            bias == null ? g.extra(out) : g.f(bias), g.f(residual), null, 1, activation, g.f(y));
    return (item, row, rows, sums, width, first, n) ->
        epilogue.finish(sums, 0, width, rows, first, n, (item * cap + row) * out + first, out);
  }

  static void projectQkv(ProjectQkv op, SimdGraph g) {
    int d = op.x().size(2);
    int cap = op.x().size(1);
    int capacity = op.keys().size(1);
    float[] bias = g.f(op.bias());
    float[] q = g.f(op.q());
    Object keys = g.state(op.keys());
    Object values = g.state(op.values());
    int[] position = g.i(op.position());
    DataType storage = op.keys().type();
    Finish finish =
        (item, row, rows, sums, width, first, n) -> {
          for (int r = 0; r < rows; r++) {
            int sum = r * width;
            ElementKernels.add(sums, sum, bias, first, n);
            // A piece may hold the end of the queries and the beginning of the keys.
            for (int o = first; o < first + n; ) {
              int part = o / d;
              int count = Math.min(first + n, (part + 1) * d) - o;
              int cached = row + r + (position == null ? 0 : position[item]);
              if (part == 0) {
                System.arraycopy(sums, sum + o - first, q, (item * cap + row + r) * d + o, count);
              } else if (cached < capacity) {
                int to = (item * capacity + cached) * d + o - part * d;
                store(sums, sum + o - first, part == 1 ? keys : values, storage, to, count);
              }
              o += count;
            }
          }
        };
    product(op.x(), op.weight(), finish, g);
  }

  private static void store(
      float[] from, int start, Object cache, DataType storage, int to, int n) {
    if (storage == DataType.F16) {
      Halves.narrow(from, start, (short[]) cache, to, n);
    } else {
      System.arraycopy(from, start, (float[]) cache, to, n);
    }
  }

  static void lastRow(LastRow op, SimdGraph g) {
    int cap = op.x().size(1);
    int d = op.x().size(2);
    int items = op.x().size(0);
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    g.add(
        () -> 1,
        (piece, scratch) -> {
          int last = g.value(op.x(), 1) - 1;
          for (int item = 0; item < items; item++) {
            System.arraycopy(x, (item * cap + last) * d, y, item * d, d);
          }
        });
  }

  /** Rows of an item, at capacity. */
  private static int rowsOf(Tensor x) {
    return x.rank() < 2 ? 1 : x.size(-2);
  }

  private static int rowsInForce(Tensor x, SimdGraph g) {
    return x.rank() < 2 ? 1 : g.value(x.dim(-2));
  }

  /**
   * {@code x · Wᵀ}. Few rows: a piece is a few panels that lie far apart, and the rows meet them
   * one after another. Many rows: a piece is a block of them and neighbouring panels.
   */
  private static void product(Tensor x, Tensor weight, Finish finish, SimdGraph g) {
    Matrix matrix = new Matrix(weight, g);
    float[] rows = g.f(x);
    int cap = rowsOf(x);
    int items = x.elements() / matrix.in / cap;
    if (items * cap < MANY) {
      few(matrix, x, rows, items, cap, finish, g);
    } else {
      many(matrix, x, rows, items, cap, finish, g);
    }
  }

  private static void few(
      Matrix matrix, Tensor tensor, float[] x, int items, int cap, Finish finish, SimdGraph g) {
    int segment = Math.ceilDiv(matrix.panels, RowKernels.STREAMS);
    g.want(0, PANEL * RowKernels.STREAMS, matrix.scratch());
    g.add(
        () -> segment,
        (piece, scratch) -> {
          int first = piece * RowKernels.STREAMS;
          int count = Math.min(RowKernels.STREAMS, matrix.panels - first);
          int o = first * PANEL;
          int n = Math.min(count * PANEL, matrix.out - o);
          for (int item = 0; item < items; item++) {
            for (int row = 0; row < rowsInForce(tensor, g); row++) {
              int at = (item * cap + row) * matrix.in;
              matrix.one(x, at, first, count, scratch.sums, 0, scratch);
              finish.run(item, row, 1, scratch.sums, count * PANEL, o, n);
            }
          }
        });
  }

  private static void many(
      Matrix matrix, Tensor tensor, float[] x, int items, int cap, Finish finish, SimdGraph g) {
    int block = BLOCK;
    int groups = Math.ceilDiv(matrix.panels, PANELS);
    g.want(block * matrix.in, block * PANELS * PANEL, matrix.scratch());
    g.add(
        () -> items * Math.ceilDiv(rowsInForce(tensor, g), block) * groups,
        (piece, scratch) -> {
          int inForce = rowsInForce(tensor, g);
          int blocks = Math.ceilDiv(inForce, block);
          int first = piece % groups * PANELS;
          int count = Math.min(PANELS, matrix.panels - first);
          int item = piece / groups / blocks;
          int row = piece / groups % blocks * block;
          int n = Math.min(block, inForce - row);
          float[] from = x;
          int at = (item * cap + row) * matrix.in;
          if (at + Product.padded(n) * matrix.in > items * cap * matrix.in) {
            System.arraycopy(x, at, scratch.inputs, 0, n * matrix.in);
            from = scratch.inputs;
            at = 0;
          }
          matrix.many(from, at, n, first, count, scratch.sums, scratch);
          int o = first * PANEL;
          finish.run(
              item,
              row,
              n,
              scratch.sums,
              count * PANEL,
              o,
              Math.min(count * PANEL, matrix.out - o));
        });
  }
}
