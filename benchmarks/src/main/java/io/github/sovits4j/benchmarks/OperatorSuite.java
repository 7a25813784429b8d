package io.github.sovits4j.benchmarks;

import io.github.sovits4j.bench.DeviceReport;
import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.bench.OperatorTiming;
import io.github.sovits4j.bench.TimedCase;
import io.github.sovits4j.benchmarks.ladder.Ladder;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the operator cases with JMH and prints them, those furthest from their limit first. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Times the operators with JMH, against the measured limits of the device.")
public final class OperatorSuite implements Callable<Integer> {

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      split = ",",
      defaultValue = Backends.AUTO,
      description = "One or more backends; auto is the fastest (default).")
  private List<String> backends;

  @Option(
      names = "--case",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "Only cases in whose name, such as 'Conv1d/…', this is found.")
  private String wanted;

  @Option(names = "--forks", paramLabel = "N", description = "Fresh JVMs for each (default 2).")
  private Integer forks;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Measured iterations of each fork (default 5).")
  private Integer iterations;

  @Option(
      names = "--seconds",
      paramLabel = "X",
      defaultValue = "1",
      description = "Length of an iteration (default 1).")
  private double seconds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where JMH writes its own results; the last backend's stay.")
  private String json;

  @Option(
      names = "--ladder",
      description =
          "Instead, time superseded kernels, plain Java and EJML beside today's operators, each"
              + " verified, in turns.")
  private boolean ladder;

  private OperatorSuite() {}

  /** Starts the suite. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new OperatorSuite()).execute(args));
  }

  @Override
  public Integer call() throws RunnerException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    if (ladder) {
      Ladder.run(backends, out);
      return CommandLine.ExitCode.OK;
    }
    Pattern pattern = Pattern.compile(wanted);
    String[] cases =
        TimedCase.cases().stream()
            .map(Object::toString)
            .filter(name -> pattern.matcher(name).find())
            .toArray(String[]::new);
    if (cases.length == 0) {
      System.err.println("no case matches '" + wanted + "'");
      return CommandLine.ExitCode.USAGE;
    }
    for (String name : backends) {
      DeviceReport device;
      try (Backend backend = Backends.open(name)) {
        device = DeviceReport.measure(backend, Math.min(1, seconds));
      }
      List<OperatorTiming> timings = run(device.backend(), cases);
      out.println();
      out.println(Machine.here());
      device.print(out);
      out.println();
      OperatorTiming.print(timings, device.ceilings(), out);
    }
    return CommandLine.ExitCode.OK;
  }

  private List<OperatorTiming> run(String backend, String[] cases) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(OperatorBenchmark.class.getName() + ".*")
            .param("backend", backend)
            .param("operatorCase", cases)
            .warmupTime(TimeValue.milliseconds(Math.round(1000 * seconds)))
            .measurementTime(TimeValue.milliseconds(Math.round(1000 * seconds)))
            .shouldFailOnError(false);
    if (forks != null) {
      options.forks(forks);
    }
    if (iterations != null) {
      options.measurementIterations(iterations);
    }
    if (json != null) {
      options.resultFormat(ResultFormatType.JSON).result(json);
    }
    return timings(new Runner(options.build()).run());
  }

  private static List<OperatorTiming> timings(Collection<RunResult> results) {
    List<OperatorTiming> timings = new ArrayList<>();
    for (RunResult result : results) {
      double launches = rate(result, "launches");
      timings.add(
          new OperatorTiming(
              result.getParams().getParam("operatorCase"),
              1 / launches,
              Math.round(1e9 * rate(result, "gigaflops") / launches),
              Math.round(1e9 * rate(result, "gigabytes") / launches)));
    }
    return timings;
  }

  private static double rate(RunResult result, String counter) {
    return result.getSecondaryResults().get(counter).getScore();
  }
}
