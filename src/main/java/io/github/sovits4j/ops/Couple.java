package io.github.sovits4j.ops;

import java.util.List;

/**
 * The inverse of a mean-only coupling: the first half of the channels passes, the second loses its
 * predicted mean: {@code y[c] = x[c]}, {@code y[n + c, t] = x[n + c, t] − (bias[c] + Σ_i weight[c,
 * i] · h[i, t])} for {@code c < n}.
 *
 * @param x {@code [2n, time]}
 * @param h {@code [hidden, time]}
 * @param weight {@code [n, hidden, 1]}
 * @param bias {@code [n]}
 * @param y {@code [2n, time]}
 */
public record Couple(Tensor x, Tensor h, Tensor weight, Tensor bias, Tensor y) implements Operator {

  public Couple {
    String op = "Couple";
    Check.that(x.rank() == 2 && x.size(0) % 2 == 0, op, "x [2n, time]", x);
    Dim half = Dim.of(x.size(0) / 2);
    Check.shape(op, "weight", weight, half, h.dim(0), Dim.of(1));
    Check.shape(op, "bias", bias, half);
    Check.shape(op, "h", h, weight.dim(1), x.dim(1));
    Check.that(y.dims().equals(x.dims()), op, "y shaped as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, h, weight, bias);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return (long) y.elements() * h.size(0);
  }
}
