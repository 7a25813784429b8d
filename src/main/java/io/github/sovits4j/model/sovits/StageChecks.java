package io.github.sovits4j.model.sovits;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.SecondStageConfig;

/** What goes into a second stage, and what comes out of it. */
final class StageChecks {

  private StageChecks() {}

  /** Weights may be finite and yet so large that sums of them are not. */
  static float[] finite(float[] values, String what) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new UserException(
            "the model cannot speak: its second stage (S2) gave NaN or infinity in the "
                + what
                + ". Its weights are too large or damaged; take an earlier checkpoint.");
      }
    }
    return values;
  }

  /** Codes, phones, speed and speaker must be such as the network takes. */
  static void input(DecodeInput input, SecondStageConfig config) {
    ids("semantic code", input.codes(), config.codebookSize());
    ids("phone id", input.phones(), config.phoneSymbols());
    if (!(input.speed() > 0) || Double.isInfinite(input.speed())) {
      throw new UserException("speed: expected more than 0, got " + input.speed() + ".");
    }
    if (input.speaker().length != config.gin()) {
      throw new IllegalArgumentException(
          "speaker: expected " + config.gin() + " values, got " + input.speaker().length);
    }
  }

  private static void ids(String what, int[] ids, int limit) {
    if (ids.length == 0) {
      throw new UserException("expected at least one " + what + ", got none.");
    }
    for (int id : ids) {
      if (id < 0 || id >= limit) {
        throw new UserException(
            what + ": expected 0 … " + (limit - 1) + ", got " + id + "; do S1, S2 and text fit?");
      }
    }
  }

  /** There must be so many numbers of noise. */
  static void noise(float[] noise, int rows, int frames) {
    if (frames < 1 || noise.length != rows * frames) {
      throw new IllegalArgumentException(
          "noise: expected " + rows + " x " + frames + " values, got " + noise.length);
    }
  }
}
