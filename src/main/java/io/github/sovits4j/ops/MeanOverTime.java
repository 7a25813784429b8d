package io.github.sovits4j.ops;

import java.util.List;

/**
 * {@code y[c, f] = Σ_t x[c, t · width + f] / T} over the T time steps in force, of {@code width}
 * elements each: the columns of y.
 *
 * @param x {@code [channels, time · width]}
 * @param y {@code [channels, width]}
 */
public record MeanOverTime(Tensor x, Tensor y) implements Operator {

  public MeanOverTime {
    Check.that(x.rank() == 2, "MeanOverTime", "x [channels, time]", x);
    Check.shape("MeanOverTime", "y", y, x.dim(0), null);
    Check.that(
        y.dim(1).fixed() && x.dim(1).factor() % y.size(1) == 0,
        "MeanOverTime",
        "y with the elements of a time step of x " + x,
        y);
  }

  /** Elements of a time step. */
  public int width() {
    return y.size(1);
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
