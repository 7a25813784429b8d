package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Snake;
import io.github.sovits4j.ops.Tensor;

/**
 * BigVGAN's activation with a frequency and an amplitude for every channel: {@code x +
 * sin²(e^alpha·x) / (e^beta + 1e-9)} between an up- and a down-sampling, see {@link Snake}.
 *
 * @param frequency {@code e^alpha} {@code [channels]}
 * @param amplitude {@code 1 / (e^beta + 1e-9)} {@code [channels]}
 */
public record SnakeBeta(Tensor frequency, Tensor amplitude) {

  private static final double NEVER_ZERO = 1e-9;

  /** Loads {@code alpha} and {@code beta}, which are logarithms. */
  public SnakeBeta(Parameters p) {
    this(frequency(p), amplitude(p));
  }

  private static Tensor frequency(Parameters p) {
    float[] alpha = p.floats("alpha");
    for (int c = 0; c < alpha.length; c++) {
      alpha[c] = (float) Math.exp(alpha[c]);
    }
    return p.table(p.full("alpha"), alpha, alpha.length);
  }

  private static Tensor amplitude(Parameters p) {
    float[] beta = p.floats("beta");
    for (int c = 0; c < beta.length; c++) {
      beta[c] = (float) (1 / (Math.exp(beta[c]) + NEVER_ZERO));
    }
    return p.table(p.full("beta"), beta, beta.length);
  }

  /** {@code [channels, time]} to the same. */
  public Tensor apply(Ops ops, Tensor x) {
    return ops.snake(x, frequency, amplitude);
  }
}
