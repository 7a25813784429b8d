package io.github.sovits4j.ops;

import java.util.List;

/**
 * Blends the start of x with earlier frames, n of them in force: {@code y[c, t] = sin(πt/2n)·x[c,
 * t] + cos(πt/2n)·earlier[c, t]} for {@code t < n}, {@code y[c, t] = x[c, t]} behind.
 *
 * @param x {@code [channels, time]}
 * @param earlier {@code [channels, n]}, n at most the length of x
 * @param y {@code [channels, time]}
 */
public record CrossFade(Tensor x, Tensor earlier, Tensor y) implements Operator {

  public CrossFade {
    Check.that(x.rank() == 2, "CrossFade", "x [channels, time]", x);
    Check.shape("CrossFade", "earlier", earlier, x.dim(0), null);
    Check.that(y.dims().equals(x.dims()), "CrossFade", "y shaped as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, earlier);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 3L * y.elements();
  }
}
