package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Addends;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * A convolution over time, with what stands before and behind it: {@code act((W ∗ lrelu(x) + b + …)
 * · scale + …)}, see {@link Conv1d}. With a kernel of 1 it is a matrix product over channels.
 *
 * @param weight {@code [out, in, kernel]}
 * @param bias {@code [out]}, or null
 * @param settings stride, padding, dilation, slope, scale, activation
 */
public record Conv(Tensor weight, Tensor bias, Conv1d.Settings settings) {

  /**
   * Loads {@code weight} and, where there is one, {@code bias}. The convolution keeps the length:
   * stride 1, and half the kernel, which is odd, of zeros at both ends.
   */
  public Conv(Parameters p) {
    this(p.kernel("weight"), p.find("bias"));
  }

  private Conv(Tensor weight, Tensor bias) {
    this(weight, bias, Conv1d.Settings.DEFAULT.same(weight.size(2), 1));
  }

  /** With kernel elements this far apart, keeping the length. */
  public Conv dilated(int dilation) {
    return with(settings.same(weight.size(2), dilation));
  }

  /** With a stride and without padding: {@code (time − kernel) / stride + 1} long. */
  public Conv strided(int stride) {
    return with(settings.same(1, 1).stride(stride));
  }

  /** With a leaky ReLU before it. */
  public Conv leaky(float slope) {
    return with(settings.leaky(slope));
  }

  /** With a factor on everything but a sum that is added. */
  public Conv scaled(float scale) {
    return with(settings.scale(scale));
  }

  /** With an activation behind everything. */
  public Conv activated(Activation activation) {
    return with(settings.activation(activation));
  }

  /** With other settings, where those above do not say it. */
  public Conv with(Conv1d.Settings changed) {
    return new Conv(weight, bias, changed);
  }

  /** {@code [in, time]} to {@code [out, time']}; channels of x beyond {@code in} are not read. */
  public Tensor apply(Ops ops, Tensor x) {
    return apply(ops, x, Addends.NONE);
  }

  /**
   * As above, with something added.
   *
   * @param addends {@code residual(x)}, {@code shift(speaker)}, …
   */
  public Tensor apply(Ops ops, Tensor x, Addends addends) {
    Dim time = ops.convolved(x.dim(1), weight.size(2), settings);
    return ops.conv1d(x, weight, bias, settings, addends, time); // [out, time']
  }
}
