package io.github.sovits4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.UserException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensor lists and sizes against those of networks that upstream's code built. */
class ConfigTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void listsTheTensorsOfTheFirstStage() throws Exception {
    JsonNode golden = golden("s1");
    Text2SemanticConfig config = new Text2SemanticConfig(97, 64, 32, 4, 2, 96, 54);
    assertSame(shapes(golden), config.tensorShapes());
    assertEquals(config, Text2SemanticConfig.fromUpstream(config(golden), shapes(golden)));
    assertEquals(golden.get("sha256").asText(), hash("s1", golden));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"V3", "V4"})
  void listsTheTensorsOfTheSecondStage(ModelVersion version) throws Exception {
    JsonNode golden = golden(version.label());
    SovitsConfig config = SovitsConfig.tiny(version);
    assertSame(shapes(golden), config.tensorShapes());
    assertEquals(config, SovitsConfig.fromUpstream(version, config(golden), shapes(golden)));
    assertEquals(golden.get("sha256").asText(), hash("s2", golden));
    assertEquals(8000, config.sampleRate());
    JsonNode dims = golden.get("dims");
    assertEquals(dims.get("ssl").asInt(), config.sslDim());
    assertEquals(dims.get("bins").asInt(), config.codebookSize());
    assertEquals(dims.get("sv").asInt(), Math.max(320, config.speakerDim()));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"V3", "V4"})
  void describesTheReleasedModels(ModelVersion version) {
    Text2SemanticConfig s1 = Text2SemanticConfig.full(version);
    SovitsConfig s2 = SovitsConfig.full(version);
    assertEquals(295, s1.tensorShapes().size());
    assertEquals(version.isPro() ? 678 : 673, s2.tensorShapes().size());
    assertEquals(32000, s2.sampleRate());
    assertEquals(
        version == ModelVersion.V1 ? 77_493_762 : 77_606_402, parameters(s1.tensorShapes()));
    // The stated sizes of upstream's half precision files, in units of 100 kB.
    long stated =
        switch (version) {
          case V1 -> 847;
          case V2 -> 848;
          case V2PRO -> 1347;
          case V2PROPLUS -> 1725;
          case V3, V4 -> 0;
        };
    assertEquals(stated, Math.round(parameters(s2.tensorShapes()) * 2 / 1e5));
    assertEquals(s2, SovitsConfig.fromUpstream(version, upsampling(s2), s2.tensorShapes()));
  }

  @ParameterizedTest
  @EnumSource
  void tinyStagesFitTogether(ModelVersion version) {
    Text2SemanticConfig s1 = Text2SemanticConfig.tiny(version);
    SecondStageConfig s2 = SecondStageConfig.tiny(version);
    assertEquals(s2.codebookSize(), s1.eos());
    assertTrue(s1.phonemeVocabSize() >= s2.phoneSymbols());
  }

  @Test
  void refusesImpossibleSizes() {
    says("vocabSize - 1 = 64", () -> new Text2SemanticConfig(65, 9, 32, 4, 2, 63, 54));
    says("3 heads", () -> new Text2SemanticConfig(65, 9, 32, 3, 2, 64, 54));
    says("layers is 0", () -> new Text2SemanticConfig(65, 9, 32, 4, 0, 64, 54));
    SovitsConfig c = SovitsConfig.tiny(ModelVersion.V2);
    says("cannot be halved", () -> with(c, 24, 48, c.upsampleRates()));
    says("inter 23 is odd", () -> with(c, 23, 64, c.upsampleRates()));
    says("5 upsampleKernels", () -> with(c, 24, 64, List.of(5, 4)));
    says("kernel 11", () -> with(c, 24, 64, List.of(4, 4, 2, 2, 2)));
    says("has 322", () -> versioned(c, ModelVersion.V1));
    says("needs a speaker embedding", () -> versioned(c, ModelVersion.V2PRO));
  }

  @Test
  void namesWhatUpstreamsConfigurationLacks() throws Exception {
    JsonNode golden = golden("s1");
    Map<String, Object> config = config(golden);
    config.put("head", 0);
    says("the number '0' at config.head", () -> s1(config, golden));
    config.put("head", "four");
    says("the text 'four' at config.head", () -> s1(config, golden));
    config.remove("head");
    says("nothing at config.head", () -> s1(config, golden));
    config.put("head", 4);
    config.put("n_layer", 3);
    says("n_layer 3", () -> s1(config, golden));
    config.put("n_layer", 2);
    Map<String, int[]> shapes = shapes(golden);
    shapes.remove("model.bert_proj.weight");
    says("model.bert_proj.weight", () -> Text2SemanticConfig.fromUpstream(config, shapes));
    says(
        "config.upsample_rates",
        () -> SovitsConfig.fromUpstream(ModelVersion.V2, Map.of(), Map.of()));
  }

  @Test
  void parsesVersions() {
    for (ModelVersion version : ModelVersion.values()) {
      assertEquals(version, ModelVersion.parse(version.label()));
    }
    says("no model version 'v9'", () -> ModelVersion.parse("v9"));
  }

  private static Text2SemanticConfig s1(Map<String, Object> config, JsonNode golden) {
    return Text2SemanticConfig.fromUpstream(config, shapes(golden));
  }

  private static SovitsConfig with(SovitsConfig c, int inter, int initial, List<Integer> rates) {
    return new SovitsConfig(
        c.version(),
        c.phoneSymbols(),
        c.sslDim(),
        c.codebookSize(),
        c.hidden(),
        inter,
        c.filter(),
        c.heads(),
        c.layers(),
        c.mrteDim(),
        c.styleDim(),
        c.referenceBins(),
        c.gin(),
        c.speakerDim(),
        initial,
        rates,
        c.upsampleKernels(),
        c.resblockKernels());
  }

  private static SovitsConfig versioned(SovitsConfig c, ModelVersion version) {
    return new SovitsConfig(
        version,
        c.phoneSymbols(),
        c.sslDim(),
        c.codebookSize(),
        c.hidden(),
        c.inter(),
        c.filter(),
        c.heads(),
        c.layers(),
        c.mrteDim(),
        c.styleDim(),
        c.referenceBins(),
        c.gin(),
        c.speakerDim(),
        c.upsampleInitialChannel(),
        c.upsampleRates(),
        c.upsampleKernels(),
        c.resblockKernels());
  }

  private static Map<String, Object> upsampling(SovitsConfig config) {
    return Map.of("model", Map.of("upsample_rates", config.upsampleRates()));
  }

  private static void says(String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(UserException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static long parameters(Map<String, int[]> shapes) {
    return shapes.entrySet().stream()
        .mapToLong(e -> Shapes.elements(e.getKey(), e.getValue()))
        .sum();
  }

  private static void assertSame(Map<String, int[]> expected, Map<String, int[]> got) {
    assertEquals(new TreeMap<>(expected).keySet(), new TreeMap<>(got).keySet());
    expected.forEach((name, shape) -> assertArrayEquals(shape, got.get(name), name));
  }

  private static JsonNode golden(String key) throws Exception {
    try (InputStream in =
        ConfigTest.class.getResourceAsStream("/golden/weights/tiny-tensor-lists.json")) {
      return JSON.readTree(in).get(key);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> config(JsonNode golden) {
    return JSON.convertValue(golden.get("config"), LinkedHashMap.class);
  }

  private static Map<String, int[]> shapes(JsonNode golden) {
    Map<String, int[]> out = new LinkedHashMap<>();
    golden
        .get("tensors")
        .properties()
        .forEach(e -> out.put(e.getKey(), JSON.convertValue(e.getValue(), int[].class)));
    return out;
  }

  /** SHA-256 over names and F32 bytes of all tensors, sorted by name. */
  private static String hash(String family, JsonNode golden) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    SyntheticWeights weights =
        new SyntheticWeights(family, shapes(golden), golden.get("seed").asLong());
    for (String name : new TreeMap<>(shapes(golden)).keySet()) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      float[] values = weights.floats(name);
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
