package io.github.sovits4j.model.t2s;

import io.github.sovits4j.UserException;

/**
 * How codes are drawn; the defaults are upstream's.
 *
 * @param topK how many of the most likely codes are candidates, at least 1; 1 is greedy
 * @param topP probability mass of the candidates; 1 or more is off
 * @param temperature flattens (above 1) or sharpens (below 1) the distribution, at least 0
 * @param repetitionPenalty makes codes that occurred less likely (above 1), above 0; 1 is off
 */
public record SamplerSettings(int topK, float topP, float temperature, float repetitionPenalty) {

  /** Top-k 15, temperature 1, repetition penalty 1.35. */
  public static final SamplerSettings DEFAULT = new SamplerSettings(15, 1f, 1f, 1.35f);

  public SamplerSettings {
    require(topK >= 1, "top-k", "at least 1", topK);
    require(topP >= 0, "top-p", "at least 0 (1 is off)", topP);
    require(
        temperature >= 0 && Float.isFinite(temperature), "temperature", "0 or more", temperature);
    require(
        repetitionPenalty > 0 && Float.isFinite(repetitionPenalty),
        "repetition penalty",
        "more than 0 (1 is off)",
        repetitionPenalty);
  }

  private static void require(boolean condition, String what, String expected, Number got) {
    if (!condition) {
      throw new UserException(what + ": expected " + expected + ", got " + got + ".");
    }
  }
}
