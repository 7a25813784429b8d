package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.Tensor;

/** Softmax-weighted sums. */
final class AttentionLaunches {

  /** Channels of a head that a work-group makes. */
  private static final String CHUNK = "CHUNK";

  /** Queries that a work-group answers. */
  private static final String QUERIES = "QT";

  private AttentionLaunches() {}

  static void prefill(PrefillAttention op, OpenClGraph g) {
    Shape shape = g.shape(TunedKernel.PREFILL_ATTENTION);
    int rows = op.q().size(1);
    int d = op.q().size(2);
    int width = d / op.heads();
    g.kernel(TunedKernel.PREFILL_ATTENTION, cached(shape, op.keys(), op.heads()))
        .lengths()
        .axis(op.q().dim(1))
        .tensor(op.q())
        .tensor(op.keys())
        .tensor(op.values())
        .tensor(op.start())
        .tensor(op.textEnd())
        .tensor(op.y())
        .integers(rows, d, op.heads(), width, op.keys().size(1))
        .real((float) (1 / Math.sqrt(width)))
        .launch(
            new long[] {shape.lanes()},
            (long) Math.ceilDiv(width, shape.get(CHUNK)) * op.heads(),
            Math.ceilDiv(rows, shape.get(QUERIES)),
            op.q().size(0));
  }

  static void decode(DecodeAttention op, OpenClGraph g) {
    Shape shape = g.shape(TunedKernel.DECODE_ATTENTION);
    int d = op.q().size(2);
    int width = d / op.heads();
    g.kernel(TunedKernel.DECODE_ATTENTION, cached(shape, op.keys(), op.heads()))
        .tensor(op.q())
        .tensor(op.keys())
        .tensor(op.values())
        .tensor(op.start())
        .tensor(op.position())
        .tensor(op.y())
        .integers(d, width, op.keys().size(1))
        .real((float) (1 / Math.sqrt(width)))
        .launch(
            new long[] {shape.lanes()},
            Math.ceilDiv(width, shape.get(CHUNK)),
            op.heads(),
            op.q().size(0));
  }

  private static Shape cached(Shape shape, Tensor keys, int heads) {
    return shape.with("CACHE_BITS", keys.type().bytes() * Byte.SIZE).aligned(keys.size(-1) / heads);
  }

  static void attention(Attention op, OpenClGraph g) {
    int width = op.y().size(0) / op.heads();
    Shape shape = g.shape(TunedKernel.ATTENTION);
    int chunk = shape.get(CHUNK);
    long vectors = shape.lanes() == 1 ? 1 : shape.groupSize() * (chunk + 2);
    g.kernel(TunedKernel.ATTENTION)
        .lengths()
        .axis(op.q().dim(1))
        .axis(op.kv().dim(1))
        .tensor(op.q())
        .tensor(op.kv())
        .tensor(op.relativeKeys())
        .tensor(op.relativeValues())
        .tensor(op.y())
        .integers(op.q().size(1), op.kv().size(1), op.qChannel(), op.kChannel(), op.vChannel())
        .integers(width, op.window())
        .real(op.scale())
        .local(vectors * shape.get(Shape.VEC) * Float.BYTES)
        .vectors(op.q().size(1), op.heads(), Math.ceilDiv(width, chunk));
  }
}
