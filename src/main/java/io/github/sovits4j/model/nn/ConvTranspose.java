package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * A transposed convolution, which makes a signal {@code stride} times as long: {@code Wᵀ ∗ lrelu(x)
 * + b}, see {@link ConvTranspose1d}.
 *
 * @param weight {@code [in, out, kernel]}
 * @param bias {@code [out]}
 * @param stride up-sampling factor
 * @param slope slope of the leaky ReLU on x below 0; 1: none
 */
public record ConvTranspose(Tensor weight, Tensor bias, int stride, float slope) {

  /** Loads {@code weight} and {@code bias}; nothing stands before it. */
  public ConvTranspose(Parameters p, int stride) {
    this(p.kernel("weight"), p.get("bias"), stride, 1);
  }

  /** With a leaky ReLU before it. */
  public ConvTranspose leaky(float value) {
    return new ConvTranspose(weight, bias, stride, value);
  }

  /** {@code [in, time]} to {@code [out, stride·time]}. */
  public Tensor apply(Ops ops, Tensor x) {
    return ops.convTranspose1d(x, weight, bias, stride, slope);
  }
}
