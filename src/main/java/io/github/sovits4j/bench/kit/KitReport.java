package io.github.sovits4j.bench.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is known so far, as {@code results.json} and {@code results.md}, whole at any time. */
final class KitReport {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final Map<String, Object> environment;
  private final List<Step.Result> results = new ArrayList<>();

  KitReport(Path folder, Map<String, Object> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Adds a step and writes both files. */
  synchronized void add(Step.Result result) {
    results.add(result);
    write();
  }

  synchronized List<Step.Result> results() {
    return List.copyOf(results);
  }

  void write() {
    try {
      replace(
          "results.json",
          JSON.writeValueAsString(Map.of("environment", environment, "steps", results)));
      replace("results.md", markdown());
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private void replace(String name, String content) throws IOException {
    Path part = folder.resolve(name + ".part");
    Files.writeString(part, content);
    Files.move(
        part,
        folder.resolve(name),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private String markdown() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println("# What this machine can do\n");
    environment.forEach((name, value) -> out.printf("* %s: %s%n", name, line(value)));
    out.println("\n## Figures\n");
    out.println(
        "| step | device | codes/s | … 8 at once | … 16 at once | … 32 at once | real-time factor"
            + " | first audio ms | busy |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    for (Step.Result result : results) {
      if (result.figures().get("sentences") instanceof JsonNode sentences) {
        figures(result, sentences.elements().next(), out);
      }
    }
    out.println("\n| who, what, unit | median |\n|---|---|");
    for (Step.Result result : results) {
      if (result.name().startsWith("peers")) {
        result
            .figures()
            .forEach(
                (name, value) ->
                    out.printf(
                        Locale.ROOT,
                        "| %s (%s) | %.4g |%n",
                        name,
                        result.name(),
                        ((Number) value).doubleValue()));
      }
    }
    out.println("\n## Steps\n\n| step | what | outcome | s | last words |\n|---|---|---|---|---|");
    for (Step.Result result : results) {
      String words =
          result.reason() != null
              ? result.reason()
              : result.lastLines().isEmpty() ? "" : result.lastLines().getLast();
      out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.1f | %s |%n",
          result.name(),
          result.title(),
          result.outcome(),
          result.seconds(),
          line(words));
    }
    for (Step.Result result : results) {
      if (result.figures().get(Figures.PRINTED) instanceof List<?> lines) {
        out.printf("%n## %s: %s%n%n", result.name(), result.title());
        lines.forEach(out::println);
      }
    }
    return text.toString();
  }

  private static void figures(Step.Result result, JsonNode sentence, PrintWriter out) {
    Map<String, Object> figures = result.figures();
    JsonNode batches = (JsonNode) figures.get("codesPerSecondByBatch");
    JsonNode busy = (JsonNode) figures.get("busyRatio");
    out.printf(
        Locale.ROOT,
        "| %s | %s | %.0f | %.0f | %.0f | %.0f | %.4f | %.0f | %.2f |%n",
        result.name(),
        line(((JsonNode) figures.get("device")).asText()),
        sentence.path("tokensPerSecond").asDouble(),
        batches.path("8").asDouble(),
        batches.path("16").asDouble(),
        batches.path("32").asDouble(),
        sentence.path("realTimeFactor").asDouble(),
        1e3 * ((JsonNode) figures.get("firstAudioSeconds")).asDouble(),
        busy.elements().hasNext() ? busy.elements().next().asDouble() : Double.NaN);
  }

  private static String line(Object value) {
    return String.valueOf(value).replace('\n', ' ').replace("|", "\\|");
  }
}
