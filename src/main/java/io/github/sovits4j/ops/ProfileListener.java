package io.github.sovits4j.ops;

/**
 * Told what a device did, on the thread that uses the backend. Times are those of {@link
 * System#nanoTime}.
 */
@FunctionalInterface
public interface ProfileListener {

  /**
   * A launch has ended. Launches come in the order of the queue, after the fact: at the latest when
   * the host waits for the device.
   *
   * @param start when the device began
   * @param end when it was done, not before {@code start}
   */
  void launched(LaunchSite site, long start, long end);

  /**
   * A kernel was compiled, or what another process compiled was loaded.
   *
   * @param compilerNanos from Java to the device's language; 0 where kernels are written in it
   * @param driverNanos from there to the device's code, as far as the driver does that at once
   */
  default void compiled(String kernel, long compilerNanos, long driverNanos) {}

  /**
   * Weights went to the device, repacked where its kernels want that.
   *
   * @param bytes on the device
   * @param nanos repacking included
   */
  default void uploaded(long bytes, long nanos) {}
}
