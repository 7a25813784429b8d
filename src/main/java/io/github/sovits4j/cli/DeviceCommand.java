package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.DeviceReport;
import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits device}: one device, and with {@code --measure} what it can do at most. */
@Command(
    name = "device",
    mixinStandardHelpOptions = true,
    description =
        "Names a backend's device; with --measure its bandwidth, arithmetic, launch cost and"
            + " transfer rates.")
final class DeviceCommand implements Callable<Integer> {

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "A backend's name, or auto for the fastest (default).")
  private String backend;

  @Option(names = "--measure", description = "Measure what the device can do at most.")
  private boolean measure;

  @Option(
      names = "--seconds",
      paramLabel = "X",
      defaultValue = "0.5",
      description =
          "Time for each of some thirty figures (default 0.5); far less ends before the JIT does.")
  private double seconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!(seconds > 0 && seconds <= 60)) {
      throw new UserException("--seconds: expected more than 0, at most 60, got " + seconds + ".");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Backend opened = Backends.open(backend)) {
      if (measure) {
        out.println(Machine.here());
        DeviceReport.measure(opened, seconds).print(out);
      } else {
        out.printf("%s on %s%n", opened.name(), opened.device());
        out.flush();
      }
    }
    return 0;
  }
}
