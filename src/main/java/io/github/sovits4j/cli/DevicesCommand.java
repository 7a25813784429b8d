package io.github.sovits4j.cli;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BackendProvider;
import io.github.sovits4j.ops.Backends;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sovits devices}: what can compute here, and what is missing where nothing can. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = "Lists the backends, fastest first, with their devices or what they lack.")
final class DevicesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean chosen = false;
    for (BackendProvider provider : Backends.providers()) {
      Optional<String> missing = provider.missing();
      if (missing.isPresent()) {
        out.printf("%-10s not here: %s%n", provider.name(), missing.get());
        continue;
      }
      try (Backend backend = provider.open(BackendOptions.DEFAULT)) {
        out.printf(
            "%-10s %s%s%n",
            provider.name(), backend.device(), chosen ? "" : "  (automatic choice)");
        chosen = true;
      }
    }
    out.flush();
    return 0;
  }
}
