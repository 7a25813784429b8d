package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * The end of a post-norm block over rows: {@code LayerNorm(residual + x · Wᵀ + b)}, see {@link
 * LinearResidualNorm}.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}
 * @param gamma scale of the norm {@code [out]}
 * @param beta shift of the norm {@code [out]}
 * @param epsilon added to the variance before the root
 */
public record DenseNorm(Tensor weight, Tensor bias, Tensor gamma, Tensor beta, float epsilon) {

  /**
   * Loads {@code weight} and {@code bias} of both; of the norm also under the older names {@code
   * gamma} and {@code beta}.
   *
   * @param dense of the product
   * @param norm of the norm
   * @param epsilon of the norm
   */
  public DenseNorm(Parameters dense, Parameters norm, float epsilon) {
    this(
        dense.matrix("weight"),
        dense.get("bias"),
        LayerNorm.gamma(norm),
        LayerNorm.beta(norm),
        epsilon);
  }

  /** Rows {@code [..., in]} and, to be added before the norm, {@code [..., out]}, to the latter. */
  public Tensor apply(Ops ops, Tensor x, Tensor residual) {
    return ops.linearResidualNorm(x, weight, bias, residual, gamma, beta, epsilon);
  }
}
