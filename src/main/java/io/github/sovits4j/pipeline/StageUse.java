package io.github.sovits4j.pipeline;

/**
 * What a stage took.
 *
 * @param seconds of the host's time, waiting for the device included
 * @param launches kernels launched
 * @param device what the device did; null where the backend was opened without profiling
 */
public record StageUse(double seconds, long launches, DeviceUse device) {

  StageUse plus(StageUse other) {
    return new StageUse(
        seconds + other.seconds,
        launches + other.launches,
        device == null || other.device == null ? null : device.plus(other.device));
  }
}
