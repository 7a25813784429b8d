package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;

/**
 * The text encoder: codes, phones and speaker to mean and deviation of every latent frame.
 *
 * @param encoder to a hidden sequence
 * @param stats of that
 */
record Prior(SpeechTextEncoder encoder, Conv stats) {

  /**
   * @param p what is below {@code enc_p}
   */
  static Prior load(Parameters p, SovitsConfig config, Tensor codebook) {
    return new Prior(new SpeechTextEncoder(p, config, codebook), new Conv(p.at("proj")));
  }

  /** Mean and logarithm of the deviation: {@code [hidden, time]} to {@code [2·inter, time]}. */
  Tensor stats(Ops ops, Tensor y) {
    return stats.apply(ops, y);
  }
}
