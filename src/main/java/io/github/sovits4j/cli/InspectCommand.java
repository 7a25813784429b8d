package io.github.sovits4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.checkpoint.Inspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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
            + " in the file is executed. The files of a model folder are checked against size and"
            + " hash in its model.json.")
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
      writeJson(out, inspections);
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

  /**
   * Written as it goes, for a stranger's names may be long and many. All but plain ASCII is named
   * by its number: names stay whole and cannot steer a terminal.
   */
  private static void writeJson(PrintWriter out, List<Inspection> inspections) {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.useDefaultPrettyPrinter().setHighestNonEscapedChar('~');
      json.writeStartArray();
      for (Inspection inspection : inspections) {
        writeJson(json, inspection);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println();
  }

  private static void writeJson(JsonGenerator json, Inspection inspection) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", inspection.file().toString());
    json.writeStringField("container", inspection.container());
    json.writeStringField("network", inspection.network().name().toLowerCase(Locale.ROOT));
    json.writeStringField("version", inspection.version());
    json.writeNumberField("parameters", inspection.parameters());
    json.writeNumberField("bytes", inspection.bytes());
    json.writeArrayFieldStart("tensors");
    for (TensorInfo tensor : inspection.tensors()) {
      json.writeStartObject();
      json.writeStringField("name", tensor.name());
      json.writeStringField("dtype", tensor.dtype().name());
      json.writeFieldName("shape");
      json.writeArray(tensor.shape(), 0, tensor.shape().length);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
