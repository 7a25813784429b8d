package io.github.sovits4j.model.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.Skip;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.PolyphoneLists;
import io.github.sovits4j.weights.checkpoint.EncoderConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * g2pW from its ONNX file, against what ONNX Runtime said of the same file: {@code
 * src/test/resources/polyphones/make.py}.
 */
class PolyphoneNetworkTest {

  private static final Path RECORDED = Path.of("src/test/resources/polyphones");

  @TempDir static Path folder;

  private static EncoderFolder encoders;
  private static JsonNode cases;

  @BeforeAll
  static void convert() throws IOException {
    List<String> said =
        new EncoderConverter(folder, false, warning -> {})
            .convert(List.of(RECORDED.resolve("g2pW.onnx")));
    assertTrue(said.getFirst().contains("polyphone network (g2pW), 44 tensors"), said::toString);
    encoders = EncoderFolder.of(folder);
    cases = new ObjectMapper().readTree(RECORDED.resolve("cases.json").toFile());
  }

  /** The queries of the recording, those of one text with one array of tokens. */
  private static List<PolyphoneNetwork.Query> queries(Vocabulary vocabulary, PolyphoneLists lists) {
    Map<String, int[]> tokens = new HashMap<>();
    List<String> characters = List.copyOf(lists.characters().keySet());
    List<PolyphoneNetwork.Query> queries = new ArrayList<>();
    for (JsonNode recorded : cases) {
      String text = recorded.path("text").asText();
      int at = recorded.path("at").asInt();
      queries.add(
          new PolyphoneNetwork.Query(
              tokens.computeIfAbsent(text, vocabulary::tokens),
              at + 1,
              characters.indexOf(text.substring(at, at + 1))));
    }
    return queries;
  }

  @ParameterizedTest
  @CsvSource({
    "reference, F32, 2e-5",
    "simd, F32, 2e-5",
    "opencl, F32, 2e-5",
    "tornado, F32, 2e-4",
    "reference, F16, 1e-2",
    "simd, INT8, 0.1"
  })
  void probabilitiesAreOnnxRuntimes(String name, StoragePolicy precision, float tolerance) {
    Skip.unless(
        Backends.providers().stream().anyMatch(p -> p.name().equals(name) && p.missing().isEmpty()),
        "no " + name + " here");
    try (Backend backend = Backends.open(name);
        EncoderFolder.Encoder encoder = encoders.open(EncoderKind.POLYPHONES)) {
      PolyphoneLists lists = encoder.lists();
      List<PolyphoneNetwork.Query> queries = queries(new Vocabulary(encoder.vocabulary()), lists);
      try (PolyphoneNetwork network =
          new PolyphoneNetwork(
              backend,
              encoder.weights(),
              (PolyphoneConfig) encoder.config(),
              lists,
              precision,
              null)) {
        List<float[]> probabilities = network.probabilities(queries);
        int[] read = network.read(queries);
        for (int i = 0; i < queries.size(); i++) {
          JsonNode recorded = cases.get(i).path("probabilities");
          float[] expected = new float[recorded.size()];
          int best = 0;
          int[] labels = network.labels(queries.get(i).character());
          assertEquals(labels.length, expected.length);
          List<Map.Entry<String, JsonNode>> byLabel = List.copyOf(recorded.properties());
          for (int j = 0; j < labels.length; j++) {
            expected[j] = (float) byLabel.get(rank(labels, j)).getValue().asDouble();
            best = expected[j] > expected[best] ? j : best;
          }
          assertArrayEquals(expected, probabilities.get(i), tolerance, "case " + i);
          if (precision == StoragePolicy.F32) {
            assertEquals(labels[best], read[i], "case " + i);
          }
        }
      }
    }
  }

  /** How many of the labels are smaller. */
  private static int rank(int[] labels, int index) {
    int rank = 0;
    for (int label : labels) {
      rank += label < labels[index] ? 1 : 0;
    }
    return rank;
  }

  @Test
  void listsAreInUpstreamsOrder() {
    try (EncoderFolder.Encoder encoder = encoders.open(EncoderKind.POLYPHONES)) {
      PolyphoneLists lists = encoder.lists();
      assertEquals(List.of("不", "好", "得", "行", "重", "長"), List.copyOf(lists.characters().keySet()));
      assertEquals(14, lists.labels().size());
      List<String> readings =
          lists.characters().get("行").stream().map(label -> lists.labels().get(label)).toList();
      assertEquals(List.of("hang2", "xing2", "hang4"), readings);
      assertEquals("kuai4", lists.single().get("快"));
    }
  }
}
