package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Times the operator cases: each verified, warmed up, and timed with a queue that is never empty.
 */
public final class OperatorBench {

  private OperatorBench() {}

  /**
   * Verifies and times the cases that the backend can store.
   *
   * @param wanted which cases
   * @param budget seconds to spend on one, about
   * @param progress sees each when it was verified
   */
  public static List<OperatorTiming> run(
      Backend backend,
      Predicate<OperatorCase> wanted,
      double budget,
      Consumer<OperatorCase> progress) {
    List<OperatorVerifier.Row> rows =
        OperatorVerifier.verify(
            backend,
            operatorCase -> operatorCase.real() && wanted.test(operatorCase),
            row -> progress.accept(row.operatorCase()));
    List<OperatorTiming> timings = new ArrayList<>();
    try (Stopwatch stopwatch = new Stopwatch(backend, budget)) {
      for (OperatorVerifier.Row row : rows) {
        if (row.skipped()) {
          continue;
        }
        try (TimedCase timed = TimedCase.of(row, backend)) {
          timings.add(
              new OperatorTiming(
                  row.operatorCase().toString(),
                  seconds(timed, stopwatch),
                  timed.graph().program().flops(),
                  timed.graph().program().bytes()));
        }
      }
    }
    return timings;
  }

  /** Seconds of one launch, the median of what the stopwatch has time for. */
  static double seconds(TimedCase timed, Stopwatch stopwatch) {
    return timed.advances()
        ? stopwatch.afterReset(timed.graph(), timed::reset).median()
        : stopwatch.perReplay(timed.graph()).median();
  }
}
