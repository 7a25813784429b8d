package io.github.sovits4j.ops;

import java.util.List;

/**
 * Reverses the order of the channels: {@code y[c, t] = x[n − 1 − c, t]}.
 *
 * @param x {@code [n, time]}
 * @param y {@code [n, time]}
 */
public record FlipChannels(Tensor x, Tensor y) implements Operator {

  public FlipChannels {
    Check.that(x.rank() == 2, "FlipChannels", "x [channels, time]", x);
    Check.that(y.dims().equals(x.dims()), "FlipChannels", "y shaped as x", y);
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
}
