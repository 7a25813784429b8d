package io.github.sovits4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Runs the commands on every file of a manifest, in a JVM with a small heap, and writes down what
 * they said; one JVM for all, because the commands must leave it usable.
 */
final class SecondSeriesRun {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path golden;
  private final Path work;
  private final PrintStream report;

  private SecondSeriesRun(Path golden, Path work, PrintStream report) {
    this.golden = golden;
    this.work = work;
    this.report = report;
  }

  /**
   * Runs.
   *
   * @param args folder of the manifest, folder to write to, WAV of a voice
   */
  public static void main(String[] args) throws IOException {
    Path work = Path.of(args[1]);
    SecondSeriesRun run = new SecondSeriesRun(Path.of(args[0]), work, System.out);
    for (JsonNode entry :
        JSON.readTree(run.golden.resolve("manifest.json").toFile()).get("files")) {
      run.entry(entry, args[2]);
    }
  }

  private void entry(JsonNode entry, String voice) throws IOException {
    String name = entry.get("file").asText();
    String file = golden.resolve(name).toString();
    Path out = work.resolve(name + ".out");
    boolean folder = Files.isDirectory(Path.of(file));
    if (!folder && !name.endsWith(".safetensors")) {
      command(name, "convert", "convert", file, "--output", out.toString());
      Path dropped = work.resolve(name + ".dropped");
      command(
          name, "drop", "convert", "--drop-unknown", file, "--output", dropped.resolve("m") + "");
    }
    command(name, "inspect", "inspect", file);
    if (!folder) {
      command(name, "inspect-json", "inspect", "--json", file);
    }
    if (entry.path("then").asText().equals("tts")) {
      Path model = work.resolve(name + ".tts");
      List<String> convert = new ArrayList<>(List.of("convert", "--output", model.toString()));
      if (folder) {
        for (String base : entry.get("base").asText().split(" ", -1)) {
          convert.add(golden.resolve(base).toString());
        }
      } else {
        convert.add(file);
        convert.add(golden.resolve(entry.get("pair").asText()).toString());
      }
      command(name, "convert-pair", convert.toArray(String[]::new));
      if (folder) {
        try (Stream<Path> files = Files.list(Path.of(file))) {
          for (Path each : files.toList()) {
            Files.write(model.resolve(each.getFileName().toString()), Files.readAllBytes(each));
          }
        }
      }
      command(
          name,
          "tts",
          "tts",
          "--model",
          model.toString(),
          "--text",
          "Hello there.",
          "--reference",
          voice,
          "--backend",
          "reference",
          "--output",
          work.resolve(name + ".wav").toString());
    }
  }

  private void command(String file, String step, String... args) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Sovits.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    long started = cpuNanos();
    int code = commandLine.execute(args);
    ObjectNode said = JSON.createObjectNode();
    said.put("file", file);
    said.put("step", step);
    said.put("code", code);
    said.put("seconds", (cpuNanos() - started) * 1e-9);
    said.put("out", out.toString());
    said.put("err", err.toString());
    report.write((JSON.writeValueAsString(said) + "\n").getBytes(StandardCharsets.UTF_8));
    report.flush();
  }

  /** Of all threads: a machine may be busy with something else. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
