package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.NearestCode;

/** Tables: from ids to vectors and back. */
final class EmbeddingLaunches {

  private EmbeddingLaunches() {}

  static void embedRows(EmbedRows op, OpenClGraph g) {
    int rows = op.y().size(1);
    int d = op.y().size(2);
    g.kernel(TunedKernel.EMBED_ROWS)
        .lengths()
        .axis(op.y().dim(1))
        .tensor(op.ids())
        .tensor(op.start())
        .tensor(op.textEnd())
        .tensor(op.features())
        .tensor(op.textTable())
        .tensor(op.audioTable())
        .tensor(op.positions())
        .real(op.textScale())
        .real(op.audioScale())
        .tensor(op.y())
        .integers(rows, d)
        .elements(d, rows, op.y().size(0));
  }

  static void embedCode(EmbedCode op, OpenClGraph g) {
    int d = op.y().size(2);
    g.kernel(TunedKernel.EMBED_CODE)
        .tensor(op.lastCode())
        .tensor(op.step())
        .tensor(op.promptLength())
        .tensor(op.table())
        .tensor(op.positions())
        .real(op.scale())
        .tensor(op.y())
        .integers(d)
        .elements(d, op.y().size(0));
  }

  static void lookup(Lookup op, OpenClGraph g) {
    g.kernel(TunedKernel.LOOKUP)
        .lengths()
        .axis(op.y().dim(1))
        .tensor(op.ids())
        .tensor(op.table())
        .tensor(op.y())
        .integers(op.y().size(1), op.table().size(1), op.repeat())
        .elements(op.y().size(1), op.y().size(0));
  }

  static void nearestCode(NearestCode op, OpenClGraph g) {
    Shape shape = g.shape(TunedKernel.NEAREST_CODE);
    g.kernel(TunedKernel.NEAREST_CODE)
        .lengths()
        .axis(op.x().dim(1))
        .tensor(op.x())
        .tensor(op.codebook())
        .tensor(op.codes())
        .integers(op.x().size(1), op.x().size(0), op.codebook().size(0))
        .launch(new long[] {shape.lanes()}, Math.ceilDiv(op.x().size(1), shape.get(Shape.VEC)));
  }
}
