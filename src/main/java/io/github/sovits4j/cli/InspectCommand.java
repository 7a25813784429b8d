package io.github.sovits4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.checkpoint.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sovits inspect}: what a file of weights holds. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Shows what a checkpoint (.ckpt, .pth), a .safetensors file or a model folder holds. Nothing"
            + " in the file is executed.")
public final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A file of weights or a model folder.")
  private Path file;

  @Option(names = "--json", description = "Write JSON for other programs.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Inspection> inspections = Inspection.of(file);
    if (json) {
      out.println(escaped(toJson(inspections).toPrettyString()));
    } else {
      inspections.forEach(inspection -> print(out, inspection));
    }
    return 0;
  }

  private static void print(PrintWriter out, Inspection inspection) {
    out.printf("%s%n", Quote.path(inspection.file()));
    out.printf("  container   %s%n", inspection.container());
    out.printf("  network     %s%n", inspection.network().label());
    out.printf("  version     %s%n", Quote.line(inspection.version()));
    out.printf(
        Locale.ROOT,
        "  parameters  %,d in %d tensors, %.1f MB%n%n",
        inspection.parameters(),
        inspection.tensors().size(),
        inspection.bytes() / 1e6);
    int width = inspection.tensors().stream().mapToInt(t -> show(t).length()).max().orElse(0);
    for (TensorInfo tensor : inspection.tensors()) {
      String name = show(tensor);
      out.printf(
          "  %s  %-4s  %s%n",
          name + " ".repeat(width - name.length()),
          tensor.dtype(),
          Arrays.toString(tensor.shape()));
    }
    out.println();
  }

  /** Names come from strangers. */
  private static String show(TensorInfo tensor) {
    return Quote.plain(tensor.name());
  }

  /** JSON may name every letter by its number; names stay whole and cannot steer a terminal. */
  private static String escaped(String json) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  private static ArrayNode toJson(List<Inspection> inspections) {
    ArrayNode root = new ObjectMapper().createArrayNode();
    for (Inspection inspection : inspections) {
      ObjectNode node = root.addObject();
      node.put("file", inspection.file().toString());
      node.put("container", inspection.container());
      node.put("network", inspection.network().name().toLowerCase(Locale.ROOT));
      node.put("version", inspection.version());
      node.put("parameters", inspection.parameters());
      node.put("bytes", inspection.bytes());
      ArrayNode tensors = node.putArray("tensors");
      for (TensorInfo tensor : inspection.tensors()) {
        ObjectNode item = tensors.addObject();
        item.put("name", tensor.name());
        item.put("dtype", tensor.dtype().name());
        ArrayNode shape = item.putArray("shape");
        for (int extent : tensor.shape()) {
          shape.add(extent);
        }
      }
    }
    return root;
  }
}
