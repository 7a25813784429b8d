package io.github.sovits4j.pipeline;

import io.github.sovits4j.pipeline.DeviceMeter.Operators;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a piece of work took.
 *
 * @param nanos of the host's time, waiting for the device included
 * @param launches kernels launched
 * @param device what the device did; null where the backend was opened without profiling
 * @param operators the same by operator; empty where it was
 */
record DeviceLap(long nanos, long launches, DeviceUse device, Map<String, Operators> operators) {

  static final DeviceLap NOTHING = new DeviceLap(0, 0, null, Map.of());

  DeviceLap plus(DeviceLap other) {
    Map<String, Operators> sum = new LinkedHashMap<>(operators);
    other.operators.forEach((name, more) -> sum.merge(name, more, Operators::plus));
    return new DeviceLap(
        nanos + other.nanos,
        launches + other.launches,
        device == null ? other.device : other.device == null ? device : device.plus(other.device),
        sum);
  }

  /** One of {@code of} equal parts; all parts together are the whole, to the last launch. */
  DeviceLap part(int which, int of) {
    Map<String, Operators> parts = new LinkedHashMap<>();
    operators.forEach((name, whole) -> parts.put(name, whole.part(which, of)));
    return new DeviceLap(
        part(nanos, which, of),
        part(launches, which, of),
        device == null
            ? null
            : new DeviceUse(
                device.busySeconds() / of,
                part(device.flops(), which, of),
                part(device.bytes(), which, of)),
        parts);
  }

  /** Part of a number; the parts add up. */
  static long part(long whole, int which, int of) {
    return whole * (which + 1) / of - whole * which / of;
  }

  StageUse use() {
    return new StageUse(nanos * 1e-9, launches, device);
  }
}
