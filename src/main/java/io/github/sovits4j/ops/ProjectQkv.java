package io.github.sovits4j.ops;

import java.util.List;

/**
 * Query, key and value projection in one launch; keys and values go straight to the cache: {@code
 * [q k v] = x · Wᵀ + b}, {@code keys[b, first + r] = k}, {@code values[b, first + r] = v}.
 *
 * @param x rows {@code [batch, rows, d]}
 * @param weight {@code [3d, d]}: query rows, then key, then value; F32, F16 or I8
 * @param bias {@code [3d]}
 * @param keys state, or result where nothing is kept {@code [batch, capacity, d]}, F32 or F16
 * @param values as the keys
 * @param position I32 state {@code [batch]}, the cache row of the first row of each item; null: 0.
 *     Rows beyond the capacity are not written
 * @param q queries {@code [batch, rows, d]}
 */
public record ProjectQkv(
    Tensor x, Tensor weight, Tensor bias, Tensor keys, Tensor values, Tensor position, Tensor q)
    implements Operator {

  public ProjectQkv {
    String op = "ProjectQkv";
    int d = x.size(-1);
    Check.that(x.rank() == 3, op, "x of rank 3", x);
    Check.shape(op, "weight", weight, 3 * d, d);
    Check.shape(op, "bias", bias, 3 * d);
    Check.shape(op, "keys", keys, x.dim(0), null, x.dim(2));
    Check.alike(op, "values", values, "keys", keys);
    Check.that(q.dims().equals(x.dims()), op, "q shaped as x " + x, q);
    if (position == null) {
      Check.that(x.size(1) <= keys.size(1), op, "a cache of at least " + x.size(1) + " rows", keys);
    } else {
      Check.shape(op, "position", position, x.dim(0));
      Check.type(op, "position", position, DataType.I32);
    }
  }

  @Override
  public List<Tensor> reads() {
    return Check.present(x, weight, bias, position);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(q, keys, values);
  }

  @Override
  public List<Tensor> narrow() {
    return List.of(weight, keys, values);
  }

  @Override
  public long flops() {
    return 6L * x.elements() * x.size(-1);
  }

  @Override
  public long bytes() {
    return x.bytes() * 2 + x.elements() * 2L * keys.type().bytes() + weight.bytes() + bias.bytes();
  }
}
