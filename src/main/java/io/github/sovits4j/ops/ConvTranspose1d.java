package io.github.sovits4j.ops;

import java.util.List;

/**
 * Transposed convolution, the up-sampler of the generator: {@code y[o, s·t + k − p] += weight[i, o,
 * k] · lrelu(x[i, t])} over all i, t, k, plus {@code bias[o]}, with s = stride and p = ⌊(kernel −
 * s) / 2⌋, so that y is s times as long as x, and has one step more where kernel − s is odd.
 *
 * @param x {@code [in, time]}
 * @param weight {@code [in, out, kernel]}
 * @param bias {@code [out]}
 * @param stride up-sampling factor, at most the kernel
 * @param slope slope of the leaky ReLU on x below 0
 * @param y {@code [out, time·stride + (kernel − stride) mod 2]}
 */
public record ConvTranspose1d(
    Tensor x, Tensor weight, Tensor bias, int stride, float slope, Tensor y) implements Operator {

  public ConvTranspose1d {
    String op = "ConvTranspose1d";
    Check.shape(op, "weight", weight, x.dim(0), null, null);
    Check.shape(op, "bias", bias, weight.dim(1));
    Check.that(weight.size(2) >= stride, op, "a kernel of at least the stride", weight);
    Check.shape(op, "y", y, weight.dim(1), null);
    int time = x.size(1) * stride + more(weight.size(2), stride);
    Check.that(y.size(1) == time, op, "y of " + time + " steps", y);
  }

  /** Steps that y has beyond {@code stride} times those of x: 1 or 0. */
  static int more(int kernel, int stride) {
    return (kernel - stride) % 2;
  }

  /** Elements of the full result dropped at each end. */
  public int padding() {
    return (weight.size(2) - stride) / 2;
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, weight, bias);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 2L * x.elements() * weight.size(1) * weight.size(2);
  }
}
