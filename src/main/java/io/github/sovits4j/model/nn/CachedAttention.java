package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.Tensor;

/**
 * Rows attend to rows of a cache, and their own keys and values join it, see {@link ProjectQkv},
 * {@link PrefillAttention}, {@link DecodeAttention}. The projection behind is not part of it.
 *
 * @param weight {@code [3d, d]}: query rows, then key, then value
 * @param bias {@code [3d]}
 * @param heads number of heads, divides d
 */
public record CachedAttention(Tensor weight, Tensor bias, int heads) {

  /**
   * The rows of a prompt {@code [batch, rows, d]} to the same: text sees all text, audio the text
   * and the audio before it. They fill the cache from its beginning.
   *
   * @param start I32 {@code [batch]}: first row of each item that is not padding
   * @param textEnd I32 {@code [batch]}: first audio row
   */
  public Tensor prefill(Ops ops, Tensor x, KeyValueCache cache, Tensor start, Tensor textEnd) {
    Tensor q = ops.projectQkv(x, weight, bias, cache.keys(), cache.values(), null);
    return ops.prefillAttention(q, cache.keys(), cache.values(), start, textEnd, heads);
  }

  /**
   * Rows {@code [batch, rows, d]} to the same: every row sees all that are not padding, and nothing
   * is kept.
   *
   * @param start I32 {@code [batch]}: first row of each item that is not padding
   * @param end I32 {@code [batch]}: the number of rows
   */
  public Tensor encode(Ops ops, Tensor x, Tensor start, Tensor end) {
    return attend(ops, project(ops, x), start, end);
  }

  /** Queries, keys and values of rows {@code [batch, rows, d]}. */
  public Ops.Projected project(Ops ops, Tensor x) {
    return ops.projectQkv(x, weight, bias);
  }

  /**
   * What {@link #project} gave, to rows {@code [batch, rows, d]}: text sees all text, audio the
   * text and the audio before it, and nothing is kept.
   *
   * @param start I32 {@code [batch]}: first row of each item that is not padding
   * @param textEnd I32 {@code [batch]}: first audio row
   */
  public Tensor attend(Ops ops, Ops.Projected p, Tensor start, Tensor textEnd) {
    return ops.prefillAttention(p.queries(), p.keys(), p.values(), start, textEnd, heads);
  }

  /**
   * One new row per item {@code [batch, 1, d]} to the same: it sees all before it and itself.
   *
   * @param start I32 {@code [batch]}: first row of each item that is not padding
   * @param position I32 state {@code [batch]}: the row's place in the cache
   */
  public Tensor decode(Ops ops, Tensor x, KeyValueCache cache, Tensor start, Tensor position) {
    Tensor q = ops.projectQkv(x, weight, bias, cache.keys(), cache.values(), position);
    return ops.decodeAttention(q, cache.keys(), cache.values(), start, position, heads);
  }
}
