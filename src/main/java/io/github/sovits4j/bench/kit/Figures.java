package io.github.sovits4j.bench.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.bench.Spread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what steps found. */
final class Figures {

  /** Name of what was printed for people. */
  static final String PRINTED = "printed";

  private static final int MOST_LINES = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Figures() {}

  /** The last line that is a JSON array. */
  static JsonNode array(Path log) {
    return lines(log).stream()
        .filter(line -> line.startsWith("[{"))
        .map(Figures::parse)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new UncheckedIOException(new IOException(log + ": no answer in it")));
  }

  /** Everything that was printed, or its beginning. */
  static Map<String, Object> printed(Path log) {
    return Map.of(PRINTED, lines(log).stream().limit(MOST_LINES).toList());
  }

  /** The figures of a benchmark. */
  static Map<String, Object> history(Path folder) {
    JsonNode line = parse(lines(folder.resolve("history.jsonl")).getLast());
    Map<String, Object> figures = new LinkedHashMap<>();
    line.properties().forEach(field -> figures.put(field.getKey(), field.getValue()));
    return figures;
  }

  /** Medians of samples, one JSON object a line, by who and what. */
  static Map<String, Object> samples(Path log) {
    Map<String, List<Double>> values = new TreeMap<>();
    for (String line : lines(log)) {
      if (line.startsWith("{")) {
        JsonNode sample = parse(line);
        values
            .computeIfAbsent(
                sample.get("contestant").asText()
                    + ", "
                    + sample.get("measure").asText()
                    + ", "
                    + sample.get("unit").asText(),
                key -> new ArrayList<>())
            .add(sample.get("value").asDouble());
      }
    }
    Map<String, Object> medians = new LinkedHashMap<>();
    values.forEach(
        (key, all) ->
            medians.put(
                key, Spread.of(all.stream().mapToDouble(Double::doubleValue).toArray()).median()));
    return medians;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
