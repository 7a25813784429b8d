package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Addends;
import io.github.sovits4j.ops.Attention;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * A time axis attends to itself, every step to all: {@code out(attention(qkv(x)))}, see {@link
 * Attention}.
 *
 * @param qkv to queries, keys and values, stacked {@code [3d]}
 * @param out of what was attended to
 * @param heads number of heads, divides d
 * @param scale factor of the queries
 * @param relativeKeys {@code [1, 2·window+1, d/heads]}, or null
 * @param relativeValues {@code [1, 2·window+1, d/heads]}, or null
 */
public record SelfAttention(
    Conv qkv, Conv out, int heads, float scale, Tensor relativeKeys, Tensor relativeValues) {

  /** Scales by the root of a head's width and knows no positions. */
  public SelfAttention(Conv qkv, Conv out, int heads) {
    this(qkv, out, heads, rootOfWidth(qkv.weight().size(0) / 3, heads), null, null);
  }

  static float rootOfWidth(int d, int heads) {
    return (float) (1 / Math.sqrt((double) d / heads));
  }

  /** With another factor on the queries. */
  public SelfAttention scaled(float factor) {
    return new SelfAttention(qkv, out, heads, factor, relativeKeys, relativeValues);
  }

  /** With a learned key and value for every distance within a window, shared by all heads. */
  public SelfAttention relative(Tensor keys, Tensor values) {
    return new SelfAttention(qkv, out, heads, scale, keys, values);
  }

  /**
   * {@code [in, time]} to {@code [out, time]}.
   *
   * @param addends what the last projection adds: mostly {@code residual(x)}
   */
  public Tensor apply(Ops ops, Tensor x, Addends addends) {
    Tensor stacked = qkv.apply(ops, x); // [3d, time]
    Tensor a = ops.selfAttention(stacked, heads, scale, relativeKeys, relativeValues); // [d, time]
    return out.apply(ops, a, addends);
  }
}
