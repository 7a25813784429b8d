package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * A matrix product over rows: {@code act(x · Wᵀ + b)}, see {@link Linear}.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}, or null
 * @param activation applied last
 */
public record Dense(Tensor weight, Tensor bias, Activation activation) {

  /** Loads {@code weight} and, where there is one, {@code bias}; no activation. */
  public Dense(Parameters p) {
    this(p.matrix("weight"), p.find("bias"), Activation.NONE);
  }

  /** With an activation behind it. */
  public Dense activated(Activation value) {
    return new Dense(weight, bias, value);
  }

  /** Rows {@code [..., in]} to {@code [..., out]}. */
  public Tensor apply(Ops ops, Tensor x) {
    return ops.linear(x, weight, bias, activation);
  }
}
