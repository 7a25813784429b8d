package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.kit.Kit;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits kit}: what the {@code run} script of an unpacked benchmark kit starts. */
@Command(
    name = "kit",
    hidden = true, // for the script in a kit, which knows where the kit is
    mixinStandardHelpOptions = true,
    description = {
      "Checks and times everything that can compute on this machine, each step with a time limit of its own.",
      "What is known is in results.json and results.md after every step."
    })
final class KitCommand implements Callable<Integer> {

  private static final double SECONDS_PER_MINUTE = 60;

  @Option(names = "--home", paramLabel = "DIR", required = true, description = "The unpacked kit.")
  private Path home;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "15",
      description = "What all may take together (default 15).")
  private double minutes;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "The longest a step may take (default 120).")
  private int patience;

  @Option(
      names = "--steps",
      paramLabel = "GLOB",
      split = ",",
      defaultValue = "*",
      description = "Only these steps, for example 'model,verify-opencl,bench-opencl-*'.")
  private List<String> steps;

  @Option(
      names = "--tiny",
      description = "Small models: not for figures, but to try the kit itself.")
  private boolean tiny;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder of the results (default results).")
  private Path output;

  @Option(
      names = "--upstream",
      paramLabel = "DIR",
      description = "A checkout of GPT-SoVITS, to time PyTorch beside us.")
  private Path upstream;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      defaultValue = "python3",
      description = "The Python that has PyTorch (default python3).")
  private String python;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (!(minutes > 0 && minutes <= 1000)) {
      throw new UserException(
          "--minutes: expected more than 0, at most 1000, got " + minutes + ".");
    }
    if (patience < 1) {
      throw new UserException("--patience: expected at least 1 second, got " + patience + ".");
    }
    PrintWriter out = spec.commandLine().getOut();
    Duration time = Duration.ofMillis((long) (minutes * SECONDS_PER_MINUTE * 1e3));
    Kit kit =
        new Kit(
            home,
            output,
            time,
            line -> {
              out.println(line);
              out.flush();
            });
    boolean well =
        kit.run(
            upstream,
            python,
            Duration.ofSeconds(patience),
            tiny,
            name -> steps.stream().anyMatch(glob -> Glob.of(glob).test(name)));
    out.printf("written to %s%n", output);
    out.flush();
    return well ? 0 : 1;
  }
}
