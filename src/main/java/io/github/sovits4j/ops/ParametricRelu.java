package io.github.sovits4j.ops;

import java.util.List;

/**
 * ReLU with a learned slope per channel: {@code y[c, t] = x[c, t] ≥ 0 ? x[c, t] : slope[c]·x[c,
 * t]}.
 *
 * @param x {@code [channels, time]}
 * @param slope {@code [channels]}
 * @param y {@code [channels, time]}
 */
public record ParametricRelu(Tensor x, Tensor slope, Tensor y) implements Operator {

  public ParametricRelu {
    Check.that(x.rank() == 2, "ParametricRelu", "x [channels, time]", x);
    Check.shape("ParametricRelu", "slope", slope, x.dim(0));
    Check.that(y.dims().equals(x.dims()), "ParametricRelu", "y shaped as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, slope);
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
