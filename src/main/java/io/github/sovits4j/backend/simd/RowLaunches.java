package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ModulatedNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.RotatePairs;
import io.github.sovits4j.ops.RowNorm;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.Tuning;
import java.util.Map;

/** Binds products over rows. */
final class RowLaunches {

  /** Rows of a piece of norms. */
  private static final int NORMS = 6;

  /** What becomes of the sums of some rows. */
  @FunctionalInterface
  private interface Finish {

    /**
     * @param row first row, all items counted on, at their capacity
     * @param rows how many
     * @param sums rows of {@code width} elements
     * @param first first output
     * @param n outputs that exist
     */
    void run(int row, int rows, float[] sums, int width, int first, int n);
  }

  private RowLaunches() {}

  static void linear(Linear op, SimdGraph g) {
    product(
        op.x(), op.weight(), finish(op.weight(), op.bias(), null, op.activation(), op.y(), g), g);
  }

  static void linearResidualNorm(LinearResidualNorm op, SimdGraph g) {
    Finish finish = finish(op.weight(), op.bias(), op.residual(), Activation.NONE, op.y(), g);
    product(op.x(), op.weight(), finish, g);
    float[] y = g.f(op.y());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    int d = op.weight().size(0);
    int cap = rowsOf(op.x());
    int items = op.y().elements() / d / cap;
    g.add(
        () -> items * Math.ceilDiv(rowsInForce(op.x(), g), NORMS),
        (piece, scratch) -> {
          int rows = rowsInForce(op.x(), g);
          int blocks = Math.ceilDiv(rows, NORMS);
          int from = piece % blocks * NORMS;
          int to = Math.min(rows, from + NORMS);
          for (int r = from; r < to; r++) {
            NormKernels.row(y, (piece / blocks * cap + r) * d, d, gamma, beta, op.epsilon(), y);
          }
        });
  }

  static void rowNorm(RowNorm op, SimdGraph g) {
    int d = op.x().size(-1);
    float[] x = g.f(op.x());
    float[] gamma = g.f(op.gamma());
    float[] beta = g.f(op.beta());
    float[] y = g.f(op.y());
    eachRow(op.x(), g, (row, at) -> NormKernels.row(x, at, d, gamma, beta, op.epsilon(), y));
  }

  static void modulatedNorm(ModulatedNorm op, SimdGraph g) {
    int d = op.x().size(-1);
    int width = op.modulation().size(1);
    float[] x = g.f(op.x());
    float[] m = g.f(op.modulation());
    int[] step = g.i(op.step());
    float[] y = g.f(op.y());
    eachRow(
        op.x(),
        g,
        (row, at) -> {
          int of = step[0] * width;
          NormKernels.row(x, at, d, m, of + op.scaleAt(), m, of + op.shiftAt(), op.epsilon(), y);
        });
  }

  static void rotatePairs(RotatePairs op, SimdGraph g) {
    int d = op.x().size(-1);
    int width = op.table().size(1);
    float[] x = g.f(op.x());
    float[] table = g.f(op.table());
    float[] y = g.f(op.y());
    eachRow(
        op.x(),
        g,
        (row, at) -> {
          ElementKernels.turn(x, at, table, row * width, width, y);
          System.arraycopy(x, at + width, y, at + width, d - width);
        });
  }

  /** What becomes of a row: its place in its item, and where its elements begin. */
  @FunctionalInterface
  private interface OfRow {
    void run(int row, int at);
  }

  private static void eachRow(Tensor x, SimdGraph g, OfRow body) {
    int d = x.size(-1);
    int cap = rowsOf(x);
    int items = x.elements() / d / cap;
    g.add(
        () -> items * rowsInForce(x, g),
        (piece, scratch) -> {
          int rows = rowsInForce(x, g);
          int row = piece % rows;
          body.run(row, (piece / rows * cap + row) * d);
        });
  }

  static void gatedLinear(GatedLinear op, SimdGraph g) {
    int out = op.weight().size(0);
    int width = op.modulation().size(1);
    float[] bias = g.f(op.bias());
    float[] m = g.f(op.modulation());
    int[] step = g.i(op.step());
    float[] residual = g.f(op.residual());
    float[] y = g.f(op.y());
    Finish finish =
        (row, rows, sums, pitch, first, n) -> {
          int gate = step[0] * width + op.gateAt() + first;
          for (int r = 0; r < rows; r++) {
            ElementKernels.gated(
                sums, r * pitch, bias, first, m, gate, residual, y, (row + r) * out + first, n);
          }
        };
    product(op.x(), op.weight(), finish, g);
  }

