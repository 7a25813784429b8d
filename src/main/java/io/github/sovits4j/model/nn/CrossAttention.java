package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Addends;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * A time axis attends to another, every step to all of it: {@code out(attention(q(x),
 * kv(memory)))}, see {@link Attention}. Scaled by the root of a head's width.
 *
 * @param q to queries {@code [d]}
 * @param kv to keys and values, stacked {@code [2d]}
 * @param out of what was attended to
 * @param heads number of heads, divides d
 */
public record CrossAttention(Conv q, Conv kv, Conv out, int heads) {

  /**
   * {@code [in, time]} and {@code [in, n]} to {@code [out, time]}.
   *
   * @param memory what x attends to
   * @param addends what the last projection adds
   */
  public Tensor apply(Ops ops, Tensor x, Tensor memory, Addends addends) {
    Tensor queries = q.apply(ops, x); // [d, time]
    Tensor stacked = kv.apply(ops, memory); // [2d, n]
    float scale = SelfAttention.rootOfWidth(queries.size(0), heads);
    return out.apply(ops, ops.crossAttention(queries, stacked, heads, scale), addends);
  }
}
