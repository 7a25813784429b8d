package io.github.sovits4j.ops;

import java.util.List;

/**
 * The first or the last time steps: with T and n the lengths in force, {@code y[c, t] = x[c, t]} or
 * {@code y[c, t] = x[c, T − n + t]} for {@code t < n ≤ T}.
 *
 * @param x {@code [channels, T]}
 * @param last whether the end is taken
 * @param y {@code [channels, n]}
 */
public record SliceTime(Tensor x, boolean last, Tensor y) implements Operator {

  public SliceTime {
    Check.that(x.rank() == 2, "SliceTime", "x [channels, time]", x);
    Check.shape("SliceTime", "y", y, x.dim(0), null);
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
    return 0;
  }

  @Override
  public long bytes() {
    return 2 * y.bytes();
  }
}
