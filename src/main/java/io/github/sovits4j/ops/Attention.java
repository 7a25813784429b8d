package io.github.sovits4j.ops;

import java.util.List;

/**
 * Attention between time axes, all keys visible, with optional relative positions. Queries are
 * channels {@code qChannel … qChannel+d-1} of q; keys and values likewise channels of kv. Per head
 * h of width w = d/heads, with {@code q̂ = q · scale}:
 *
 * <pre>
 * score(i, j) = q̂_i · k_j  +  [|j − i| ≤ window] q̂_i · relativeKeys[j − i + window]
 * y_i = Σ_j softmax_j(score) · (v_j + [|j − i| ≤ window] relativeValues[j − i + window])
 * </pre>
 *
 * The relative tables are shared by all heads.
 *
 * @param q {@code [.., time]}
 * @param qChannel first query channel
 * @param kv {@code [.., keys]}
 * @param kChannel first key channel
 * @param vChannel first value channel
 * @param heads number of heads, divides d
 * @param scale factor of the queries
 * @param relativeKeys {@code [1, 2·window+1, d/heads]}, or null
 * @param relativeValues {@code [1, 2·window+1, d/heads]}, or null
 * @param y {@code [d, time]}
 */
public record Attention(
    Tensor q,
    int qChannel,
    Tensor kv,
    int kChannel,
    int vChannel,
    int heads,
    float scale,
    Tensor relativeKeys,
    Tensor relativeValues,
    Tensor y)
    implements Operator {

  public Attention {
    String op = "Attention";
    int d = y.size(0);
    Check.that(d % heads == 0, op, heads + " heads dividing " + d, y);
    Check.that(q.rank() == 2 && q.size(0) >= qChannel + d, op, "q with query channels", q);
    Check.that(
        kv.rank() == 2 && kv.size(0) >= Math.max(kChannel, vChannel) + d, op, "kv channels", kv);
    Check.shape(op, "y", y, Dim.of(d), q.dim(1));
    Check.that(
        (relativeKeys == null) == (relativeValues == null), op, "both relative tables or none", y);
    if (relativeKeys != null) {
      Check.shape(op, "relativeKeys", relativeKeys, Dim.of(1), null, Dim.of(d / heads));
      Check.that(relativeKeys.size(1) % 2 == 1, op, "2·window+1 rows", relativeKeys);
      Check.that(relativeValues.dims().equals(relativeKeys.dims()), op, "as keys", relativeValues);
    }
  }

  /** How far the relative tables reach, or -1 without them. */
  public int window() {
    return relativeKeys == null ? -1 : relativeKeys.size(1) / 2;
  }

  @Override
  public List<Tensor> reads() {
    return q == kv
        ? Check.present(q, relativeKeys, relativeValues)
        : Check.present(q, kv, relativeKeys, relativeValues);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 4L * y.elements() * kv.size(1);
  }
}
