package io.github.sovits4j.ops;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kernel with parameters whose best values depend on the device.
 *
 * @param name unique within its backend
 * @param operator the operator it computes, or one way to compute it
 * @param values by parameter the values to choose from, at least one, the default first
 */
public record TunableKernel(
    String name, Class<? extends Operator> operator, Map<String, List<Integer>> values) {

  /** Checks that every parameter has a default. */
  public TunableKernel {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    if (values.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(name + ": a parameter without values: " + values);
    }
  }

  /** The value of every parameter where nothing was searched. */
  public Map<String, Integer> defaults() {
    Map<String, Integer> defaults = new LinkedHashMap<>();
    values.forEach((parameter, all) -> defaults.put(parameter, all.getFirst()));
    return defaults;
  }

  /** How many values there are beside the defaults. */
  public int alternatives() {
    return values.values().stream().mapToInt(all -> all.size() - 1).sum();
  }
}
