package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.BatchBench;
import io.github.sovits4j.bench.BenchResult;
import io.github.sovits4j.bench.BenchResult.BackendResult;
import io.github.sovits4j.bench.BenchWriter;
import io.github.sovits4j.bench.Ceilings;
import io.github.sovits4j.bench.DeviceReport;
import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.bench.OperatorBench;
import io.github.sovits4j.bench.OperatorTiming;
import io.github.sovits4j.bench.ProfilingCost;
import io.github.sovits4j.bench.SideBySide;
import io.github.sovits4j.bench.StagedBench;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.OperatorCase;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits bench}: where the time goes, stage by stage and operator by operator. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Times a model stage by stage, and with --operators every operator against the measured"
            + " limits of the device.")
final class BenchCommand implements Callable<Integer> {

  private static final Path RESULTS = Path.of("benchmarks", "results");

  @Mixin private BenchTarget target;
  @Mixin private RequestBenches requests;

  @Option(
      names = "--sentences",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "SHORT,MEDIUM,LONG",
      description = "Which: ${COMPLETION-CANDIDATES} (default all).")
  private List<StagedBench.Sentence> sentences;

  @Option(names = "--operators", description = "Also verify and time every operator.")
  private boolean operators;

  @Option(
      names = "--only",
      paramLabel = "GLOB",
      description =
          "With --operators or --side-by-side: only these operators or cases, for example 'Conv*' or"
              + " 'Linear/1x*'; may be given several times.")
  private List<String> only = List.of();

  @Option(
      names = "--side-by-side",
      description =
          "Time every operator on the two backends in turns and print the ratios; nothing else.")
  private boolean sideBySide;

  @Option(
      names = "--profiling-cost",
      paramLabel = "ROUNDS",
      defaultValue = "0",
      description =
          "Also let backends with and without profiling take turns so many times, to show what"
              + " profiling costs.")
  private int profilingRounds;

  @Option(
      names = "--seconds",
      paramLabel = "X",
      defaultValue = "0.3",
      description = "Time for each ceiling, operator and figure of --side-by-side (default 0.3).")
  private double seconds;

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8",
      description = "How many sentences at once S1 is timed with (default 1,2,4,8).")
  private List<Integer> batches;

  @Option(
      names = "--only-batches",
      description = "Time S1 with so many sentences at once (--batches); nothing else.")
  private boolean onlyBatches;

  @Option(
      names = "--no-plots",
      description = "Draw nothing: for machines without fonts or the JDK's desktop module.")
  private boolean noPlots;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "bench",
      description = "Folder for bench.json, bench.md and the plots (default bench).")
  private Path output;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "File to append a line per backend to (default benchmarks/results/history.jsonl where that"
              + " folder is, else history.jsonl beside the results).")
  private Path history;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    check();
    if (sideBySide) {
      return printSideBySide();
    }
    if (requests.asked()) {
      return requests.run(target, spec.commandLine().getOut());
    }
    if (onlyBatches) {
      return printBatches();
    }
    Machine machine = Machine.here();
    List<BackendResult> results = new ArrayList<>();
    for (String name : target.backends()) {
      results.add(measure(name));
    }
    String described =
        target.model() == null ? null : target.described() + ", " + target.precision();
    BenchResult result = new BenchResult(machine, described, target.runs(), results);
    BenchWriter.write(result, output);
    if (!noPlots) {
      BenchWriter.plot(result, output);
    }
    if (target.model() != null) {
      BenchWriter.append(result, historyFile());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(BenchWriter.markdown(result));
    out.printf("written to %s%n", output);
    out.flush();
    return 0;
  }

  private int printSideBySide() {
    PrintWriter out = spec.commandLine().getOut();
    try (Backend one = Backends.open(target.backends().get(0));
        Backend other = Backends.open(target.backends().get(1))) {
      out.printf("%s%n%n%s%n%s%n%n", Machine.here(), one.device(), other.device());
      List<SideBySide.Row> rows = SideBySide.run(one, other, wanted(), seconds);
      SideBySide.print(one.name(), other.name(), rows, out);
    }
    out.flush();
    return 0;
  }

  private int printBatches() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", Machine.here());
    for (String name : target.backends()) {
      try (Backend backend = Backends.open(name)) {
        out.printf("%n%s, %s%n%n", name, target.precision());
        BenchWriter.batches(
            BatchBench.run(
                target.model(),
                target.precision(),
                backend,
                batches,
                target.maxSeconds(),
                target.runs()),
            out);
      }
      out.flush();
    }
    return 0;
  }

  private void check() {
    target.check();
    requests.check(target);
    boolean noModel = target.model() == null;
    if (onlyBatches && noModel) {
      throw new UserException("bench --only-batches: expected --model with it, got none.");
    }
    if (sideBySide && (target.backends().size() != 2 || !noModel || operators)) {
      throw new UserException(
          "bench --side-by-side: expected --backend with two names and neither --model nor"
              + " --operators, got "
              + target.backends()
              + ".");
    }
    if (noModel && !operators && !sideBySide && !requests.reading()) {
      throw new UserException("bench: expected --model, --operators or both, got neither.");
    }
    if (!only.isEmpty() && !operators && !sideBySide) {
      throw new UserException(
          "--only: expected --operators or --side-by-side with it, got neither.");
    }
    if (profilingRounds < 0 || (profilingRounds > 0 && noModel)) {
      throw new UserException(
          "--profiling-cost: expected a number of rounds, and --model, got "
              + profilingRounds
              + (noModel ? " and no model." : "."));
    }
    if (batches.stream().anyMatch(n -> n < 1 || n > 1024)) {
      throw new UserException("--batches: expected numbers from 1 to 1024, got " + batches + ".");
    }
    if (!(seconds > 0 && seconds <= 60)) {
      throw new UserException("--seconds: expected more than 0, at most 60, got " + seconds + ".");
    }
  }

  private Predicate<OperatorCase> wanted() {
    return OperatorFilter.of(only, OperatorCase::real);
  }

  private Path historyFile() {
    if (history != null) {
      return history;
    }
    return (Files.isDirectory(RESULTS) ? RESULTS : output).resolve("history.jsonl");
  }

  /** Null where it was not asked for. */
  private ProfilingCost profilingCost(String name) {
    return profilingRounds == 0
        ? null
        : ProfilingCost.measure(
            target.model(),
            target.precision(),
            options -> Backends.open(name, options),
            profilingRounds);
  }

  private BackendResult measure(String name) {
    PrintWriter err = spec.commandLine().getErr();
    BenchResult.Speaking speech = null;
    if (target.model() != null) { // first, for it tells what starting costs
      err.println("bench: speaking on " + name);
      speech =
          new StagedBench(
                  sentences,
                  target.runs(),
                  target.maxSeconds(),
                  target.precision(),
                  target.sampleSteps(),
                  batches)
              .run(target.model(), options -> Backends.open(name, options));
    }
    try (Backend backend = Backends.open(name)) {
      String opened = backend.name();
      err.println("bench: measuring what " + opened + " can do at most");
      Ceilings ceilings = DeviceReport.measure(backend, seconds).ceilings();
      List<OperatorTiming> timings = List.of();
      if (operators) {
        err.println("bench: verifying and timing the operators of " + opened);
        timings = OperatorBench.run(backend, wanted(), seconds, operatorCase -> {});
      }
      return new BackendResult(
          opened, backend.device(), ceilings, speech, timings, profilingCost(opened));
    }
  }
}
