package io.github.sovits4j.tts;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Where the time of a request went, in seconds. Waiting for other requests is not included, except
 * in {@code firstAudio}.
 *
 * @param stages what each stage took, all sentences together
 * @param codes how many codes were generated
 * @param firstAudio from the call until the samples of the first sentence were there
 */
public record Timings(Map<Stage, StageUse> stages, int codes, double firstAudio) {

  public Timings {
    stages = Collections.unmodifiableMap(new EnumMap<>(stages));
  }

  /** Seconds of a stage. */
  public double seconds(Stage stage) {
    StageUse use = stages.get(stage);
    return use == null ? 0 : use.seconds();
  }

  /** From characters to phones. */
  public double text() {
    return seconds(Stage.TEXT);
  }

  /** S1: phones to codes. */
  public double semantic() {
    return seconds(Stage.PREFILL) + seconds(Stage.DECODE);
  }

  /** S2: codes to samples. */
  public double decode() {
    return seconds(Stage.PRIOR) + seconds(Stage.GENERATOR);
  }

  /** All stages together. */
  public double total() {
    return text() + semantic() + decode();
  }

  /** Kernels launched. */
  public long launches() {
    return stages.values().stream().mapToLong(StageUse::launches).sum();
  }

  /** What the device did; null where the backend was opened without profiling. */
  public DeviceUse device() {
    return stages.values().stream()
        .map(StageUse::device)
        .filter(Objects::nonNull)
        .reduce(DeviceUse::plus)
        .orElse(null);
  }

  /**
   * The part of S1's and S2's time in which the device computed; empty where the backend was opened
   * without profiling.
   */
  public OptionalDouble busyRatio() {
    DeviceUse device = device();
    return device == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(device.busySeconds() / (semantic() + decode()));
  }
}
