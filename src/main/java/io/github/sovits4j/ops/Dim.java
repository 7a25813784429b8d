package io.github.sovits4j.ops;

import java.util.Objects;

/**
 * The extent of one axis of a tensor: fixed, or a multiple of a {@link Length}. Memory is always
 * laid out for the capacity; only the leading {@linkplain #value part} of an axis holds data, and
 * no operator may read beyond it.
 *
 * @param length what the extent follows, or null when it is fixed
 * @param factor the extent itself when fixed, else how often the length counts
 */
public record Dim(Length length, int factor) {

  public Dim {
    if (factor < 1) {
      throw new IllegalArgumentException("dimension: expected at least 1, got " + factor);
    }
  }

  /** A fixed extent. */
  public static Dim of(int size) {
    return new Dim(null, size);
  }

  /** The largest extent; strides are made of these. */
  public int capacity() {
    return length == null ? factor : Math.multiplyExact(length.capacity(), factor);
  }

  /** The extent in force, given the values of the graph's lengths. */
  public int value(int[] lengths) {
    return length == null ? factor : lengths[length.index()] * factor;
  }

  /** An extent {@code n} times this one. */
  public Dim times(int n) {
    return n == 1 ? this : new Dim(length, Math.multiplyExact(factor, n));
  }

  /** Whether the extent never changes. */
  public boolean fixed() {
    return length == null;
  }

  @Override
  public String toString() {
    if (length == null) {
      return Integer.toString(factor);
    }
    return Objects.toString(length.name()) + (factor == 1 ? "" : "*" + factor) + "<=" + capacity();
  }
}
