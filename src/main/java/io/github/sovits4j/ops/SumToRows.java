package io.github.sovits4j.ops;

import java.util.List;

/**
 * From channels to rows, with what was added on the way: {@code y[0, t, c] = act(a[c, t] + b[c,
 * t])}.
 *
 * @param a {@code [channels, time]}
 * @param b {@code [channels, time]}
 * @param activation applied last
 * @param y {@code [1, time, channels]}
 */
public record SumToRows(Tensor a, Tensor b, Activation activation, Tensor y) implements Operator {

  public SumToRows {
    Check.that(a.rank() == 2, "SumToRows", "a [channels, time]", a);
    Check.that(b.dims().equals(a.dims()), "SumToRows", "b shaped as a", b);
    Check.shape("SumToRows", "y", y, Dim.of(1), a.dim(1), a.dim(0));
  }

  @Override
  public List<Tensor> reads() {
    return List.of(a, b);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return y.elements();
  }
}
