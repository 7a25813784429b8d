package io.github.sovits4j.audio.encoding;

import java.io.ByteArrayOutputStream;

/** Bytes that are written bit by bit, the highest bit first. */
final class BitSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long bits; // the lower `count` bits wait
  private int count;

  /**
   * @param value its lowest bits are written
   * @param width how many, 0 … 32
   */
  void put(long value, int width) {
    bits = (bits << width) | (value & ((1L << width) - 1));
    count += width;
    while (count >= 8) {
      count -= 8;
      out.write((int) (bits >>> count));
    }
  }

  /** Zeros, then a one. */
  void putUnary(long zeros) {
    for (long left = zeros; left > 0; left -= 32) {
      put(0, (int) Math.min(32, left));
    }
    put(1, 1);
  }

  /** Fills the last byte up with zeros. */
  void align() {
    if (count > 0) {
      put(0, 8 - count);
    }
  }

  /** All whole bytes so far. */
  byte[] bytes() {
    return out.toByteArray();
  }
}
