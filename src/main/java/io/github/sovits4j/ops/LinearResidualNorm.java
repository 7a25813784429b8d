package io.github.sovits4j.ops;

import java.util.List;

/**
 * The end of a post-norm transformer block in one launch: {@code y = LayerNorm(residual + x · Wᵀ +
 * b)}, biased variance.
 *
 * @param x rows {@code [..., in]}
 * @param weight {@code [out, in]}, F32, F16 or I8
 * @param bias {@code [out]}
 * @param residual rows {@code [..., out]}
 * @param gamma scale of the norm {@code [out]}
 * @param beta shift of the norm {@code [out]}
 * @param epsilon added to the variance before the root
 * @param y rows {@code [..., out]}
 */
public record LinearResidualNorm(
    Tensor x,
    Tensor weight,
    Tensor bias,
    Tensor residual,
    Tensor gamma,
    Tensor beta,
    float epsilon,
    Tensor y)
    implements Operator {

  public LinearResidualNorm {
    String op = "LinearResidualNorm";
    int out = weight.size(0);
    Check.shape(op, "weight", weight, out, x.size(-1));
    Check.shape(op, "bias", bias, out);
    Check.shape(op, "gamma", gamma, out);
    Check.shape(op, "beta", beta, out);
    Check.that(residual.dims().equals(y.dims()), op, "residual shaped as y " + y, residual);
    Check.that(
        y.size(-1) == out && y.elements() / out == x.elements() / x.size(-1), op, "rows as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, weight, bias, residual, gamma, beta);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public List<Tensor> narrow() {
    return List.of(weight);
  }

  @Override
  public long flops() {
    return 2L * y.elements() * x.size(-1) + 9L * y.elements();
  }
}
