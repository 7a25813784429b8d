package io.github.sovits4j.ops;

/**
 * A length that may change from replay to replay: the number of codes, of phones, of frames. A
 * graph is captured for the capacity; the value in force is set by the host before a replay and
 * read by the kernels from device memory.
 *
 * @param name what is counted, for messages
 * @param capacity the largest value, at least 1
 * @param index the place of the value in the graph's array of lengths
 * @param rule how it follows from another length, or null
 */
public record Length(String name, int capacity, int index, Rule rule) {

  /**
   * How one length follows from another, as frames do from samples: {@code (times·base + plus) /
   * divisor}, rounded down.
   *
   * @param base the other length
   * @param times positive
   * @param plus may be negative
   * @param divisor positive
   */
  public record Rule(Length base, int times, int plus, int divisor) {

    /** What follows from a value of the other length. */
    public int value(int baseValue) {
      return Math.floorDiv(Math.addExact(Math.multiplyExact(times, baseValue), plus), divisor);
    }
  }

  public Length {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "length '" + name + "': expected a capacity of at least 1, got " + capacity);
    }
  }

  /** A length that follows no other. */
  public Length(String name, int capacity, int index) {
    this(name, capacity, index, null);
  }

  /** This length as the extent of an axis. */
  public Dim dim() {
    return new Dim(this, 1);
  }
}
