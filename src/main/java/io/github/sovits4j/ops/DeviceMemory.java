package io.github.sovits4j.ops;

/**
 * What a backend holds of its device's memory, in bytes.
 *
 * @param used weights, also those that are still on their way, states and graphs
 * @param peak the most that was ever held
 * @param capacity the most this backend can hold
 */
public record DeviceMemory(long used, long peak, long capacity) {

  /** What is left. */
  public long free() {
    return Math.max(0, capacity - used);
  }
}
