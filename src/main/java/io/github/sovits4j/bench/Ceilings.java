package io.github.sovits4j.bench;

import java.util.Comparator;
import java.util.List;

/**
 * What a device was measured to do at most; every other figure is a fraction of these.
 *
 * @param source how bandwidth and arithmetic were measured
 * @param reads bandwidth by buffer size, smallest first; at least one
 * @param flops floating-point operations a second, a multiply-add counting two
 * @param launchSeconds one operator that does nothing, in a long queue
 * @param roundTripSeconds the same with a look at the device after it
 * @param uploadBytesPerSecond host to device
 * @param downloadBytesPerSecond device to host
 */
public record Ceilings(
    String source,
    List<Read> reads,
    double flops,
    double launchSeconds,
    double roundTripSeconds,
    double uploadBytesPerSecond,
    double downloadBytesPerSecond) {

  /**
   * Reading a buffer over and over.
   *
   * @param bytes its size
   * @param bytesPerSecond how fast
   */
  public record Read(long bytes, double bytesPerSecond) {}

  /** What keeps an operator from being faster. */
  public enum Bound {
    /** Memory traffic. */
    MEMORY,
    /** Arithmetic. */
    COMPUTE,
    /** Starting it costs more than doing it. */
    LAUNCH
  }

  public Ceilings {
    reads = reads.stream().sorted(Comparator.comparingLong(Read::bytes)).toList();
    if (reads.isEmpty()) {
      throw new IllegalArgumentException("expected at least one bandwidth, got none");
    }
  }

  /**
   * The bandwidth that data of this size can hope for: the best of all buffers at least as large,
   * for a smaller one may profit from a cache that this data does not fit in.
   */
  public double bandwidth(long bytes) {
    return reads.stream()
        .filter(read -> read.bytes >= bytes)
        .mapToDouble(Read::bytesPerSecond)
        .max()
        .orElse(reads.getLast().bytesPerSecond);
  }

  /** The bandwidth of main memory: that of the largest buffer. */
  public double memoryBandwidth() {
    return reads.getLast().bytesPerSecond;
  }

  /** The roofline: the least seconds that so much arithmetic on so many bytes can take. */
  public double limitSeconds(long flopCount, long bytes) {
    return Math.max(bytes / bandwidth(bytes), flopCount / flops);
  }

  /** The share of the limit that a measured time reaches: 1 is the limit itself. */
  public double fraction(long flopCount, long bytes, double seconds) {
    return limitSeconds(flopCount, bytes) / seconds;
  }

  /** What bounds so much arithmetic on so many bytes. */
  public Bound bound(long flopCount, long bytes) {
    if (launchSeconds > limitSeconds(flopCount, bytes)) {
      return Bound.LAUNCH;
    }
    return bytes / bandwidth(bytes) >= flopCount / flops ? Bound.MEMORY : Bound.COMPUTE;
  }
}
