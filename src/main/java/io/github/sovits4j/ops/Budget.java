package io.github.sovits4j.ops;

import java.util.Locale;

/** Counts the memory that a backend holds, to the byte, and refuses what goes beyond its bounds. */
public final class Budget {

  private final String device;
  private final long capacity;
  private long used;
  private long peak;

  /**
   * Nothing is held yet.
   *
   * @param device whose memory it is, for messages
   * @param capacity the most that may be held, in bytes
   */
  public Budget(String device, long capacity) {
    this.device = device;
    this.capacity = capacity;
  }

  /**
   * Asks whether so much could be taken; takes nothing.
   *
   * @param what what it is for, for the message
   * @throws DeviceMemoryException when it does not fit
   */
  public void require(String what, long bytes) {
    if (bytes > capacity - used) {
      throw new DeviceMemoryException(
          String.format(
              Locale.ROOT,
              "%s needs %.3f MB on %s, where %.3f of the %.3f MB that may be used are free; ask for"
                  + " less at once, allow more memory, or choose another device.",
              what,
              bytes / 1e6,
              device,
              (capacity - used) / 1e6,
              capacity / 1e6));
    }
  }

  /**
   * Counts memory that is about to be allocated.
   *
   * @param what what it is for, for the message
   * @throws DeviceMemoryException when it does not fit; then nothing is counted
   */
  public void take(String what, long bytes) {
    require(what, bytes);
    used += bytes;
    peak = Math.max(peak, used);
  }

  /** Counts memory that was given back. */
  public void give(long bytes) {
    if (bytes > used) {
      throw new IllegalStateException(
          "memory: expected at most " + used + " bytes to come back, got " + bytes);
    }
    used -= bytes;
  }

  /** What is held. */
  public DeviceMemory memory() {
    return new DeviceMemory(used, peak, capacity);
  }
}
