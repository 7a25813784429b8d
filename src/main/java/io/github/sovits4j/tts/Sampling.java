package io.github.sovits4j.tts;

import io.github.sovits4j.model.t2s.SamplerSettings;

/**
 * How semantic codes are drawn; the defaults are upstream's.
 *
 * @param topK how many of the most likely codes are candidates, at least 1; 1 is greedy
 * @param topP probability mass of the candidates; 1 or more is off
 * @param temperature flattens (above 1) or sharpens (below 1) the distribution, at least 0
 * @param repetitionPenalty makes codes that occurred less likely (above 1), above 0; 1 is off
 */
public record Sampling(int topK, float topP, float temperature, float repetitionPenalty) {

  /** Top-k 15, temperature 1, repetition penalty 1.35. */
  public static final Sampling DEFAULT = new Sampling(15, 1f, 1f, 1.35f);

  /** The most likely code each time, repetition penalty 1.35. */
  public static final Sampling GREEDY = DEFAULT.withTopK(1);

  /**
   * @throws RequestException when a value is out of its range
   */
  public Sampling {
    SamplerSettings unused = drawn(topK, topP, temperature, repetitionPenalty);
  }

  /** The same with another number of candidates. */
  public Sampling withTopK(int value) {
    return new Sampling(value, topP, temperature, repetitionPenalty);
  }

  /** The same with another probability mass. */
  public Sampling withTopP(float value) {
    return new Sampling(topK, value, temperature, repetitionPenalty);
  }

  /** The same with another temperature. */
  public Sampling withTemperature(float value) {
    return new Sampling(topK, topP, value, repetitionPenalty);
  }

  /** The same with another penalty. */
  public Sampling withRepetitionPenalty(float value) {
    return new Sampling(topK, topP, temperature, value);
  }

  SamplerSettings drawn() {
    return drawn(topK, topP, temperature, repetitionPenalty);
  }

  private static SamplerSettings drawn(
      int topK, float topP, float temperature, float repetitionPenalty) {
    return SovitsException.translating(
        RequestException::new,
        () -> new SamplerSettings(topK, topP, temperature, repetitionPenalty));
  }
}
