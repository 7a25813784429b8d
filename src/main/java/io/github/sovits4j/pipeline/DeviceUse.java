package io.github.sovits4j.pipeline;

/**
 * What a device did meanwhile, from the times of its launches.
 *
 * @param busySeconds when at least one launch ran
 * @param flops arithmetic of the launches, at full capacity of their captures
 * @param bytes the least they moved, at full capacity
 */
public record DeviceUse(double busySeconds, long flops, long bytes) {

  DeviceUse plus(DeviceUse other) {
    return new DeviceUse(busySeconds + other.busySeconds, flops + other.flops, bytes + other.bytes);
  }
}
