package io.github.sovits4j.ops;

import java.util.List;

/**
 * A draw from the prior: {@code y[c, t] = stats[c, t] + noise[c, t] · exp(stats[n + c, t]) ·
 * scale}.
 *
 * @param stats means, then logarithms of deviations {@code [2n, time]}
 * @param noise standard normal {@code [n, time]}
 * @param scale how much of the noise is used
 * @param y {@code [n, time]}
 */
public record SamplePrior(Tensor stats, Tensor noise, float scale, Tensor y) implements Operator {

  public SamplePrior {
    Check.that(
        stats.rank() == 2 && stats.size(0) == 2 * y.size(0), "SamplePrior", "stats [2n, t]", stats);
    Check.that(noise.dims().equals(y.dims()), "SamplePrior", "noise shaped as y", noise);
    Check.shape("SamplePrior", "y", y, null, stats.dim(1));
  }

  @Override
  public List<Tensor> reads() {
    return List.of(stats, noise);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 4L * y.elements();
  }
}
