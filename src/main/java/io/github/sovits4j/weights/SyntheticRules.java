package io.github.sovits4j.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which centre and scale the synthetic values of a tensor have: the first matching rule of the
 * family's list, then of the common one.
 */
final class SyntheticRules {

  private static final String RESOURCE = "synthetic-rules.json";

  /**
   * The values of a tensor lie in {@code [center - scale, center + scale)}.
   *
   * @param center the middle
   * @param scale half the width; 0 makes a constant
   */
  record Spread(double center, double scale) {}

  private record Rule(
      Pattern pattern, int rank, int minRank, double center, Double scale, double gain) {

    boolean matches(String name, int ofRank) {
      return (rank < 0 || ofRank == rank) && ofRank >= minRank && pattern.matcher(name).find();
    }

    Spread spread(int... shape) {
      if (scale != null) {
        return new Spread(center, scale);
      }
      long fanIn = 1;
      for (int i = 1; i < shape.length; i++) {
        fanIn *= shape[i];
      }
      return new Spread(center, gain * Math.sqrt(3.0 / fanIn));
    }
  }

  private final Map<String, List<Rule>> families = new TreeMap<>();
  private final List<Rule> common;

  private SyntheticRules(JsonNode root) {
    root.get("families").properties().forEach(e -> families.put(e.getKey(), rules(e.getValue())));
    common = rules(root.get("common"));
  }

  /** The rules that come with the library. */
  static SyntheticRules load() {
    try (InputStream in = SyntheticRules.class.getResourceAsStream(RESOURCE)) {
      return new SyntheticRules(StrictJson.mapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> families() {
    return families.keySet();
  }

  /**
   * The spread of one tensor.
   *
   * @throws IllegalArgumentException when the family is unknown or no rule matches
   */
  Spread spread(String family, String name, int... shape) {
    List<Rule> own = families.get(family);
    if (own == null) {
      throw new IllegalArgumentException(
          "no synthetic family " + Quote.of(family) + ", known are " + families.keySet());
    }
    for (List<Rule> list : List.of(own, common)) {
      for (Rule rule : list) {
        if (rule.matches(name, shape.length)) {
          return rule.spread(shape);
        }
      }
    }
    throw new IllegalArgumentException(
        "no synthetic rule for " + Quote.of(name) + " with " + shape.length + " dimensions");
  }

  private static List<Rule> rules(JsonNode list) {
    List<Rule> out = new ArrayList<>();
    for (JsonNode rule : list) {
      out.add(
          new Rule(
              Pattern.compile(rule.get("pattern").asText()),
              rule.path("rank").asInt(-1),
              rule.path("min_rank").asInt(0),
              rule.path("center").asDouble(0),
              rule.has("scale") ? (Double) rule.get("scale").asDouble() : null,
              rule.path("gain").asDouble(0)));
    }
    return out;
  }
}
