package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BackendProvider;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.OperatorVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits kernels}: what a compiler made of the Java kernels. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    description =
        "Compiles every kernel of a backend that generates them, checks it on the operator cases,"
            + " and writes the generated source, one file per kernel.")
final class KernelsCommand implements Callable<Integer> {

  /** OpenCL C, CUDA C, PTX. */
  private static final Pattern KERNEL =
      Pattern.compile("(?:__kernel\\s+void|__global__\\s+void|\\.visible\\s+\\.entry)\\s+(\\w+)");

  @Spec private CommandSpec spec;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "tornado",
      description = "Whose kernels (default tornado).")
  private String backend;

  @Option(
      names = "--dump",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write to; made when there is none.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    BackendProvider provider = provider();
    Path all = Files.createTempFile("sovits-kernels", ".txt");
    try {
      if (!provider.dumpKernelsTo(all)) {
        throw new UserException(
            "backend '"
                + provider.name()
                + "' generates no kernels; expected tornado. Those of opencl are in kernels/.");
      }
      try (Backend opened = provider.open(BackendOptions.DEFAULT)) {
        List<OperatorVerifier.Row> rows =
            OperatorVerifier.verify(opened, operatorCase -> !operatorCase.real(), row -> {});
        long missed = rows.stream().filter(row -> !row.pass()).count();
        out.printf("%d operator cases, %d missed%n", rows.size(), missed);
        Map<String, String> sources = split(Files.readString(all));
        Files.createDirectories(folder);
        for (Map.Entry<String, String> source : sources.entrySet()) {
          Path file = folder.resolve(source.getKey());
          Files.writeString(file, source.getValue());
          out.printf("%s: %d lines%n", file, source.getValue().lines().count());
        }
        out.flush();
        return missed == 0 && !sources.isEmpty() ? 0 : 1;
      }
    } finally {
      Files.delete(all);
    }
  }

  /**
   * Not through {@link Backends#open}: looking whether a backend can run may start its compiler.
   */
  private BackendProvider provider() {
    return Backends.providers().stream()
        .filter(p -> p.name().equals(backend))
        .findFirst()
        .orElseThrow(() -> new UserException("unknown backend '" + backend + "'."));
  }

  /** One text per kernel; the same kernel compiled for another place in a graph counts once. */
  static Map<String, String> split(String text) {
    Map<String, String> sources = new LinkedHashMap<>();
    Matcher matcher = KERNEL.matcher(text);
    int from = 0; // where the kernel that was met last begins: behind the end of the one before
    String name = null;
    while (matcher.find()) {
      if (name != null) {
        int end = text.lastIndexOf('}', matcher.start()) + 1;
        sources.putIfAbsent(name, text.substring(from, end).strip() + '\n');
        from = end;
      }
      name = matcher.group(1) + suffix(matcher.group());
    }
    if (name != null) {
      sources.putIfAbsent(name, text.substring(from).strip() + '\n');
    }
    return sources;
  }

  private static String suffix(String declaration) {
    return declaration.startsWith(".") ? ".ptx" : declaration.startsWith("__g") ? ".cu" : ".cl";
  }
}
