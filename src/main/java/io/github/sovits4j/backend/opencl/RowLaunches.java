package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.LastRow;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.Tensor;
import java.util.Map;

/** Products over rows. */
final class RowLaunches {

  /** Rows of x and of the matrix that a work-group multiplies. */
  private record Tile(int xRows, int wRows) {}

  private RowLaunches() {}

  static void linear(Linear op, OpenClGraph g) {
    int in = op.x().size(-1);
    int rows = op.x().elements() / in;
    int out = op.weight().size(0);
    Tile tile = tile(rows, g);
    int segment = Math.ceilDiv(out, tile.wRows);
    g.kernel("linear", defines(tile, op.weight(), g))
        .tensor(op.x())
        .matrix(op.weight())
        .tensor(op.bias())
        .tensor(op.y())
        .integers(rows, in, out, segment)
        .activation(op.activation())
        .launch(new long[] {g.tuning().lanes()}, Math.ceilDiv(rows, tile.xRows), segment);
  }

  static void linearResidualNorm(LinearResidualNorm op, OpenClGraph g) {
    int in = op.x().size(-1);
    int rows = op.x().elements() / in;
    int out = op.weight().size(0);
    Tile tile = tile(rows, g);
    int segment = Math.ceilDiv(out, tile.wRows);
    int groups = Math.ceilDiv(rows, tile.xRows);
    g.kernel("linear-residual-norm", defines(tile, op.weight(), g))
        .tensor(op.x())
        .matrix(op.weight())
        .tensor(op.bias())
        .tensor(op.residual())
        .tensor(op.gamma())
        .tensor(op.beta())
        .tensor(op.y())
        .memory(g.counters(groups))
        .integers(rows, in, out, segment)
        .launch(new long[] {g.tuning().lanes()}, groups, segment);
  }

  static void projectQkv(ProjectQkv op, OpenClGraph g) {
    int batch = op.x().size(0);
    int rows = op.x().size(1);
    int d = op.x().size(2);
    Tile tile = tile(batch * rows, g);
    int segment = Math.ceilDiv(3 * d, tile.wRows);
    Map<String, Integer> defines = defines(tile, op.weight(), g);
    defines.put("CACHE_BITS", op.keys().type().bytes() * Byte.SIZE);
    g.kernel("project-qkv", defines)
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
        .launch(new long[] {g.tuning().lanes()}, Math.ceilDiv(batch * rows, tile.xRows), segment);
  }

  static void lastRow(LastRow op, OpenClGraph g) {
    int d = op.x().size(2);
    g.kernel("last-row", g.tuning().defines(1))
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.y())
        .integers(op.x().size(1), d)
        .elements(d, op.x().size(0));
  }

  private static Tile tile(int rows, OpenClGraph g) {
    Tuning tuning = g.tuning();
    return rows < tuning.tile()
        ? new Tile(rows, tuning.vectorRows())
        : new Tile(tuning.tile(), tuning.tile());
  }

  private static Map<String, Integer> defines(Tile tile, Tensor weight, OpenClGraph g) {
    int bits = weight.type().bytes() * Byte.SIZE;
    return g.tuning()
        .defines(g.tuning().lanes(), "XT", tile.xRows, "WT", tile.wRows, "WEIGHT_BITS", bits);
  }
}
