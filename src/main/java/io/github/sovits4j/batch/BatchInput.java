package io.github.sovits4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be spoken: JSON lines with the fields {@code id} and {@code text} and, where the run's
 * own are not meant, {@code language}, {@code voice} and {@code seed}. Null is as if a field were
 * not there; a field of another name is a mistake, for it is likely to be a mistyped one.
 *
 * @param items the lines that are right, in their order
 * @param mistakes what is wrong with the others, each beginning with its line
 */
public record BatchInput(List<BatchItem> items, List<String> mistakes) {

  private static final Set<String> FIELDS =
      new TreeSet<>(List.of("id", "language", "seed", "text", "voice"));

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read
   */
  public static BatchInput read(Path file) {
    List<BatchItem> items = new ArrayList<>();
    List<String> mistakes = new ArrayList<>();
    ItemIds ids = new ItemIds();
    JsonLines.read(
        file,
        line -> {
          try {
            if (line.mistake() != null) {
              throw new UserException(line.mistake());
            }
            BatchItem item = item(line.number(), line.object());
            ids.add(item.id(), line.number());
            items.add(item);
          } catch (UserException e) {
            mistakes.add("line " + line.number() + ": " + e.getMessage());
          }
        });
    return new BatchInput(List.copyOf(items), List.copyOf(mistakes));
  }

  private static BatchItem item(int line, ObjectNode object) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new UserException(
            "has a field "
                + Quote.of(name)
                + "; expected "
                + String.join(", ", FIELDS)
                + ". Leave others out.");
      }
    }
    JsonNode id = object.get("id");
    JsonNode seed = object.get("seed");
    return new BatchItem(
        line,
        id != null && id.isIntegralNumber() ? id.asText() : required(object, "id"),
        required(object, "text"),
        text(object, "language"),
        text(object, "voice"),
        seed == null || seed.isNull() ? null : seed(seed));
  }

  private static String required(ObjectNode object, String name) {
    String text = text(object, name);
    if (text == null) {
      throw new UserException("has no " + name + ". Give every line an id and a text.");
    }
    return text;
  }

  private static String text(ObjectNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new UserException(
          name + ": expected a text in quotation marks, got " + Quote.of(value.toString()) + ".");
    }
    return value.textValue();
  }

  private static Long seed(JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new UserException(
          "seed: expected a whole number of at most 64 bits, got "
              + Quote.of(value.toString())
              + ".");
    }
    return value.longValue();
  }
}
