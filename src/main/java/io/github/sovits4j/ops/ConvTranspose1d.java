package io.github.sovits4j.ops;

import java.util.List;

/**
 * Transposed convolution, the up-sampler of the generator: {@code y[o, s·t + k − p] += weight[i, o,
 * k] · lrelu(x[i, t])} over all i, t, k, plus {@code bias[o]}, with s = stride and p = (kernel − s)
 * / 2, so that y is exactly s times as long as x.
 *
 * @param x {@code [in, time]}
 * @param weight {@code [in, out, kernel]}
 * @param bias {@code [out]}
 * @param stride up-sampling factor; kernel − stride is even and not negative
 * @param slope slope of the leaky ReLU on x below 0
 * @param y {@code [out, time·stride]}
 */
public record ConvTranspose1d(
    Tensor x, Tensor weight, Tensor bias, int stride, float slope, Tensor y) implements Operator {

  public ConvTranspose1d {
    String op = "ConvTranspose1d";
    Check.shape(op, "weight", weight, x.dim(0), null, null);
    Check.shape(op, "bias", bias, weight.dim(1));
    int excess = weight.size(2) - stride;
    Check.that(excess >= 0 && excess % 2 == 0, op, "kernel = stride + 2·padding", weight);
    Check.shape(op, "y", y, weight.dim(1), x.dim(1).times(stride));
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
