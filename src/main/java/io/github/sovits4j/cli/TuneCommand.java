package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.KernelTuner;
import io.github.sovits4j.bench.KernelTuner.Outcome;
import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.TunableBackend;
import io.github.sovits4j.ops.TunableKernel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits tune}: the best parameters of each kernel on this device. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description =
        "Searches each kernel's parameters on this device: every candidate is checked against the"
            + " reference backend, then timed in turns with the best so far. What wins is stored for"
            + " you and used from then on.")
final class TuneCommand implements Callable<Integer> {

  private static final double SECONDS_PER_MINUTE = 60;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "Whose kernels: opencl or simd (default auto, a GPU, else simd).")
  private String backend;

  @Option(
      names = "--kernel",
      paramLabel = "GLOB",
      defaultValue = "*",
      description = "Only these kernels, for example 'linear*'; what is stored of others is kept.")
  private String kernel;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Time for timing each candidate, about (default 1).")
  private double seconds;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "No further kernel is begun after this time (default 10).")
  private double minutes;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to store; default: your own file for this device.")
  private Path output;

  @Option(names = "--dry-run", description = "Store nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    requirePositive("--seconds", seconds);
    requirePositive("--minutes", minutes);
    PrintWriter out = spec.commandLine().getOut();
    try (Backend opened = Backends.open(backend)) {
      if (!(opened instanceof TunableBackend tunable)) {
        throw new UserException(
            "backend '" + opened.name() + "' has no kernels to tune; expected opencl or simd.");
      }
      out.printf("%s on %s%n%s%n", opened.name(), opened.device(), Machine.here());
      // Before the search, which takes minutes: a user without a home has to name a file.
      Path file = output != null || dryRun ? output : tunable.tuningFile();
      Map<String, Map<String, Integer>> searched = search(tunable, wanted(tunable), out);
      if (!dryRun && !searched.isEmpty()) {
        tunable.storeTuning(file, searched);
        out.printf("stored in %s%n", file);
      }
      out.flush();
    }
    return 0;
  }

  private static void requirePositive(String option, double value) {
    if (!(value > 0 && value <= 1000)) {
      throw new UserException(option + ": expected more than 0, at most 1000, got " + value + ".");
    }
  }

  /** The kernels that were asked for and have something to choose from. */
  private List<TunableKernel> wanted(TunableBackend tunable) {
    List<TunableKernel> kernels =
        tunable.kernels().stream().filter(k -> k.alternatives() > 0).toList();
    List<TunableKernel> wanted =
        kernels.stream().filter(k -> Glob.of(kernel).test(k.name())).toList();
    if (wanted.isEmpty()) {
      throw new UserException(
          "no kernel matches '"
              + kernel
              + "'; those that can be tuned here are "
              + kernels.stream().map(TunableKernel::name).collect(Collectors.joining(", "))
              + ".");
    }
    return wanted;
  }

  /** By kernel the best parameters of those there was time for. */
  private Map<String, Map<String, Integer>> search(
      TunableBackend tunable, List<TunableKernel> kernels, PrintWriter out) {
    Map<String, Map<String, Integer>> searched = new LinkedHashMap<>();
    long end = System.nanoTime() + (long) (minutes * SECONDS_PER_MINUTE * 1e9);
    int alternatives = kernels.stream().mapToInt(TunableKernel::alternatives).sum();
    out.printf("%-32s %-30s %-30s %s%n", "kernel", "default", "winner", "speed-up");
    try (ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), alternatives);
        KernelTuner tuner = new KernelTuner(tunable, seconds)) {
      for (TunableKernel next : kernels) {
        if (System.nanoTime() > end) {
          bar.clear();
          out.printf("%-32s not reached in %.1f minutes%n", next.name(), minutes);
          continue;
        }
        bar.show(next.name());
        Outcome outcome = tuner.tune(next, () -> bar.step(next.name()));
        bar.clear();
        print(outcome, out);
        searched.put(next.name(), outcome.winner());
      }
    }
    return searched;
  }

  private static void print(Outcome outcome, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-32s %-30s %-30s %s%n",
        outcome.kernel().name(),
        text(outcome.kernel().defaults()),
        outcome.improved() ? text(outcome.winner()) : "-",
        outcome.improved() ? String.format(Locale.ROOT, "%.2f", outcome.speedUp()) : "");
    outcome.dropped().forEach(reason -> out.printf("  dropped: %s%n", reason));
    out.flush();
  }

  private static String text(Map<String, Integer> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + ' ' + parameter.getValue())
        .collect(Collectors.joining(", "));
  }
}
