package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One recorded case: what was called with which settings, and the tensors that went in and out. */
final class GoldenCase implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path manifestFile;
  private final JsonNode manifest;
  private final Safetensors tensors;

  private GoldenCase(String name, Path manifestFile, JsonNode manifest, Safetensors tensors) {
    this.name = name;
    this.manifestFile = manifestFile;
    this.manifest = manifest;
    this.tensors = tensors;
  }

  /**
   * Opens a case.
   *
   * @param name area and case, as in {@code s1/tiny_batch}
   * @param manifestFile the JSON; the tensors lie beside it
   */
  static GoldenCase open(String name, Path manifestFile) {
    JsonNode manifest = read(manifestFile);
    String file = manifestFile.getFileName().toString().replaceFirst("json$", "safetensors");
    return new GoldenCase(
        name, manifestFile, manifest, Safetensors.open(manifestFile.resolveSibling(file)));
  }

  static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UserException(file + ": expected a JSON manifest: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  String kind() {
    return text("kind");
  }

  JsonNode manifest() {
    return manifest;
  }

  StoredTensorSource tensors() {
    return tensors;
  }

  String text(String key) {
    return node(key).asText();
  }

  int integer(String key) {
    return node(key).asInt();
  }

  private JsonNode node(String key) {
    JsonNode node = manifest.get(key);
    if (node == null) {
      throw new UserException(name + ": the manifest has no '" + key + "'.");
    }
    return node;
  }

  /** A list of numbers. */
  static List<Integer> integers(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asInt()));
    return values;
  }

  /** A number of the manifest's {@code section}, or a default where the section lacks it. */
  static int size(JsonNode section, String key, int otherwise) {
    return section == null || !section.has(key) ? otherwise : section.get(key).asInt();
  }

  /**
   * The weights of the case: the checkpoint beside it where there is one, else the synthetic
   * scheme. A checkpoint must be closed with {@link #close(TensorSource)}.
   */
  TensorSource weights(Map<String, int[]> shapes) {
    if (manifest.has("checkpoint")) {
      Path checkpoint = manifestFile.resolveSibling(text("checkpoint"));
      if (Files.exists(checkpoint)) {
        return Safetensors.open(checkpoint);
      }
    }
    return new SyntheticWeights(text("family"), shapes, node("model_seed").asLong());
  }

  static void close(TensorSource weights) {
    if (weights instanceof Safetensors file) {
      file.close();
    }
  }

  /**
   * How far a tensor may be off: its own tolerance, else the first pattern that matches its name.
   */
  Tolerance tolerance(String tensor) {
    JsonNode own = manifest.path("tensors").path(tensor).path("tolerance");
    if (!own.isMissingNode()) {
      return Tolerance.of(own);
    }
    for (Map.Entry<String, JsonNode> pattern : manifest.path("tolerances").properties()) {
      if (Pattern.compile(pattern.getKey()).matcher(tensor).find()) {
        return Tolerance.of(pattern.getValue());
      }
    }
    return Tolerance.DEFAULT;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
