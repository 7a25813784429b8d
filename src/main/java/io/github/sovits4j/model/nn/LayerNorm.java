package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.ChannelNorm;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * Layer norm over the channels of every time step, see {@link ChannelNorm}.
 *
 * @param gamma scale {@code [channels]}
 * @param beta shift {@code [channels]}
 */
public record LayerNorm(Tensor gamma, Tensor beta) {

  /** Loads {@code weight} and {@code bias}, or {@code gamma} and {@code beta}. */
  public LayerNorm(Parameters p) {
    this(
        p.get(p.contains("gamma") ? "gamma" : "weight"),
        p.get(p.contains("gamma") ? "beta" : "bias"));
  }

  /** {@code [channels, time]} to the same. */
  public Tensor apply(Ops ops, Tensor x) {
    return ops.channelNorm(x, gamma, beta);
  }
}
