package io.github.sovits4j.ops;

/**
 * What a backend is opened with.
 *
 * @param profiling whether {@link Backend#profile} can be told of launches. Off, a backend makes no
 *     event and reads no clock for it
 * @param guards whether all memory lies between cells that no kernel may write, which are looked at
 *     when it is given back ({@link Backend#release}, {@link Graph#close}, {@link Backend#close}):
 *     whoever wrote them gets an {@link IllegalStateException} that names the memory. For tests; a
 *     backend whose every tensor is a Java array of its own needs none
 * @param memory the most device memory to hold, in bytes, however much there is
 */
public record BackendOptions(boolean profiling, boolean guards, long memory) {

  /** Everything as it is best for speaking. */
  public static final BackendOptions DEFAULT = new BackendOptions(false, false, Long.MAX_VALUE);

  public BackendOptions {
    if (memory < 1) {
      throw new IllegalArgumentException("memory: expected at least 1 byte, got " + memory);
    }
  }

  /** With profiling, or without it. */
  public BackendOptions withProfiling(boolean value) {
    return new BackendOptions(value, guards, memory);
  }

  /** With guards, or without them. */
  public BackendOptions withGuards(boolean value) {
    return new BackendOptions(profiling, value, memory);
  }

  /** With a limit of memory. */
  public BackendOptions withMemory(long bytes) {
    return new BackendOptions(profiling, guards, bytes);
  }
}
