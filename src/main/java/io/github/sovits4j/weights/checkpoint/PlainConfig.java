package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns pickled containers into plain, unmodifiable Java ones. Depth and number of values are
 * limited, which also ends containers that hold themselves or share parts without end.
 */
final class PlainConfig {

  private static final int DEEPEST = 64;
  private static final int MOST_VALUES = 100_000;

  private final String file;
  private int values;

  private PlainConfig(String file) {
    this.file = file;
  }

  static Map<String, Object> of(String file, Pickled.Dict dict) {
    return new PlainConfig(file).map(dict, 0);
  }

  private Map<String, Object> map(Pickled.Dict dict, int depth) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : dict.items.entrySet()) {
      out.put(entry.getKey(), plain(entry.getValue(), depth + 1));
    }
    return Collections.unmodifiableMap(out);
  }

  private Object plain(Object value, int depth) {
    values++;
    if (depth > DEEPEST || values > MOST_VALUES) {
      throw new UserException(
          file
              + " has a configuration nested deeper than "
              + DEEPEST
              + " levels or of more than "
              + MOST_VALUES
              + " values. It is damaged or hostile; do not use it.");
    }
    return switch (value) {
      case Pickled.Dict dict -> map(dict, depth);
      case Pickled.Sequence sequence -> {
        List<Object> out = new ArrayList<>();
        for (Object item : sequence.items) {
          out.add(plain(item, depth + 1));
        }
        yield Collections.unmodifiableList(out);
      }
      case Pickled.None none -> null;
      case Pickled other -> "<" + other.getClass().getSimpleName() + ">";
      default -> value;
    };
  }
}
