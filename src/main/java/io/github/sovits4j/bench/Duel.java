package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Two captures of the same work, timed in turns: what drifts on the machine hits both. It closes
 * what it was given.
 */
final class Duel implements AutoCloseable {

  private static final double BATCH_SECONDS = 0.003;
  private static final int LEAST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 41;

  private final Stopwatch stopwatch;
  private final List<TimedCase> one;
  private final List<TimedCase> other;

  Duel(Backend backend, List<TimedCase> one, List<TimedCase> other, LongSupplier nanos) {
    this.stopwatch = new Stopwatch(backend, 0, nanos);
    this.one = one;
    this.other = other;
  }

  /**
   * The time of one as a share of the time of the other: the median over rounds in which both run.
   *
   * @param seconds to spend, about; a few rounds are run in any case
   */
  double ratio(double seconds) {
    long start = stopwatch.now();
    run(one, 1); // the first time builds and warms up
    int times = 1;
    while (run(other, times) < BATCH_SECONDS) {
      times *= 2;
    }
    List<Double> ratios = new ArrayList<>();
    while (ratios.size() < LEAST_ROUNDS
        || (ratios.size() < MOST_ROUNDS && stopwatch.since(start) < seconds)) {
      boolean first = ratios.size() % 2 == 0;
      double a = first ? run(one, times) : 0;
      double b = run(other, times);
      ratios.add((first ? a : run(one, times)) / b);
    }
    return Spread.of(ratios.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  /** Seconds of so many passes over all copies. */
  private double run(List<TimedCase> copies, int times) {
    if (copies.getFirst().advances()) {
      return stopwatch.afterReset(copies.getFirst().graph(), copies.getFirst()::reset, times);
    }
    stopwatch.finish();
    long start = stopwatch.now();
    for (int i = 0; i < times; i++) {
      copies.forEach(copy -> copy.graph().replay());
    }
    stopwatch.finish();
    return stopwatch.since(start);
  }

  @Override
  public void close() {
    one.forEach(TimedCase::close);
    other.forEach(TimedCase::close);
    stopwatch.close();
  }
}
