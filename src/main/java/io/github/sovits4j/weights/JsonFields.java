package io.github.sovits4j.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Reads a JSON object whose keys must all be known; complaints name the key. */
final class JsonFields {

  private static final long LARGEST = 1_000_000;

  private final String file;
  private final String path;
  private final JsonNode object;
  private final Set<String> used = new HashSet<>();

  JsonFields(String file, String path, JsonNode object) {
    this.file = file;
    this.path = path;
    this.object = object;
    if (!object.isObject()) {
      throw new UserException(
          file + " has no group of values at " + Quote.of(path) + ". Make the model folder again.");
    }
  }

  /**
   * Reads a small file of strict JSON.
   *
   * @param what the file is, for complaints
   * @param reader of the whole
   * @throws UserException when it cannot be read or is not sound
   */
  static <T> T read(Path path, String what, Function<JsonFields, T> reader) {
    String file = Quote.path(path);
    try {
      if (Files.size(path) > LARGEST) {
        throw new UserException(
            file + " has more than " + LARGEST + " bytes. It is not a " + what + ".");
      }
      byte[] json = Files.readAllBytes(path);
      return reader.apply(new JsonFields(file, "", StrictJson.mapper().readTree(json)));
    } catch (JacksonException e) {
      throw new UserException(
          file
              + " is not sound JSON: "
              + Quote.plain(e.getOriginalMessage())
              + ". Make the folder again.",
          e);
    } catch (IOException e) {
      throw new UserException(
          file + " cannot be read: " + Quote.plain(String.valueOf(e.getMessage())) + ".", e);
    }
  }

  boolean has(String key) {
    return object.has(key);
  }

  JsonFields child(String key) {
    return new JsonFields(file, path + key + ".", get(key));
  }

  int integer(String key) {
    JsonNode node = get(key);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(key, "a whole number");
    }
    return node.intValue();
  }

  long whole(String key) {
    JsonNode node = get(key);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(key, "a whole number");
    }
    return node.longValue();
  }

  List<Integer> integers(String key) {
    JsonNode node = get(key);
    List<Integer> out = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isIntegralNumber() || !item.canConvertToInt() || out.size() > 1000) {
        throw wrong(key, "a short list of whole numbers");
      }
      out.add(item.intValue());
    }
    if (!node.isArray()) {
      throw wrong(key, "a short list of whole numbers");
    }
    return List.copyOf(out);
  }

  boolean truth(String key) {
    JsonNode node = get(key);
    if (!node.isBoolean()) {
      throw wrong(key, "true or false");
    }
    return node.booleanValue();
  }

  String text(String key) {
    JsonNode node = get(key);
    if (!node.isTextual()) {
      throw wrong(key, "text");
    }
    return node.textValue();
  }

  /** Complains about keys that nobody asked for. */
  void done() {
    for (var field : object.properties()) {
      if (!used.contains(field.getKey())) {
        throw new UserException(
            file
                + " has the unknown key "
                + Quote.of(path + field.getKey())
                + ". Remove it, or use the version of sovits4j that wrote the file.");
      }
    }
  }

  UserException wrong(String key, String expected) {
    return new UserException(
        file
            + " has "
            + Quote.of(get(key).toString())
            + " at "
            + Quote.of(path + key)
            + ", expected "
            + expected
            + ". Make the model folder again.");
  }

  private JsonNode get(String key) {
    used.add(key);
    JsonNode node = object.get(key);
    if (node == null) {
      throw new UserException(
          file + " lacks the key " + Quote.of(path + key) + ". Make the model folder again.");
    }
    return node;
  }
}