  /** The usual end: bias, residual and activation, into rows of y. */
  private static Finish finish(
      Tensor weight, Tensor bias, Tensor residual, Activation activation, Tensor y, SimdGraph g) {
    int out = weight.size(0);
    Epilogue epilogue =
        new Epilogue(
            bias == null ? g.extra(out) : g.f(bias), g.f(residual), null, 1, activation, g.f(y));
    return (row, rows, sums, width, first, n) ->
        epilogue.finish(sums, 0, width, rows, first, n, row * out + first, out);
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
    Finish finish =
        (row, rows, sums, width, first, n) -> {
          // A piece may hold the end of the queries and the beginning of the keys.
          for (int o = first; o < first + n; ) {
            int part = o / d;
            int count = Math.min(first + n, (part + 1) * d) - o;
            for (int r = 0; r < rows; r++) {
              int sum = r * width + o - first;
              int item = (row + r) / cap;
              int cached = (row + r) % cap + (position == null ? 0 : position[item]);
              if (part == 0) {
                ElementKernels.sum(sums, sum, bias, o, q, (row + r) * d + o, count);
              } else if (cached < capacity) {
                int to = (item * capacity + cached) * d + o - part * d;
                store(sums, sum, bias, o, part == 1 ? keys : values, to, count);
              }
            }
            o += count;
          }
        };
    product(op.x(), op.weight(), finish, g);
  }

  /** {@code cache[to + i] = sums[at + i] + bias[from + i]}. */
  private static void store(
      float[] sums, int at, float[] bias, int from, Object cache, int to, int n) {
    if (cache instanceof short[] halves) {
      ElementKernels.sum(sums, at, bias, from, sums, at, n);
      Halves.narrow(sums, at, halves, to, n);
    } else {
      ElementKernels.sum(sums, at, bias, from, (float[]) cache, to, n);
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

  /** {@code x · Wᵀ}. A piece is a block of rows, as every piece reads its weights, and panels. */
  private static void product(Tensor x, Tensor weight, Finish finish, SimdGraph g) {
    Matrix matrix = new Matrix(weight, g);
    float[] inputs = g.f(x);
    Runs runs = new Runs(x, matrix.in, g);
    boolean few = runs.capacity() <= FewRows.MOST;
    String kernel = few ? SimdKernels.FEW_ROWS : SimdKernels.MANY_ROWS;
    int panels = g.parameter(kernel, SimdKernels.PANELS);
    int block = few ? FewRows.MOST : g.parameter(kernel, SimdKernels.ROWS);
    int groups = Math.ceilDiv(matrix.panels, panels);
    g.want(0, sums(g.tuning()), matrix.scratch());
    g.add(
        () -> runs.count() * Math.ceilDiv(runs.rows(), block) * groups,
        (piece, scratch) -> {
          int blocks = Math.ceilDiv(runs.rows(), block);
          int all = runs.count() * blocks;
          int panel = piece / all * panels; // pieces of the same panels follow each other
          int count = Math.min(panels, matrix.panels - panel);
          int within = piece % blocks * block;
          int row = runs.first(piece % all / blocks) + within;
          int rows = Math.min(block, runs.rows() - within);
          matrix.multiply(inputs, row * matrix.in, rows, panel, count, scratch.sums, scratch);
          int first = panel * PANEL;
          int n = Math.min(count * PANEL, matrix.out - first);
          finish.run(row, rows, scratch.sums, count * PANEL, first, n);
        });
  }

  /** Sums of the largest piece there can be: so much for any number of rows. */
  private static int sums(Tuning tuning) {
    Map<String, Integer> many = tuning.parameters(SimdKernels.MANY_ROWS);
    Map<String, Integer> few = tuning.parameters(SimdKernels.FEW_ROWS);
    return PANEL
        * Math.max(
            many.get(SimdKernels.ROWS) * many.get(SimdKernels.PANELS),
            FewRows.MOST * few.get(SimdKernels.PANELS));
  }

  /** The rows in force: all in one run, or a run per item where not all of an item's are. */
  private record Runs(Tensor x, int items, int cap, SimdGraph g) {

    Runs(Tensor x, int in, SimdGraph g) {
      this(x, x.elements() / in / rowsOf(x), rowsOf(x), g);
    }

    int capacity() {
      return items * cap;
    }

    private boolean one() {
      return rowsInForce(x, g) == cap;
    }

    int count() {
      return one() ? 1 : items;
    }

    int rows() {
      return one() ? items * cap : rowsInForce(x, g);
    }

    int first(int run) {
      return run * cap;
    }
  }
}
