package io.github.sovits4j.ops;

/**
 * What a backend is opened with.
 *
 * @param profiling whether {@link Backend#profile} can be told of launches. Off, a backend makes no
 *     event and reads no clock for it
 */
public record BackendOptions(boolean profiling) {

  /** Everything as it is best for speaking. */
  public static final BackendOptions DEFAULT = new BackendOptions(false);

  /** With profiling, or without it. */
  public BackendOptions withProfiling(boolean value) {
    return new BackendOptions(value);
  }
}
