package io.github.sovits4j.ops;

import java.util.List;

/**
 * {@code y[c] = Σ_t x[c, t] / T} over the T time steps in force.
 *
 * @param x {@code [channels, time]}
 * @param y {@code [channels, 1]}
 */
public record MeanOverTime(Tensor x, Tensor y) implements Operator {

  public MeanOverTime {
    Check.that(x.rank() == 2, "MeanOverTime", "x [channels, time]", x);
    Check.shape("MeanOverTime", "y", y, x.dim(0), Dim.of(1));
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return x.elements();
  }
}
