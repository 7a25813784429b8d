package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * Layer norm over the channels of every time step, see {@link ChannelNorm}.
 *
 * @param gamma scale {@code [channels]}
 * @param beta shift {@code [channels]}
 * @param epsilon added to the variance before the root
 */
public record LayerNorm(Tensor gamma, Tensor beta, float epsilon) {

  /** Of all networks but BERT. */
  public static final float EPSILON = 1e-5f;

  /** Loads {@code weight} and {@code bias}, or {@code gamma} and {@code beta}. */
  public LayerNorm(Parameters p) {
    this(p, EPSILON);
  }

  /** The same with another ε. */
  public LayerNorm(Parameters p, float epsilon) {
    this(gamma(p), beta(p), epsilon);
  }

  static Tensor gamma(Parameters p) {
    return p.get(p.contains("gamma") ? "gamma" : "weight");
  }

  static Tensor beta(Parameters p) {
    return p.get(p.contains("beta") ? "beta" : "bias");
  }

  /** {@code [channels, time]} to the same. */
  public Tensor apply(Ops ops, Tensor x) {
    return ops.channelNorm(x, gamma, beta, epsilon);
  }
}
