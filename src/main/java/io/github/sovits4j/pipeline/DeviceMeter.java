package io.github.sovits4j.pipeline;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.ProfileListener;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures the work on a device lap by lap; what its launches did is known where the backend was
 * opened with profiling. Belongs to the device thread.
 */
final class DeviceMeter implements ProfileListener {

  /** The launches of one kind of operator. */
  record Operators(long launches, long nanos, long flops, long bytes) {

    Operators plus(Operators other) {
      return new Operators(
          launches + other.launches, nanos + other.nanos, flops + other.flops, bytes + other.bytes);
    }

    Operators part(int which, int of) {
      return new Operators(
          DeviceLap.part(launches, which, of),
          DeviceLap.part(nanos, which, of),
          DeviceLap.part(flops, which, of),
          DeviceLap.part(bytes, which, of));
    }
  }

  private final Backend backend;
  private final boolean profiling;
  private Map<String, Operators> operators = new LinkedHashMap<>();
  private long busyNanos;
  private long busyUntil = Long.MIN_VALUE; // launches come in the order of the queue
  private long started;
  private long launches;

  /** Listens to a backend from now on. */
  DeviceMeter(Backend backend) {
    this.backend = backend;
    profiling = backend.profile(this);
  }

  @Override
  public void launched(LaunchSite site, long start, long end) {
    operators.merge(
        site.what(), new Operators(1, end - start, site.flops(), site.bytes()), Operators::plus);
    busyNanos += Math.max(0, end - Math.max(start, busyUntil));
    busyUntil = Math.max(busyUntil, end);
  }

  /** A lap begins; what was before it is nobody's. */
  void start() {
    reset(System.nanoTime());
  }

  /** What was done since the last lap ended, or began; the next begins. */
  DeviceLap lap() {
    long now = System.nanoTime();
    DeviceUse use =
        profiling
            ? new DeviceUse(
                busyNanos * 1e-9,
                operators.values().stream().mapToLong(Operators::flops).sum(),
                operators.values().stream().mapToLong(Operators::bytes).sum())
            : null;
    DeviceLap lap = new DeviceLap(now - started, backend.launches() - launches, use, operators);
    reset(now);
    return lap;
  }

  private void reset(long now) {
    started = now;
    launches = backend.launches();
    operators = new LinkedHashMap<>();
    busyNanos = 0;
  }
}
