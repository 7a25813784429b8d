package io.github.sovits4j.bench;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How long an operator takes.
 *
 * @param name operator and case
 * @param seconds one launch
 * @param flops its arithmetic at full capacity
 * @param bytes the least it moves at full capacity
 */
public record OperatorTiming(String name, double seconds, long flops, long bytes) {

  /** Prints timings, those furthest from their limit first. */
  public static void print(List<OperatorTiming> timings, Ceilings ceilings, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-56s %11s %9s %9s %9s  %s%n",
        "operator/case",
        "us",
        "GB/s",
        "GFLOP/s",
        "of limit",
        "limited by");
    for (OperatorTiming timing : sorted(timings, ceilings)) {
      out.printf(
          Locale.ROOT,
          "%-56s %11.2f %9.2f %9.2f %8.1f%%  %s%n",
          timing.name,
          1e6 * timing.seconds,
          1e-9 * timing.bytes / timing.seconds,
          1e-9 * timing.flops / timing.seconds,
          100 * timing.fraction(ceilings),
          timing.bound(ceilings).name().toLowerCase(Locale.ROOT));
    }
    out.flush();
  }

  /** Those furthest from their limit first. */
  public static List<OperatorTiming> sorted(List<OperatorTiming> timings, Ceilings ceilings) {
    return timings.stream()
        .sorted(Comparator.comparingDouble(timing -> timing.fraction(ceilings)))
        .toList();
  }

  /** The share of the limit that is reached; nothing is faster than its launch. */
  public double fraction(Ceilings ceilings) {
    return Math.max(ceilings.launchSeconds(), ceilings.limitSeconds(flops, bytes)) / seconds;
  }

  /** What sets the limit. */
  public Ceilings.Bound bound(Ceilings ceilings) {
    return ceilings.bound(flops, bytes);
  }
}
