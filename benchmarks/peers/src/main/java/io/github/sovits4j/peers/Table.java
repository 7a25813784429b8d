package io.github.sovits4j.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Samples of all contestants as a Markdown table, with our time over theirs. */
final class Table {

  private static final String OURS = "ours ";

  /** Values by contestant, in the order of their appearance, ours first. */
  private static final class Group {
    private final String unit;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, List<Double>> loads = new LinkedHashMap<>();

    Group(String unit) {
      this.unit = unit;
    }
  }

  private Table() {}

  /** Reads JSON lines and prints them as a table. */
  static String of(List<Path> files) {
    Map<String, Group> groups = new LinkedHashMap<>();
    ObjectMapper mapper = new ObjectMapper();
    for (Path file : files) {
      try {
        for (String line : Files.readAllLines(file)) {
          JsonNode sample = mapper.readTree(line);
          Group group =
              groups.computeIfAbsent(
                  sample.get("measure").asText(), name -> new Group(sample.get("unit").asText()));
          String who = sample.get("contestant").asText();
          group
              .values
              .computeIfAbsent(who, name -> new ArrayList<>())
              .add(sample.get("value").asDouble());
          group
              .loads
              .computeIfAbsent(who, name -> new ArrayList<>())
              .add(sample.get("load").asDouble());
        }
      } catch (IOException e) {
        throw new UserException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    if (groups.isEmpty()) {
      throw new UserException("no samples in " + files + "; see the messages above.");
    }
    return markdown(groups);
  }

  private static String markdown(Map<String, Group> groups) {
    List<String> ours =
        groups.values().stream()
            .flatMap(group -> group.values.keySet().stream())
            .filter(name -> name.startsWith(OURS))
            .distinct()
            .toList();
    StringBuilder out =
        new StringBuilder("| measure | who | median (least … most) | of the limit | load |");
    ours.forEach(name -> out.append(' ').append(name).append(" / this |"));
    out.append("\n|---|---|---|---|---|").append("---|".repeat(ours.size())).append('\n');
    groups.forEach(
        (measure, group) ->
            group.values.forEach(
                (who, values) -> {
                  out.append("| ").append(label(measure)).append(", ").append(group.unit);
                  out.append(" | ").append(who).append(" | ").append(spread(values));
                  out.append(" | ").append(share(group, who, values));
                  out.append(String.format(Locale.ROOT, " | %.1f |", median(group.loads.get(who))));
                  for (String name : ours) {
                    out.append(' ').append(ratio(group, name, who, values)).append(" |");
                  }
                  out.append('\n');
                }));
    return out.toString();
  }

  private static String label(String measure) {
    try {
      return Samples.Measure.valueOf(measure).label;
    } catch (IllegalArgumentException e) {
      return measure; // an operator, which says itself what it is
    }
  }

  private static String ratio(Group group, String ours, String who, List<Double> values) {
    List<Double> mine = group.values.get(ours);
    if (mine == null || who.startsWith(OURS) || who.startsWith("limit")) {
      return "";
    }
    return String.format(Locale.ROOT, "%.2f", median(mine) / median(values));
  }

  /** The least time that the machine was measured to allow, over the time that was taken. */
  private static String share(Group group, String who, List<Double> values) {
    List<Double> limit = group.values.get(Limits.of(who));
    return limit == null || who.startsWith("limit")
        ? ""
        : String.format(Locale.ROOT, "%.0f %%", 100 * median(limit) / median(values));
  }

  private static double median(List<Double> values) {
    return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  private static String spread(List<Double> values) {
    Spread spread = Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    return number(spread.median())
        + " ("
        + number(spread.min())
        + " … "
        + number(spread.max())
        + ")";
  }

  /** Three digits, without an exponent. */
  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
  }
}
