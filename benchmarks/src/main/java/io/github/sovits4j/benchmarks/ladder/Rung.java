package io.github.sovits4j.benchmarks.ladder;

/** One way to solve a {@link Problem}. */
interface Rung extends AutoCloseable {

  /** Short enough for a table. */
  String name();

  /** Computes this many times; returns when all is done. */
  void run(int times);

  /** What was computed. */
  float[] result();

  @Override
  default void close() {}
}
