package io.github.sovits4j.weights.checkpoint;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The small files that libraries put beside an encoder's weights. */
final class Neighbours {

  private static final long LARGEST = 16_000_000;
  private static final int MOST_TOKENS = 1_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Neighbours() {}

  /**
   * The network's configuration, {@code config.json}; empty when there is none.
   *
   * @throws UserException when it is not sound
   */
  static Map<String, Object> config(Path weights) {
    Path file = weights.resolveSibling("config.json");
    return Files.isRegularFile(file)
        ? read(file, bytes -> JSON.readValue(bytes, new TypeReference<Map<String, Object>>() {}))
        : Map.of();
  }

  /**
   * The tokens by their ids, from {@code vocab.txt} or else {@code tokenizer.json}.
   *
   * @throws UserException when neither is there, or it is not sound
   */
  static List<String> vocabulary(Path weights) {
    return findVocabulary(weights)
        .orElseThrow(
            () ->
                new UserException(
                    Quote.path(weights)
                        + " is a text encoder, but neither tokenizer.json nor vocab.txt lies beside"
                        + " it: its tokens are unknown. Put one there; upstream publishes both"
                        + " together."));
  }

  /** As {@link #vocabulary}; empty when neither is there. */
  static Optional<List<String>> findVocabulary(Path weights) {
    Path lines = weights.resolveSibling("vocab.txt");
    if (Files.isRegularFile(lines)) {
      return Optional.of(text(lines).lines().toList());
    }
    Path json = weights.resolveSibling("tokenizer.json");
    if (Files.isRegularFile(json)) {
      return Optional.of(
          read(json, bytes -> tokens(json, JSON.readTree(bytes).path("model").path("vocab"))));
    }
    return Optional.empty();
  }

  /** A small text. */
  static String text(Path file) {
    return read(file, bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Texts by texts, as JSON; what is no text is left out. */
  static Map<String, String> dictionary(Path file) {
    Map<String, String> dictionary = new HashMap<>();
    read(file, JSON::readTree)
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isTextual()) {
                dictionary.put(entry.getKey(), entry.getValue().asText());
              }
            });
    return dictionary;
  }

  private static List<String> tokens(Path file, JsonNode vocabulary) {
    String[] tokens = new String[Math.min(vocabulary.size(), MOST_TOKENS)];
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      int id = entry.getValue().asInt(-1);
      if (id < 0 || id >= tokens.length || tokens[id] != null || entry.getKey().contains("\n")) {
        throw new UserException(
            Quote.path(file)
                + " gives the token "
                + Quote.of(entry.getKey())
                + " the id "
                + id
                + ", expected ids from 0 on, each once. Get the file again.");
      }
      tokens[id] = entry.getKey();
    }
    return new ArrayList<>(Arrays.asList(tokens));
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(byte[] bytes) throws IOException;
  }

  private static <T> T read(Path file, Reader<T> reader) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new UserException(
            Quote.path(file) + " has more than " + LARGEST + " bytes, which it should not.");
      }
      return reader.read(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw new UserException(
          Quote.path(file)
              + " is not sound JSON: "
              + Quote.plain(e.getOriginalMessage())
              + ". Get the file again.",
          e);
    } catch (IOException e) {
      throw new UserException(
          Quote.path(file) + " cannot be read: " + Quote.plain(String.valueOf(e.getMessage())), e);
    }
  }
}
