package io.github.sovits4j.bench;

import io.github.sovits4j.bench.Intervals.Interval;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.Program;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How busy a device was while a request was spoken, from the times of its launches: between the
 * beginning of the first stage and the end of the last.
 *
 * @param wallSeconds from beginning to end
 * @param busySeconds when at least one launch ran
 * @param launches how many
 * @param stages each stage of the trace, in order
 * @param gaps the longest times without a launch, longest first
 * @param kernels by time on the device, most first; an operator of several kernels is one
 */
public record Profile(
    double wallSeconds,
    double busySeconds,
    long launches,
    List<StageShare> stages,
    List<Gap> gaps,
    List<KernelUse> kernels) {

  private static final int GAPS = 5;

  /** How much of a stage the device was busy. */
  public record StageShare(String stage, double seconds, double busySeconds) {}

  /**
   * A time without a launch.
   *
   * @param atSeconds since the beginning
   * @param stage in which stage most of it lies
   * @param host what the host was doing most of the time
   */
  public record Gap(double atSeconds, double seconds, String stage, String host) {}

  /**
   * All launches for one kind of operator in one graph.
   *
   * @param graph what the graph is for
   * @param operator what is computed
   * @param kernels what was launched for it, by name
   * @param seconds of the device, together
   * @param flops together, at full capacity
   * @param bytes the least to move, together, at full capacity
   * @param graphBytes what one replay of the graph moves: whether a cache could hold it
   */
  public record KernelUse(
      String graph,
      String operator,
      Set<String> kernels,
      long launches,
      double seconds,
      long flops,
      long bytes,
      long graphBytes) {

    private KernelUse plus(KernelUse other) {
      Set<String> both = new TreeSet<>(kernels);
      both.addAll(other.kernels);
      return new KernelUse(
          graph,
          operator,
          both,
          launches + other.launches,
          seconds + other.seconds,
          flops + other.flops,
          bytes + other.bytes,
          Math.max(graphBytes, other.graphBytes));
    }

    /**
     * The share of the device's limit that is reached. The bandwidth is that of a buffer as large
     * as all that a replay moves, for one launch's data is gone from the caches when it comes
     * again.
     */
    public double fraction(Ceilings ceilings) {
      double memory = bytes / ceilings.bandwidth(graphBytes);
      double compute = flops / ceilings.flops();
      double starting = launches * ceilings.launchSeconds();
      return Math.max(starting, Math.max(memory, compute)) / seconds;
    }

    /** What sets the limit. */
    public Ceilings.Bound bound(Ceilings ceilings) {
      double memory = bytes / ceilings.bandwidth(graphBytes);
      double compute = flops / ceilings.flops();
      if (launches * ceilings.launchSeconds() > Math.max(memory, compute)) {
        return Ceilings.Bound.LAUNCH;
      }
      return memory >= compute ? Ceilings.Bound.MEMORY : Ceilings.Bound.COMPUTE;
    }
  }

  /**
   * Sums up what a trace has seen.
   *
   * @throws IllegalArgumentException when there is no stage
   */
  public static Profile of(Timeline trace) {
    List<Trace.StageSpan> stages = trace.stages();
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("the trace has no stage");
    }
    long from = trace.start();
    long to = trace.end();
    List<Trace.LaunchSpan> launches =
        trace.launches().stream().filter(l -> l.end() > from && l.start() < to).toList();
    Intervals busy =
        Intervals.union(launches.stream().map(l -> new Interval(l.start(), l.end())).toList());
    return new Profile(
        (to - from) * 1e-9,
        busy.covered(from, to) * 1e-9,
        launches.size(),
        shares(stages, busy),
        gaps(trace, busy, from, to),
        kernels(launches));
  }

  /** The part of the time in which the device computed. */
  public double busyRatio() {
    return busySeconds / wallSeconds;
  }

  /** Several sentences may be in a stage at once; that time counts once. */
  private static List<StageShare> shares(List<Trace.StageSpan> stages, Intervals busy) {
    Map<String, List<Interval>> spans = new LinkedHashMap<>();
    for (Trace.StageSpan span : stages) {
      spans
          .computeIfAbsent(Trace.nameOf(span.stage()), name -> new ArrayList<>())
          .add(new Interval(span.start(), span.end()));
    }
    List<StageShare> shares = new ArrayList<>();
    spans.forEach(
        (name, all) -> {
          List<Interval> apart = Intervals.union(all).all();
          shares.add(
              new StageShare(
                  name,
                  apart.stream().mapToLong(Interval::length).sum() * 1e-9,
                  apart.stream().mapToLong(i -> busy.covered(i.start(), i.end())).sum() * 1e-9));
        });
    return shares;
  }

  private static List<Gap> gaps(Timeline trace, Intervals busy, long from, long to) {
    return busy.gaps(from, to).stream()
        .sorted(Comparator.comparingLong(Interval::length).reversed())
        .limit(GAPS)
        .map(
            gap ->
                new Gap(
                    (gap.start() - from) * 1e-9,
                    gap.length() * 1e-9,
                    during(trace, gap),
                    host(trace, gap)))
        .toList();
  }

  private static String during(Timeline trace, Interval gap) {
    return trace.stages().stream()
        .filter(span -> gap.overlap(span.start(), span.end()) > 0)
        .max(Comparator.comparingLong(span -> gap.overlap(span.start(), span.end())))
        .map(span -> Trace.nameOf(span.stage()))
        .orElse("between stages");
  }

  /** The call that fills most of the gap; if more of it is outside of all calls, that. */
  private static String host(Timeline trace, Interval gap) {
    Map<String, Long> times = new LinkedHashMap<>();
    long outside = gap.length();
    for (Trace.Span span : trace.spans()) {
      long overlap = gap.overlap(span.start(), span.end());
      if (overlap > 0) {
        String what = span.kind().name().toLowerCase(Locale.ROOT) + " " + span.what();
        times.merge(what, overlap, Long::sum);
        outside -= overlap;
      }
    }
    times.put("outside of the backend", outside);
    return times.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private static List<KernelUse> kernels(List<Trace.LaunchSpan> launches) {
    IdentityHashMap<Program, String> names = new IdentityHashMap<>();
    IdentityHashMap<Program, Long> bytes = new IdentityHashMap<>();
    Map<List<String>, KernelUse> uses = new LinkedHashMap<>();
    for (Trace.LaunchSpan launch : launches) {
      LaunchSite site = launch.site();
      String graph = names.computeIfAbsent(site.program(), Trace::nameOf);
      KernelUse use =
          new KernelUse(
              graph,
              site.what(),
              Set.of(site.kernel()),
              1,
              (launch.end() - launch.start()) * 1e-9,
              site.flops(),
              site.bytes(),
              bytes.computeIfAbsent(site.program(), Program::bytes));
      uses.merge(List.of(graph, site.what()), use, KernelUse::plus);
    }
    List<KernelUse> sorted = new ArrayList<>(uses.values());
    sorted.sort(Comparator.comparingDouble(KernelUse::seconds).reversed());
    return sorted;
  }

  /**
   * Prints it for people, as Markdown.
   *
   * @param ceilings of the device, or null: then without fractions
   * @param most how many kernels
   */
  public void print(Ceilings ceilings, int most, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Device busy %.1f %% of %.1f ms, %d launches:%s.%n%n",
        100 * busyRatio(),
        1e3 * wallSeconds,
        launches,
        stages.stream()
            .map(
                s ->
                    String.format(
                        Locale.ROOT,
                        " %s %.1f %% of %.1f ms",
                        s.stage,
                        100 * s.busySeconds / s.seconds,
                        1e3 * s.seconds))
            .reduce((a, b) -> a + "," + b)
            .orElse(""));
    out.println("| largest gaps: ms | at ms | stage | the host meanwhile |");
    out.println("|---|---|---|---|");
    for (Gap gap : gaps) {
      out.printf(
          Locale.ROOT,
          "| %.3f | %.1f | %s | %s |%n",
          1e3 * gap.seconds,
          1e3 * gap.atSeconds,
          gap.stage,
          gap.host);
    }
    out.printf(
        "%n| graph | operator (kernels) | launches | ms | of busy | GB/s | GFLOP/s | of limit |%n");
    out.println("|---|---|---|---|---|---|---|---|");
    for (KernelUse use : kernels.subList(0, Math.min(most, kernels.size()))) {
      out.printf(
          Locale.ROOT,
          "| %s | %s (%s) | %d | %.2f | %.1f %% | %.1f | %.1f | %s |%n",
          use.graph,
          use.operator,
          String.join(", ", use.kernels),
          use.launches,
          1e3 * use.seconds,
          100 * use.seconds / busySeconds,
          1e-9 * use.bytes / use.seconds,
          1e-9 * use.flops / use.seconds,
          ceilings == null
              ? "?"
              : String.format(
                  Locale.ROOT,
                  "%.0f %% (%s)",
                  100 * use.fraction(ceilings),
                  use.bound(ceilings).name().toLowerCase(Locale.ROOT)));
    }
    out.println();
    out.flush();
  }
}
