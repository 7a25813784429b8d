package io.github.sovits4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.DeviceUnavailableException;
import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.DeviceReport;
import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BackendProvider;
import io.github.sovits4j.ops.Backends;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits device}: what can compute here, and with {@code --measure} how fast at most. */
@Command(
    name = "device",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the backends, fastest first, with their devices or what they lack, and why auto chooses"
          + " one and not another.",
      "With --backend only that one; with --measure bandwidth, arithmetic, launch cost and transfer"
          + " rates of its device."
    })
final class DeviceCommand implements Callable<Integer> {

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "A backend's name, or auto for the fastest (default with --measure).")
  private String backend;

  @Option(
      names = "--json",
      description =
          "List as JSON: for each backend its device, its choice of devices, or what is missing.")
  private boolean json;

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
    if (json && (measure || backend != null)) {
      throw new UserException("--json: expected neither --measure nor --backend with it.");
    }
    if (json) {
      listJson(out);
    } else if (measure) {
      try (Backend opened = Backends.open(backend == null ? Backends.AUTO : backend)) {
        out.println(Machine.here());
        DeviceReport.measure(opened, seconds).print(out);
      }
    } else if (backend != null) {
      try (Backend opened = Backends.open(backend)) {
        out.printf("%s on %s%n", opened.name(), opened.device());
      }
    } else {
      list(out);
    }
    out.flush();
    return 0;
  }

  private static void list(PrintWriter out) {
    List<BackendProvider> providers = Backends.providers();
    BackendProvider automatic = automatic(providers);
    for (BackendProvider provider : providers) {
      Optional<String> missing = provider.missing();
      if (missing.isPresent()) {
        out.printf("%-10s not here: %s%n", provider.name(), missing.get());
        continue;
      }
      String chosen = provider == automatic ? "the automatic choice" : "not the automatic choice";
      try (Backend opened = provider.open(BackendOptions.DEFAULT)) {
        out.printf("%-10s %s%n", provider.name(), opened.device());
        out.printf("%-10s %s: %s%n", "", chosen, provider.rankReason());
        out.printf(
            "%-10s speaks in %s where no --precision is given%n",
            "", StoragePolicy.preferredBy(opened));
      }
    }
    out.println("auto takes the first that is here and made for speed: a GPU, else simd");
  }

  /** One line: an array of {@link Listed}, fastest first. */
  private static void listJson(PrintWriter out) {
    List<BackendProvider> providers = Backends.providers();
    BackendProvider automatic = automatic(providers);
    List<Listed> all = new ArrayList<>();
    for (BackendProvider provider : providers) {
      String missing = provider.missing().orElse(null);
      String device = null;
      if (missing == null) {
        try {
          device = device(provider);
        } catch (UserException e) {
          missing = e.getMessage();
        }
      }
      boolean chosen = provider == automatic;
      all.add(
          new Listed(
              provider.name(), device, provider.devices(), missing, chosen, provider.rankReason()));
    }
    try {
      out.println(new ObjectMapper().writeValueAsString(all));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // strings alone
    }
  }

  private static String device(BackendProvider provider) {
    try (Backend opened = provider.open(BackendOptions.DEFAULT)) {
      return opened.device();
    }
  }

  /** What {@code auto} takes, or null where nothing fast can run. */
  private static BackendProvider automatic(List<BackendProvider> providers) {
    try {
      return Backends.fastest(providers);
    } catch (DeviceUnavailableException e) {
      return null;
    }
  }

  /**
   * A backend as {@code --json} tells it.
   *
   * @param device null when something is missing
   * @param choice devices by number, where there is a choice
   * @param missing null when it can run
   * @param automatic whether it is what {@code auto} takes
   * @param why the reason for its place in the order
   */
  private record Listed(
      String backend,
      String device,
      List<String> choice,
      String missing,
      boolean automatic,
      String why) {}
}
