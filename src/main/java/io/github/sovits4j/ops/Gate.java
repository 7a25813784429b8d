package io.github.sovits4j.ops;

import java.util.List;

/**
 * A gated unit: the first half of the channels, through f, times the logistic sigmoid of the second
 * half: {@code y[c, t] = f(x[c, t]) · σ(x[c + n, t]) + residual[c, t]}.
 *
 * @param x {@code [2n, time]}
 * @param tanh whether f is tanh (WaveNet) or the identity (GLU)
 * @param residual {@code [n, time]}, or null
 * @param y {@code [n, time]}
 */
public record Gate(Tensor x, boolean tanh, Tensor residual, Tensor y) implements Operator {

  public Gate {
    Check.that(x.rank() == 2 && x.size(0) % 2 == 0, "Gate", "x [2n, time]", x);
    Check.shape("Gate", "y", y, Dim.of(x.size(0) / 2), x.dim(1));
    if (residual != null) {
      Check.that(residual.dims().equals(y.dims()), "Gate", "residual shaped as y", residual);
    }
  }

  @Override
  public List<Tensor> reads() {
    return Check.present(x, residual);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 10L * y.elements();
  }
}
