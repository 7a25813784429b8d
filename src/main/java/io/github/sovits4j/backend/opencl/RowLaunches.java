package io.github.sovits4j.backend.opencl;

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

/** Products over rows. */
final class RowLaunches {

  private static final String XT = "XT";
  private static final String WT = "WT";
  private static final String SLAB = "SLAB";

  /** Elements of a tile that a work-item of a team has. */
  private static final int TEAM_ELEMENTS = 16;

  /** Floats behind a column of a slab. */
  private static final int PITCH_SURPLUS = 4;

  /** Fewer rows are few. */
  static final int FEW_ROWS = 4;

  /**
   * From here on rows are many: a prompt's. Fewer, a batch's, make too few of a GPU's large tiles:
   * on an H100 a step of 32 sentences took two and a half times as long with them.
   */
  private static final int MANY_ROWS = 96;

  /** A kernel with the rows of x and of the matrix that a work-group multiplies. */
  private record Use(TunedKernel kernel, Shape shape) {
    int xRows() {
      return shape.get(XT);
    }

    int wRows() {
      return shape.get(WT);
    }
  }

  /**
   * The uses of a kernel: few rows of x are one tile and the matrix is read once, in 32 bits or
   * fewer; more rows are tiles of their own shape, and so are many.
   */
  private record Uses(TunedKernel row, TunedKernel narrowRow, TunedKernel rows, TunedKernel many) {

    Use use(int count, Tensor weight, OpenClGraph g) {
      boolean few = count < FEW_ROWS;
      boolean narrow = weight.type().bytes() < Float.BYTES;
      TunedKernel kernel = few ? (narrow ? narrowRow : row) : count < MANY_ROWS ? rows : many;
      Shape shape = g.shape(kernel);
      return new Use(
          kernel,
          shape
              .with(XT, few ? count : Math.min(count, shape.get(XT)))
              .with("WEIGHT_BITS", weight.type().bytes() * Byte.SIZE)
              .aligned(weight.size(1)));
    }
  }

  private static final Uses LINEAR =
      new Uses(
          TunedKernel.LINEAR_ROW,
          TunedKernel.LINEAR_ROW_NARROW,
          TunedKernel.LINEAR_ROWS,
          TunedKernel.LINEAR_MANY);

  private static final Uses LINEAR_RESIDUAL_NORM =
      new Uses(
          TunedKernel.LINEAR_RESIDUAL_NORM_ROW,
          TunedKernel.LINEAR_RESIDUAL_NORM_ROW_NARROW,
          TunedKernel.LINEAR_RESIDUAL_NORM_ROWS,
          TunedKernel.LINEAR_RESIDUAL_NORM_MANY);

  private static final Uses PROJECT_QKV =
      new Uses(
          TunedKernel.PROJECT_QKV_ROW,
          TunedKernel.PROJECT_QKV_ROW_NARROW,
          TunedKernel.PROJECT_QKV_ROWS,
          TunedKernel.PROJECT_QKV_MANY);

  /** Never few: its rows are the frames of a sentence. */
  private static final Uses GATED_LINEAR =
      new Uses(
          TunedKernel.GATED_LINEAR_ROWS,
          TunedKernel.GATED_LINEAR_ROWS,
          TunedKernel.GATED_LINEAR_ROWS,
          TunedKernel.GATED_LINEAR_MANY);

  private RowLaunches() {}

  /**
   * Bytes of local memory of a group that multiplies many rows by way of it, as {@code matrix.clh}
   * divides it; 0 for other shapes.
   */
  static long localBytes(Shape shape) {
    if (!shape.values().containsKey(XT) || !shape.values().containsKey(SLAB)) {
      return 0;
    }
    int tile = shape.get(XT) * shape.get(WT);
    int teams = shape.lanes() / (tile / TEAM_ELEMENTS);
    int place = shape.get(SLAB) * (shape.get(XT) + shape.get(WT) + 2 * PITCH_SURPLUS);
    return (long) teams * (teams > 1 ? Math.max(place, tile) : place) * Float.BYTES;
  }

  static void linear(Linear op, OpenClGraph g) {
    int in = op.x().size(-1);
    int rows = op.x().elements() / in;
    int out = op.weight().size(0);
    Use use = LINEAR.use(rows, op.weight(), g);
    int segment = Math.ceilDiv(out, use.wRows());
    g.kernel(use.kernel, use.shape)
        .tensor(op.x())
        .matrix(op.weight())
        .tensor(op.bias())
        .tensor(null)
        .tensor(op.y())
        .integers(rows, in, out, segment)
        .activation(op.activation())
        .launch(new long[] {use.shape.lanes()}, Math.ceilDiv(rows, use.xRows()), segment);
  }

