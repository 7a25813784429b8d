package io.github.sovits4j.ops;

import java.util.List;

/**
 * Global response normalisation: a channel counts by how strong it is beside the others, over the
 * time steps in force.
 *
 * <pre>
 * g_c = √(Σ_t x[c, t]²)        n_c = g_c / (mean_c g + epsilon)
 * y[c, t] = gamma[c] · n_c · x[c, t] + beta[c] + x[c, t]
 * </pre>
 *
 * @param x {@code [channels, time]}
 * @param gamma {@code [channels]}
 * @param beta {@code [channels]}
 * @param epsilon added to the mean
 * @param y {@code [channels, time]}
 */
public record ResponseNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y)
    implements Operator {

  public ResponseNorm {
    Check.that(x.rank() == 2, "ResponseNorm", "x [channels, time]", x);
    Check.shape("ResponseNorm", "gamma", gamma, x.dim(0));
    Check.shape("ResponseNorm", "beta", beta, x.dim(0));
    Check.that(y.dims().equals(x.dims()), "ResponseNorm", "y shaped as x", y);
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
    return 4L * y.elements();
  }
}
