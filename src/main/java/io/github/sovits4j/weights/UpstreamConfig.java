package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Typed access to the configuration that upstream stores in its checkpoints. */
final class UpstreamConfig {

  private final String path;
  private final Map<?, ?> values;

  private UpstreamConfig(String path, Map<?, ?> values) {
    this.path = path;
    this.values = values;
  }

  static UpstreamConfig of(Map<String, ?> values) {
    return new UpstreamConfig("config", values);
  }

  /** A nested part; this part itself when there is none, as in configurations without parts. */
  UpstreamConfig child(String key) {
    Object child = values.get(key);
    if (child == null) {
      return this;
    }
    if (child instanceof Map<?, ?> map) {
      return new UpstreamConfig(path + "." + key, map);
    }
    throw wrong(key, "a group of values", child);
  }

  int positive(String key) {
    if (values.get(key) == null) {
      throw wrong(key, "a whole number above 0", null);
    }
    return positive(key, 0);
  }

  int positive(String key, int absent) {
    Object value = values.get(key);
    return value == null ? absent : positiveNumber(key, value);
  }

  List<Integer> positives(String key, List<Integer> absent) {
    return values.get(key) == null ? absent : positives(key);
  }

  List<Integer> positives(String key) {
    if (values.get(key) instanceof List<?> list && !list.isEmpty() && list.size() <= 64) {
      List<Integer> out = new ArrayList<>();
      for (Object item : list) {
        out.add(positiveNumber(key, item));
      }
      return List.copyOf(out);
    }
    throw wrong(key, "a list of whole numbers above 0", values.get(key));
  }

  String text(String key, String absent) {
    Object value = values.get(key);
    return value instanceof String text ? text : absent;
  }

  /** A single value as text; what is a group or a list is shown as what it is. */
  String plain(String key, String absent) {
    Object value = values.get(key);
    return switch (value) {
      case null -> absent;
      case String text -> text;
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> describe(value);
    };
  }

  private int positiveNumber(String key, Object value) {
    if (value instanceof Number number
        && number.doubleValue() == number.intValue()
        && number.intValue() > 0) {
      return number.intValue();
    }
    throw wrong(key, "a whole number above 0", value);
  }

  private UserException wrong(String key, String expected, Object got) {
    String found = got == null ? "nothing" : describe(got);
    return new UserException(
        "The checkpoint's configuration has "
            + found
            + " at "
            + path
            + "."
            + key
            + ", expected "
            + expected
            + ". Export the model again, or get the file again.");
  }

  private static String describe(Object value) {
    return switch (value) {
      case String text -> "the text " + Quote.of(text);
      case Number number -> "the number " + Quote.of(number.toString());
      case Boolean truth -> "the truth value " + truth;
      case Map<?, ?> map -> "a group of " + map.size() + " values";
      case List<?> list -> "a list of " + list.size() + " values";
      default -> "something else";
    };
  }
}
