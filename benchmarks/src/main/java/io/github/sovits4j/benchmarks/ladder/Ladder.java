package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.bench.Spread;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.Parity;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Times all rungs in turns, in one process, each verified before. */
public final class Ladder {

  private static final double TOLERANCE = 1e-5;
  private static final double WARM_UP_SECONDS = 0.5;
  private static final double BATCH_SECONDS = 0.05;
  private static final int ROUNDS = 9;

  private Ladder() {}

  /** Climbs all ladders; the arguments name the backends whose operators are the last rungs. */
  public static void main(String[] args) {
    run(
        args.length == 0 ? List.of(Backends.AUTO) : List.of(args),
        new PrintWriter(System.out, true, StandardCharsets.UTF_8));
  }

  /**
   * Verifies, times and prints all ladders.
   *
   * @param names backends whose operators are the last rungs
   */
  private static void run(List<String> names, PrintWriter out) {
    List<Backend> backends = new ArrayList<>();
    try (OpenClHost host = new OpenClHost()) {
      names.forEach(name -> backends.add(Backends.open(name)));
      out.println(Machine.here());
      print(MatrixVector.on(host, backends), out);
      print(MatrixProduct.on(backends), out);
      print(Convolution.on(host, backends), out);
    } finally {
      backends.forEach(Backend::close);
    }
  }

  /** Verifies, times and prints one. */
  static void print(Problem problem, PrintWriter out) {
    out.printf("%n%s: ms, median (least … most) of %d rounds in turns%n", problem.name(), ROUNDS);
    List<Spread> spreads = times(problem);
    double slowest = spreads.getFirst().median();
    for (int i = 0; i < spreads.size(); i++) {
      Spread spread = spreads.get(i);
      out.printf(
          Locale.ROOT,
          "  %-42s %8.3f (%.3f … %.3f)  %6.1f GB/s %6.1f GFLOP/s  %5.2f of the first, error %.1e%n",
          problem.rungs().get(i).name(),
          1e3 * spread.median(),
          1e3 * spread.min(),
          1e3 * spread.max(),
          1e-9 * problem.bytes() / spread.median(),
          1e-9 * problem.flops() / spread.median(),
          spread.median() / slowest,
          error(problem.rungs().get(i), problem));
    }
    problem.rungs().forEach(Rung::close);
    out.flush();
  }

  private static List<Spread> times(Problem problem) {
    List<Integer> batches = problem.rungs().stream().map(rung -> prepare(rung, problem)).toList();
    double[][] seconds = new double[problem.rungs().size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < seconds.length; i++) {
        seconds[i][round] = seconds(problem.rungs().get(i), batches.get(i)) / batches.get(i);
      }
    }
    return Arrays.stream(seconds).map(Spread::of).toList();
  }

  /** Verifies, warms up, and says how many computations are long enough to be timed. */
  private static int prepare(Rung rung, Problem problem) {
    double error = error(rung, problem);
    if (!(error <= TOLERANCE)) {
      throw new IllegalStateException(
          rung.name() + " is wrong, so not timed: relative error " + error);
    }
    long start = System.nanoTime();
    int times = 1;
    double took = 0;
    while (took < BATCH_SECONDS || 1e-9 * (System.nanoTime() - start) < WARM_UP_SECONDS) {
      took = seconds(rung, times);
      if (took < BATCH_SECONDS) {
        times *= 2;
      }
    }
    return times;
  }

  private static double error(Rung rung, Problem problem) {
    rung.run(1);
    return Parity.relativeL2(problem.expected(), rung.result());
  }

  private static double seconds(Rung rung, int times) {
    long start = System.nanoTime();
    rung.run(times);
    return 1e-9 * (System.nanoTime() - start);
  }
}
