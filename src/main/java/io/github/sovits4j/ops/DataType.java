package io.github.sovits4j.ops;

/**
 * What the elements of a tensor are, as the network sees them; a backend may store weights
 * narrower.
 */
public enum DataType {
  /** 32-bit IEEE float. */
  F32,
  /** 32-bit signed integer: ids, counters, seeds. */
  I32;

  /** Bytes of one element. */
  public int bytes() {
    return 4;
  }
}
