package io.github.sovits4j.ops;

import java.util.List;

/**
 * Every channel normalised over the time steps in force (a group norm with a group per channel):
 * {@code y[c, t] = act((x[c, t] − mean_c) / √(variance_c + epsilon) · gamma[c] + beta[c])}, biased
 * variance.
 *
 * @param x {@code [channels, time]}
 * @param gamma {@code [channels]}
 * @param beta {@code [channels]}
 * @param epsilon added to the variance before the root
 * @param activation applied last
 * @param y {@code [channels, time]}
 */
public record TimeNorm(
    Tensor x, Tensor gamma, Tensor beta, float epsilon, Activation activation, Tensor y)
    implements Operator {

  public TimeNorm {
    Check.that(x.rank() == 2, "TimeNorm", "x [channels, time]", x);
    Check.shape("TimeNorm", "gamma", gamma, x.dim(0));
    Check.shape("TimeNorm", "beta", beta, x.dim(0));
    Check.that(y.dims().equals(x.dims()), "TimeNorm", "y shaped as x", y);
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
