package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TimeNorm;

/**
 * Every channel normalised over time, see {@link TimeNorm}.
 *
 * @param gamma scale {@code [channels]}
 * @param beta shift {@code [channels]}
 * @param activation applied last
 */
public record OverTimeNorm(Tensor gamma, Tensor beta, Activation activation) {

  /** Loads {@code weight} and {@code bias}; no activation. */
  public OverTimeNorm(Parameters p) {
    this(p.get("weight"), p.get("bias"), Activation.NONE);
  }

  /** With an activation behind it. */
  public OverTimeNorm activated(Activation value) {
    return new OverTimeNorm(gamma, beta, value);
  }

  /** {@code [channels, time]} to the same. */
  public Tensor apply(Ops ops, Tensor x) {
    return ops.timeNorm(x, gamma, beta, LayerNorm.EPSILON, activation);
  }
}
