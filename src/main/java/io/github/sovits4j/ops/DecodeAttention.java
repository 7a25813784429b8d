package io.github.sovits4j.ops;

import java.util.List;

/**
 * Attention of one new row over the cache: the row stands at {@code position[b]} (its key and value
 * are already cached) and sees rows {@code start[b] … position[b]}. Per head: {@code
 * softmax(q·kᵀ/√(d/heads))·v}.
 *
 * @param q queries {@code [batch, 1, d]}
 * @param keys cache {@code [batch, capacity, d]}, F32 or F16
 * @param values cache {@code [batch, capacity, d]}, stored as the keys
 * @param start I32 {@code [batch]}
 * @param position I32 {@code [batch]}; at least start, below the capacity
 * @param heads number of heads, divides d
 * @param y {@code [batch, 1, d]}
 */
public record DecodeAttention(
    Tensor q, Tensor keys, Tensor values, Tensor start, Tensor position, int heads, Tensor y)
    implements Operator {

  public DecodeAttention {
    String op = "DecodeAttention";
    Check.shape(op, "q", q, q.dim(0), Dim.of(1), null);
    Check.that(q.size(2) % heads == 0, op, heads + " heads dividing d", q);
    Check.shape(op, "keys", keys, q.dim(0), null, q.dim(2));
    Check.alike(op, "values", values, "keys", keys);
    Check.shape(op, "start", start, q.dim(0));
    Check.shape(op, "position", position, q.dim(0));
    Check.type(op, "start", start, DataType.I32);
    Check.type(op, "position", position, DataType.I32);
    Check.that(y.dims().equals(q.dims()), op, "y shaped as q", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(q, keys, values, start, position);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public List<Tensor> narrow() {
    return List.of(keys, values);
  }

  @Override
  public long flops() {
    return 4L * keys.elements();
  }
}
