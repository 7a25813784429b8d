package io.github.sovits4j.ops;

import java.util.List;

/**
 * Layer norm of rows: {@code y[r] = LayerNorm(x[r])}, biased variance.
 *
 * @param x rows {@code [..., d]}
 * @param gamma scale of the norm {@code [d]}
 * @param beta shift of the norm {@code [d]}
 * @param epsilon added to the variance before the root
 * @param y rows {@code [..., d]}
 */
public record RowNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y)
    implements Operator {

  public RowNorm {
    Check.shape("RowNorm", "gamma", gamma, x.dim(-1));
    Check.shape("RowNorm", "beta", beta, x.dim(-1));
    Check.that(y.dims().equals(x.dims()), "RowNorm", "y shaped as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, gamma, beta);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 8L * y.elements();
  }
}
