package io.github.sovits4j.pipeline;

import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.ProfileListener;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up what a device did since it was last asked. */
final class DeviceMeter implements ProfileListener {

  /** The launches of one kind of operator. */
  static final class Operators {
    long launches;
    long nanos;
    long flops;
    long bytes;
  }

  private final Map<String, Operators> operators = new LinkedHashMap<>();
  private long busyNanos;
  private long busyUntil = Long.MIN_VALUE; // launches come in the order of the queue

  @Override
  public void launched(LaunchSite site, long start, long end) {
    Operators sum = operators.computeIfAbsent(site.what(), what -> new Operators());
    sum.launches++;
    sum.nanos += end - start;
    sum.flops += site.flops();
    sum.bytes += site.bytes();
    busyNanos += Math.max(0, end - Math.max(start, busyUntil));
    busyUntil = Math.max(busyUntil, end);
  }

  /** By operator. */
  Map<String, Operators> operators() {
    return operators;
  }

  DeviceUse use() {
    return new DeviceUse(
        busyNanos * 1e-9,
        operators.values().stream().mapToLong(sum -> sum.flops).sum(),
        operators.values().stream().mapToLong(sum -> sum.bytes).sum());
  }

  void reset() {
    operators.clear();
    busyNanos = 0;
  }
}
