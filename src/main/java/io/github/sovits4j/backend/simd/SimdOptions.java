package io.github.sovits4j.backend.simd;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.TuningTarget;

/**
 * What can be set from outside; defaults fit.
 *
 * @param threads how many threads compute, the caller among them
 * @param tuning file of kernel parameters, {@code off}, or null for the user's own, if there is one
 */
record SimdOptions(int threads, String tuning) {

  static final String THREADS_PROPERTY = "sovits4j.simd.threads";

  private static final int MOST_THREADS = 1024;

  SimdOptions {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new UserException(
          THREADS_PROPERTY + ": expected 1 … " + MOST_THREADS + ", got " + threads + ".");
    }
  }

  /** From system properties; all cores where nothing is said. */
  static SimdOptions ofSystem() {
    String threads = System.getProperty(THREADS_PROPERTY);
    try {
      return new SimdOptions(
          threads == null
              ? Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS)
              : Integer.parseInt(threads),
          TuningTarget.choice(SimdProvider.NAME));
    } catch (NumberFormatException e) {
      throw new UserException(
          THREADS_PROPERTY + ": expected a number of threads, got '" + threads + "'.");
    }
  }
}