  /**
   * One launch for the few rows of a decode step, where launches count; two for many rows, where
   * handing elements from group to group would.
   */
  static void linearResidualNorm(LinearResidualNorm op, OpenClGraph g) {
    int in = op.x().size(-1);
    int rows = op.x().elements() / in;
    int out = op.weight().size(0);
    Use use = LINEAR_RESIDUAL_NORM.use(rows, op.weight(), g);
    int segment = Math.ceilDiv(out, use.wRows());
    int groups = Math.ceilDiv(rows, use.xRows());
    long[] lanes = {use.shape.lanes()};
    Binding product =
        g.kernel(use.kernel, use.shape)
            .tensor(op.x())
            .matrix(op.weight())
            .tensor(op.bias())
            .tensor(op.residual());
    if (rows < FEW_ROWS) {
      product
          .tensor(op.gamma())
          .tensor(op.beta())
          .tensor(op.y())
          .memory(g.scratch(GraphMemory.scratch(op)))
          .memory(g.counters(groups))
          .integers(rows, in, out, segment)
          .real(op.epsilon())
          .launch(lanes, groups, segment);
      return;
    }
    product
        .tensor(op.y())
        .integers(rows, in, out, segment)
        .activation(Activation.NONE)
        .launch(lanes, groups, segment);
    rowNorm(op.y(), op.gamma(), op.beta(), op.epsilon(), op.y(), g);
  }

  static void rowNorm(RowNorm op, OpenClGraph g) {
    rowNorm(op.x(), op.gamma(), op.beta(), op.epsilon(), op.y(), g);
  }

  private static void rowNorm(
      Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y, OpenClGraph g) {
    int d = y.size(-1);
    g.kernel(TunedKernel.ROW_NORM)
        .tensor(x)
        .tensor(gamma)
        .tensor(beta)
        .real(epsilon)
        .tensor(y)
        .integers(d)
        .launch(new long[] {g.shape(TunedKernel.ROW_NORM).lanes()}, y.elements() / d);
  }

  static void modulatedNorm(ModulatedNorm op, OpenClGraph g) {
    int d = op.y().size(-1);
    g.kernel(TunedKernel.MODULATED_NORM)
        .tensor(op.x())
        .tensor(op.modulation())
        .tensor(op.step())
        .real(op.epsilon())
        .tensor(op.y())
        .integers(d, op.modulation().size(1), op.scaleAt(), op.shiftAt())
        .launch(new long[] {g.shape(TunedKernel.MODULATED_NORM).lanes()}, op.y().elements() / d);
  }

  static void gatedLinear(GatedLinear op, OpenClGraph g) {
    int in = op.x().size(-1);
    int rows = op.x().elements() / in;
    int out = op.weight().size(0);
    Use use = GATED_LINEAR.use(rows, op.weight(), g);
    int segment = Math.ceilDiv(out, use.wRows());
    g.kernel(use.kernel, use.shape)
        .tensor(op.x())
        .matrix(op.weight())
        .tensor(op.bias())
        .tensor(op.modulation())
        .tensor(op.step())
        .tensor(op.residual())
        .tensor(op.y())
        .integers(rows, in, out, segment, op.modulation().size(1), op.gateAt())
        .launch(new long[] {use.shape.lanes()}, Math.ceilDiv(rows, use.xRows()), segment);
  }

  static void rotatePairs(RotatePairs op, OpenClGraph g) {
    int rows = op.x().size(1);
    int d = op.x().size(2);
    g.kernel(TunedKernel.ROTATE_PAIRS)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.table())
        .tensor(op.y())
        .integers(rows, d, op.table().size(1))
        .elements(d, rows, op.x().size(0));
  }

  static void projectQkv(ProjectQkv op, OpenClGraph g) {
    int batch = op.x().size(0);
    int rows = op.x().size(1);
    int d = op.x().size(2);
    Use use = PROJECT_QKV.use(batch * rows, op.weight(), g);
    int segment = Math.ceilDiv(3 * d, use.wRows());
    g.kernel(use.kernel, use.shape.with("CACHE_BITS", op.keys().type().bytes() * Byte.SIZE))
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .matrix(op.weight())
        .tensor(op.bias())
        .tensor(op.keys())
        .tensor(op.values())
        .tensor(op.position())
        .tensor(op.q())
        .integers(batch, rows, d, op.keys().size(1), segment)
        .launch(new long[] {use.shape.lanes()}, Math.ceilDiv(batch * rows, use.xRows()), segment);
  }

  static void lastRow(LastRow op, OpenClGraph g) {
    int d = op.x().size(2);
    g.kernel(TunedKernel.LAST_ROW)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(op.x().size(1), d)
        .elements(d, op.x().size(0));
  }
}
