package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.GroupedConv1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * Convolutions side by side that keep the length, see {@link GroupedConv1d}: half the kernel of
 * zeros at both ends, and what an even kernel gives beyond the length of x is left out.
 *
 * @param weight {@code [out, in, kernel]}
 * @param bias {@code [out]}
 * @param activation applied last
 */
public record GroupedConv(Tensor weight, Tensor bias, Activation activation) {

  /** Loads {@code weight} and {@code bias}; no activation. */
  public GroupedConv(Parameters p) {
    this(p.kernel("weight"), p.get("bias"), Activation.NONE);
  }

  /** With an activation behind it. */
  public GroupedConv activated(Activation value) {
    return new GroupedConv(weight, bias, value);
  }

  /** {@code [groups·in, time]} to {@code [out, time]}. */
  public Tensor apply(Ops ops, Tensor x) {
    int groups = x.size(0) / weight.size(1);
    return ops.groupedConv1d(
        x, weight, bias, groups, weight.size(2) / 2, activation, x.dim(1)); // [out, time]
  }
}
