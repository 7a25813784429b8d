package io.github.sovits4j.ops;

/**
 * A length that may change from replay to replay: the number of codes, of phones, of frames. A
 * graph is captured for the capacity; the value in force is set by the host before a replay and
 * read by the kernels from device memory.
 *
 * @param name what is counted, for messages
 * @param capacity the largest value, at least 1
 * @param index the place of the value in the graph's array of lengths
 */
public record Length(String name, int capacity, int index) {

  public Length {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "length '" + name + "': expected a capacity of at least 1, got " + capacity);
    }
  }

  /** This length as the extent of an axis. */
  public Dim dim() {
    return new Dim(this, 1);
  }
}
