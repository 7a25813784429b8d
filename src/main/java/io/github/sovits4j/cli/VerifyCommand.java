package io.github.sovits4j.cli;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorVerifier;
import io.github.sovits4j.verify.OperatorVerifier.Row;
import io.github.sovits4j.verify.golden.GoldenSuite;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits verify}: does a backend compute what the reference backend computes? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Check a backend against the reference backend, operator by operator.")
final class VerifyCommand implements Callable<Integer> {

  private static final int EXIT_MISS = 1;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "What to check; default: the fastest present.")
  private String backend;

  @Option(
      names = "--operator",
      paramLabel = "GLOB",
      description = {
        "Only these operators or cases; * and ? match anything; may be given several times.",
        "Examples: 'Conv*', 'Attention', 'SampleCode/*top-k*'."
      })
  private List<String> operators = List.of();

  @Option(
      names = "--tiny",
      description = "Only small shapes, none of a real network: enough for a device simulator.")
  private boolean tiny;

  @Option(
      names = "--golden",
      paramLabel = "DIR",
      description = "Instead of operators, run whole networks on the recorded cases of a folder.")
  private Path golden;

  @Option(
      names = "--only",
      paramLabel = "GLOB",
      description =
          "With --golden: only these cases, for example 's1/tiny_*'; may be given several times.")
  private List<String> only = List.of();

  @Mixin private PrecisionOption precision;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    GoldenSuite suite = golden == null ? null : new GoldenSuite(golden, only, precision.orFull());
    try (Backend checked = Backends.open(backend)) {
      boolean passed = suite == null ? operators(checked) : golden(suite, checked);
      return passed ? 0 : EXIT_MISS;
    }
  }

  /** Runs recorded cases; true when all that ran are within tolerance and at least one ran. */
  private boolean golden(GoldenSuite suite, Backend checked) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("backend %s on %s%n", checked.name(), checked.device());
    List<GoldenSuite.Result> results =
        suite.run(
            checked,
            result -> {
              result.print(out);
              out.flush();
            });
    long ran = results.stream().filter(GoldenSuite.Result::ran).count();
    long passed = results.stream().filter(GoldenSuite.Result::passed).count();
    out.printf(
        "%d cases: %d ok, %d FAILED, %d not run%n",
        results.size(), passed, ran - passed, results.size() - ran);
    out.flush();
    return ran > 0 && passed == ran;
  }

  /** Checks the operators; true when all are within tolerance. */
  private boolean operators(Backend checked) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("backend %s on %s%n", checked.name(), checked.device());
    if (checked.name().equals(OperatorVerifier.REFERENCE)) {
      out.println(
          "reference against itself: proves only that it runs; recordings (--golden) and the tests of"
              + " its formulas prove it right");
    }
    Predicate<OperatorCase> wanted = OperatorFilter.of(operators, c -> !tiny || !c.real());
    List<Row> rows = OperatorVerifier.verify(checked, wanted, row -> {});
    Map<String, List<Row>> byOperator =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.operatorCase().operator().getSimpleName(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byOperator.forEach((name, group) -> print(out, name, group));
    long missed = rows.stream().filter(row -> !row.pass()).count();
    long skipped = rows.stream().filter(Row::skipped).count();
    out.printf(
        "%d operators, %d cases: %s%s%n",
        byOperator.size(),
        rows.size(),
        missed == 0 ? "all ok" : missed + " FAILED",
        skipped == 0 ? "" : ", " + skipped + " not run: no kernels for that storage");
    out.flush();
    return missed == 0;
  }

  private static void print(PrintWriter out, String name, List<Row> group) {
    Row worst = group.stream().max(Comparator.comparingDouble(Row::error)).orElseThrow();
    out.printf(
        Locale.ROOT,
        "%-18s %3d cases   worst %.1e (%s)   tolerance %.0e   %s%n",
        name,
        group.size(),
        worst.error(),
        worst.operatorCase().name(),
        worst.operatorCase().tolerance(),
        group.stream().allMatch(Row::pass) ? "ok" : "FAILED");
    for (Row row : group) {
      if (!row.pass()) {
        out.printf(
            Locale.ROOT,
            "  missed: %s: %s%n",
            row.operatorCase().name(),
            row.failure() == null
                ? String.format(Locale.ROOT, "%.2e", row.error())
                : row.failure());
      }
    }
    out.flush();
  }
}
