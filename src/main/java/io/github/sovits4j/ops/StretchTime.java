package io.github.sovits4j.ops;

import java.util.List;

/**
 * The time axis stretched, every step as it was: {@code y[c, t] = x[c, ⌊t · divisor / times⌋]}.
 *
 * @param x {@code [channels, T]}
 * @param times how many steps become of {@code divisor}, at least as many
 * @param divisor at least 1
 * @param y {@code [channels, T']}, {@code T' ≤ ⌊T · times / divisor⌋}
 */
public record StretchTime(Tensor x, int times, int divisor, Tensor y) implements Operator {

  public StretchTime {
    String op = "StretchTime";
    Check.that(divisor >= 1 && times >= divisor, op, "times ≥ divisor ≥ 1", times + "/" + divisor);
    Check.that(x.rank() == 2, op, "x [channels, time]", x);
    Check.shape(op, "y", y, x.dim(0), null);
    Check.that(
        y.size(1) <= (long) x.size(1) * times / divisor, op, "a y that x " + x + " covers", y);
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
    return x.bytes() + y.bytes();
  }
}
