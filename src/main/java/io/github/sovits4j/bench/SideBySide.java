package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorVerifier;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The operators of two backends timed in turns, so that what drifts on the machine hits both. */
public final class SideBySide {

  private static final int TURNS = 5;

  private SideBySide() {}

  /**
   * One operator case on both.
   *
   * @param name operator and case
   * @param one seconds of a launch on the first backend, median of the turns
   * @param other the same on the second
   * @param ratio of the second to the first, median of the turns
   */
  public record Row(String name, double one, double other, double ratio) {}

  /**
   * Verifies and times the cases that both backends can store; those where the second is slowest
   * come first.
   *
   * @param wanted which of the cases at the networks' sizes
   * @param budget seconds to spend on one case and backend, about
   */
  public static List<Row> run(
      Backend one, Backend other, Predicate<OperatorCase> wanted, double budget) {
    Predicate<OperatorCase> real = operatorCase -> operatorCase.real();
    List<OperatorVerifier.Row> ones = OperatorVerifier.verify(one, real.and(wanted), ignored -> {});
    List<OperatorVerifier.Row> others =
        OperatorVerifier.verify(other, real.and(wanted), ignored -> {});
    List<Row> rows = new ArrayList<>();
    try (Stopwatch ofOne = new Stopwatch(one, budget / TURNS);
        Stopwatch ofOther = new Stopwatch(other, budget / TURNS)) {
      for (int i = 0; i < ones.size(); i++) {
        if (ones.get(i).skipped() || others.get(i).skipped()) {
          continue;
        }
        try (TimedCase a = TimedCase.of(ones.get(i), one);
            TimedCase b = TimedCase.of(others.get(i), other)) {
          rows.add(row(ones.get(i).operatorCase().toString(), a, ofOne, b, ofOther));
        }
      }
    }
    rows.sort(Comparator.comparingDouble(Row::ratio).reversed());
    return rows;
  }

  private static Row row(String name, TimedCase a, Stopwatch ofA, TimedCase b, Stopwatch ofB) {
    double[] one = new double[TURNS];
    double[] other = new double[TURNS];
    double[] ratios = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      one[turn] = OperatorBench.seconds(a, ofA);
      other[turn] = OperatorBench.seconds(b, ofB);
      ratios[turn] = other[turn] / one[turn];
    }
    return new Row(
        name, Spread.of(one).median(), Spread.of(other).median(), Spread.of(ratios).median());
  }

  /** Prints rows as a table. */
  public static void print(String one, String other, List<Row> rows, PrintWriter out) {
    out.printf("| operator | %s us | %s us | ratio |%n|---|---|---|---|%n", one, other);
    for (Row row : rows) {
      out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.1f | %.2f |%n",
          row.name,
          1e6 * row.one,
          1e6 * row.other,
          row.ratio);
    }
    out.println();
  }
}
