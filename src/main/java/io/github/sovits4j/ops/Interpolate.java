package io.github.sovits4j.ops;

import java.util.List;

/**
 * Linear interpolation of the time axis to another length, ends not aligned: with T and T' the
 * lengths in force, {@code s = max(0, (t + 0.5)·T/T' − 0.5)}, {@code i = ⌊s⌋}, {@code f = s − i}:
 * {@code y[c, t] = (1 − f)·x[c, i] + f·x[c, min(i + 1, T − 1)]}.
 *
 * <p>The place is exact in integers: with {@code n = max(0, (2t + 1)·T − T')}, {@code i = n div
 * 2T'} and {@code f = (n mod 2T') / 2T'}; 32 bits suffice below 32768 frames. Formed in 32-bit
 * floats, f keeps only four digits at frame 500.
 *
 * @param x {@code [channels, T]}
 * @param y {@code [channels, T']}
 */
public record Interpolate(Tensor x, Tensor y) implements Operator {

  public Interpolate {
    Check.that(x.rank() == 2, "Interpolate", "x [channels, time]", x);
    Check.shape("Interpolate", "y", y, x.dim(0), null);
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
    return 3L * y.elements();
  }
}
