package io.github.sovits4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The parameters of a request, from a query, a form or a JSON object. Clients send numbers and
 * booleans as strings too, and a parameter under several names; null is as good as nothing.
 */
final class RequestValues {

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /** None yet. */
  RequestValues() {}

  /** Adds a value to those of a name. */
  void add(String name, String value) {
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  /** Adds the fields of an object; {@code {"voice": {"id": "me"}}} is the voice {@code me}. */
  void add(ObjectNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      if (value.isArray()) {
        values.putIfAbsent(field.getKey(), new ArrayList<>());
        value.forEach(element -> add(field.getKey(), scalar(field.getKey(), element)));
      } else if (!value.isNull()) {
        add(field.getKey(), scalar(field.getKey(), value));
      }
    }
  }

  private static String scalar(String name, JsonNode value) {
    if (value.isObject() && value.path("id").isTextual()) {
      return value.path("id").textValue();
    }
    if (value.isContainerNode()) {
      throw HttpProblem.wrong(name, name + ": expected a single value, got a JSON structure.");
    }
    return value.isNull() ? "" : value.asText();
  }

  /** Whether there is nothing at all. */
  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether a parameter is there under one of these names, even if it is empty. */
  boolean has(String... names) {
    for (String name : names) {
      if (values.containsKey(name)) {
        return true;
      }
    }
    return false;
  }

  /** The value under the first of these names that has one; empty text is a value. */
  private Optional<Named> find(String... names) {
    for (String name : names) {
      List<String> found = values.get(name);
      if (found != null && !found.isEmpty()) {
        return Optional.of(new Named(name, found.getLast()));
      }
    }
    return Optional.empty();
  }

  private record Named(String name, String value) {}

  /** A text, empty where it is missing or blank. */
  Optional<String> text(String... names) {
    return find(names).map(Named::value).filter(text -> !text.isBlank());
  }

  /** All values that are not blank. */
  List<String> texts(String... names) {
    List<String> texts = new ArrayList<>();
    for (String name : names) {
      for (String value : values.getOrDefault(name, List.of())) {
        if (!value.isBlank()) {
          texts.add(value);
        }
      }
    }
    return texts;
  }

  /**
   * @throws HttpProblem 400 unless it is a number
   */
  OptionalDouble number(String... names) {
    Optional<Named> found = find(names).filter(named -> !named.value.isBlank());
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double number = Double.parseDouble(found.get().value.strip());
      if (Double.isFinite(number)) {
        return OptionalDouble.of(number);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw expected(found.get(), "a number");
  }

  /**
   * @throws HttpProblem 400 unless it is a whole number
   */
  OptionalLong whole(String... names) {
    OptionalDouble number = number(names);
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    double value = number.getAsDouble();
    if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
      throw expected(find(names).orElseThrow(), "a whole number");
    }
    return OptionalLong.of((long) value);
  }

  /**
   * @throws HttpProblem 400 unless it is a whole number of 32 bits
   */
  OptionalInt integer(String... names) {
    OptionalLong whole = whole(names);
    if (whole.isEmpty()) {
      return OptionalInt.empty();
    }
    if (whole.getAsLong() != (int) whole.getAsLong()) {
      throw expected(find(names).orElseThrow(), "a whole number of 32 bits");
    }
    return OptionalInt.of((int) whole.getAsLong());
  }

  /**
   * @throws HttpProblem 400 unless it is true, false, 1 or 0
   */
  Optional<Boolean> flag(String... names) {
    Optional<Named> found = find(names).filter(named -> !named.value.isBlank());
    return found.map(
        named ->
            switch (named.value.strip().toLowerCase(Locale.ROOT)) {
              case "true", "1", "1.0" -> true;
              case "false", "0", "0.0" -> false;
              default -> throw expected(named, "true or false");
            });
  }

  private static HttpProblem expected(Named named, String what) {
    return HttpProblem.wrong(
        named.name, named.name + ": expected " + what + ", got " + Shown.of(named.value) + ".");
  }
}
