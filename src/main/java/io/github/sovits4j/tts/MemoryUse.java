package io.github.sovits4j.tts;

/**
 * What is held of a device's memory, in bytes.
 *
 * @param used weights, also those that are still on their way, caches and graphs
 * @param peak the most that was ever held
 * @param capacity the most there can be
 */
public record MemoryUse(long used, long peak, long capacity) {

  /** What is left. */
  public long free() {
    return Math.max(0, capacity - used);
  }
}
