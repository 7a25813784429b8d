package io.github.sovits4j.ops;

import java.util.List;

/**
 * Layer norm over the channels of each time step: {@code y[·, t] = LayerNorm(x[·, t])}, biased
 * variance.
 *
 * @param x {@code [channels, time]}
 * @param gamma {@code [channels]}
 * @param beta {@code [channels]}
 * @param epsilon added to the variance before the root
 * @param y {@code [channels, time]}
 */
public record ChannelNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y)
    implements Operator {

  public ChannelNorm {
    Check.that(x.rank() == 2, "ChannelNorm", "x [channels, time]", x);
    Check.shape("ChannelNorm", "gamma", gamma, x.dim(0));
    Check.shape("ChannelNorm", "beta", beta, x.dim(0));
    Check.that(y.dims().equals(x.dims()), "ChannelNorm", "y shaped as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, gamma, beta);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 8L * y.elements();
  }
}
