package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.Tensor;
import java.util.Map;

/** Softmax-weighted sums. */
final class AttentionLaunches {

  /** Floats of a head's values that a work-group keeps while it walks the cache. */
  private static final int CACHE_CHUNK = 32;

  private AttentionLaunches() {}

  static void prefill(PrefillAttention op, OpenClGraph g) {
    Tuning tuning = g.tuning();
    int rows = op.q().size(1);
    int d = op.q().size(2);
    int width = d / op.heads();
    g.kernel("prefill-attention", cached(op.keys(), tuning))
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
            new long[] {tuning.lanes()},
            (long) Math.ceilDiv(width, CACHE_CHUNK) * op.heads(),
            rows,
            op.q().size(0));
  }

  static void decode(DecodeAttention op, OpenClGraph g) {
    Tuning tuning = g.tuning();
    int d = op.q().size(2);
    int width = d / op.heads();
    g.kernel("decode-attention", cached(op.keys(), tuning))
        .tensor(op.q())
        .tensor(op.keys())
        .tensor(op.values())
        .tensor(op.start())
        .tensor(op.position())
        .tensor(op.y())
        .integers(d, width, op.keys().size(1))
        .real((float) (1 / Math.sqrt(width)))
        .launch(
            new long[] {tuning.lanes()},
            Math.ceilDiv(width, CACHE_CHUNK),
            op.heads(),
            op.q().size(0));
  }

  private static Map<String, Integer> cached(Tensor keys, Tuning tuning) {
    int bits = keys.type().bytes() * Byte.SIZE;
    return tuning.defines(tuning.lanes(), "CHUNK", CACHE_CHUNK, "CACHE_BITS", bits);
  }

  static void attention(Attention op, OpenClGraph g) {
    Tuning tuning = g.tuning();
    int width = op.y().size(0) / op.heads();
    g.kernel("attention", tuning.defines(1, "CHUNK", tuning.headChunk()))
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
        .vectors(op.q().size(1), op.heads(), Math.ceilDiv(width, tuning.headChunk()));
  }
}
