package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * Layer norm of rows, see {@link io.github.sovits4j.ops.RowNorm}.
 *
 * @param gamma scale {@code [d]}
 * @param beta shift {@code [d]}
 * @param epsilon added to the variance before the root
 */
public record RowLayerNorm(Tensor gamma, Tensor beta, float epsilon) {

  /** Loads {@code weight} and {@code bias}, or {@code gamma} and {@code beta}. */
  public RowLayerNorm(Parameters p, float epsilon) {
    this(LayerNorm.gamma(p), LayerNorm.beta(p), epsilon);
  }

  /** Rows {@code [..., d]} to the same. */
  public Tensor apply(Ops ops, Tensor x) {
    return ops.rowNorm(x, gamma, beta, epsilon);
  }
}
