package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints made by PyTorch and by upstream's own savers, and broken and hostile ones; their
 * manifest says what must come of each.
 */
class GoldenCheckpointsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Files that may be refused, and what the refusal must name. */
  private static final Map<String, String> REFUSED_THOUGH_SOUND =
      Map.of(
          "s1_tiny_legacy_format.ckpt", "before 1.6",
          "s1_tiny_odd_config.ckpt", "pathlib.PurePosixPath",
          "deflated.pth", "compressed entry");

  /** What the refusal of a broken or hostile file must name. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("truncated_60.ckpt", "cut off"),
          Map.entry("truncated_tail.ckpt", "cut off"),
          Map.entry("bad_header.pth", "not a PyTorch checkpoint"),
          Map.entry("empty.pth", "is empty"),
          Map.entry("html.pth", "a web page"),
          Map.entry("noise.ckpt", "begins with the bytes"),
          Map.entry("no_data_pkl.pth", "data.pkl"),
          Map.entry("pickle_cut.pth", "breaks off"),
          Map.entry("missing_storage.pth", "is missing"),
          Map.entry("short_storage.pth", "should hold 6 elements"),
          Map.entry("bitrot.ckpt", "checksum"),
          Map.entry("missing_key.ckpt", "model.ar_predict_layer.weight"),
          Map.entry("wrong_shape.ckpt", "model.h.layers.0.linear1.weight"),
          Map.entry("int_weight.ckpt", "holds I64"),
          Map.entry("no_config.ckpt", "no configuration"),
          Map.entry("no_weight.ckpt", "no entry 'weight'"),
          Map.entry("bad_config.ckpt", "config.model."),
          Map.entry("list_root.pth", "a list at the top"),
          Map.entry("bare_state_dict.pth", "bare state dict"),
          Map.entry("s2_wrong_vocab.pth", "500 rows"),
          Map.entry("evil_os_system.pth", "posix.system"),
          Map.entry("evil_eval.ckpt", "__builtin__.eval"),
          Map.entry("evil_inst.pth", "INST"),
          Map.entry("evil_stack_global.pth", "system"),
          Map.entry("evil_after_weights.pth", "posix.system"),
          Map.entry("evil_build.pth", "builtins.getattr"),
          Map.entry("evil_plain_pickle.ckpt", "not a PyTorch checkpoint"),
          Map.entry("evil_ext.pth", "EXT"),
          Map.entry("hostile_huge_numel.pth", "1099511627776"),
          Map.entry("hostile_size_overflow.pth", "has the sizes"),
          Map.entry("hostile_out_of_bounds.pth", "leaves its storage"),
          Map.entry("hostile_negative_offset.pth", "leaves its storage"),
          Map.entry("hostile_negative_size.pth", "has the sizes"),
          Map.entry("hostile_negative_stride.pth", "strides"),
          Map.entry("hostile_offset_past_end.pth", "leaves its storage"),
          Map.entry("hostile_path_key.pth", "names the storage"),
          Map.entry("hostile_abs_path_key.pth", "names the storage"),
          Map.entry("hostile_rank_mismatch.pth", "strides"),
          Map.entry("hostile_broadcast_bomb.pth", "reorders the 6 elements"),
          Map.entry("hostile_odd_rebuild.pth", "torch.storage._load_from_bytes"),
          Map.entry("hostile_deep.pth", "a list at the top"),
          Map.entry("hostile_laughs.pth", "59 objects left over"),
          Map.entry("hostile_selfref.pth", "not a named tensor"),
          Map.entry("hostile_long_string.pth", "breaks off"),
          Map.entry("hostile_memo.pth", "a list at the top"),
          Map.entry("hostile_zip_bomb.pth", "compressed entry"),
          Map.entry("hostile_duplicate_entries.pth", "two entries"));

  @TempDir Path folder;

  @TempDir static Path made;

  static Stream<Arguments> sound() {
    return manifest().filter(file -> file.get("kind").asText().equals("ok")).map(Arguments::of);
  }

  static Stream<Arguments> unsound() {
    return manifest()
        .filter(file -> !file.get("kind").asText().equals("ok"))
        .filter(file -> !file.get("file").asText().equals("nan_weights.ckpt"))
        .filter(file -> !file.get("expected").isTextual())
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("sound")
  void readsBitForBit(JsonNode entry) throws Exception {
    String name = entry.get("file").asText();
    if (REFUSED_THOUGH_SOUND.containsKey(name)) {
      assertTrue(entry.get("optional").asBoolean(), name);
      refuses(name, REFUSED_THOUGH_SOUND.get(name), () -> Checkpoint.open(golden(name)).close());
      return;
    }
    try (Checkpoint checkpoint = Checkpoint.open(golden(name))) {
      assertExpected(entry.get("expected").asText(), checkpoint.weights());
      if (entry.has("config")) {
        Map<String, Object> config = new LinkedHashMap<>(checkpoint.config());
        config.remove("save_weight_dir"); // upstream's saver adds it
        assertEquals(JSON.convertValue(entry.get("config"), Map.class), narrow(config));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void refusesInOneSentence(JsonNode entry) throws Exception {
    String name = entry.get("file").asText();
    Path file = name.equals("hostile_zip_bomb.pth") ? zipBomb() : golden(name);
    Path output = folder.resolve("out");
    long before = allocated();
    refuses(
        name,
        REASONS.get(name),
        () -> {
          try (Checkpoint checkpoint = Checkpoint.open(file)) {
            checkpoint.weights().names().forEach(checkpoint.weights()::bytes);
          }
          converter(output, new ArrayList<>()).convert(List.of(file));
        });
    assertFalse(Files.exists(output), "nothing may be left behind");
    long allocated = allocated() - before;
    assertTrue(allocated < 64 << 20, name + " took " + allocated + " bytes of heap");
  }

  @Test
  void ignoresEntriesWithPaths() throws Exception {
    try (Checkpoint checkpoint = Checkpoint.open(golden("hostile_entry_traversal.pth"))) {
      assertExpected("handmade_ok.expected.safetensors", checkpoint.weights());
    }
  }

  @ParameterizedTest
  @MethodSource("sound")
  void convertsWithoutLosingABit(JsonNode entry) throws Exception {
    String name = entry.get("file").asText();
    if (!name.matches("s[12]_.*") || REFUSED_THOUGH_SOUND.containsKey(name)) {
      return;
    }
    Path output = folder.resolve("model");
    List<String> warnings = new ArrayList<>();
    converter(output, warnings).convert(List.of(golden(name)));
    assertEquals(List.of(), warnings);
    ModelDescription description = ModelFolder.describe(output);
    boolean first = name.startsWith("s1");
    assertEquals(first, description.t2s().isPresent());
    if (first) {
      assertEquals(
          new Text2SemanticConfig(97, 64, 32, 4, 2, 96, 54),
          description.t2s().orElseThrow().config());
    } else {
      ModelVersion version = ModelVersion.parse(name.split("_", -1)[2]);
      assertEquals(SovitsConfig.tiny(version), description.sovits().orElseThrow().config());
    }
    String file =
        first
            ? description.t2s().orElseThrow().data().name()
            : description.sovits().orElseThrow().data().name();
    try (Safetensors written = Safetensors.open(output.resolve(file))) {
      assertExpected(entry.get("expected").asText(), written);
    }
  }

  @Test
  void namesAllWeightsThatAreNotFinite() {
    Path output = folder.resolve("model");
    String message =
        assertThrows(
                UserException.class,
                () ->
                    converter(output, new ArrayList<>())
                        .convert(List.of(golden("nan_weights.ckpt"))))
            .getMessage();
    assertTrue(message.contains("'model.bert_proj.bias' at index"), message);
    assertTrue(message.contains("'model.h.layers.1.norm1.weight' at index"), message);
    assertFalse(Files.exists(output));
  }

  @Test
  void survivesRandomDamage() throws Exception {
    java.util.Random random = new java.util.Random(7);
    List<byte[]> files = new ArrayList<>();
    for (String name : List.of("views.pth", "handmade_ok.pth", "hostile_entry_traversal.pth")) {
      files.add(Files.readAllBytes(golden(name)));
    }
    Path path = folder.resolve("damaged.pth");
    int refused = 0;
    int rounds = 4000;
    long before = allocated();
    for (int round = 0; round < rounds; round++) {
      byte[] sound = files.get(round % files.size());
      Files.write(path, io.github.sovits4j.weights.Damage.apply(sound, random));
      try (Checkpoint checkpoint = Checkpoint.open(path)) {
        StoredTensorSource weights = checkpoint.weights();
        for (String name : weights.names()) {
          assertEquals(weights.info(name).byteSize(), weights.bytes(name).byteSize());
        }
        if (checkpoint.entries().contains("config")) {
          checkpoint.config();
        }
      } catch (UserException e) {
        refused++;
      }
    }
    long perRound = (allocated() - before) / rounds;
    assertTrue(perRound < 1 << 20, perRound + " bytes of heap for each file");
    assertTrue(refused > rounds / 2, "refused " + refused);
  }

  @Test
  void survivesRandomPickles() throws Exception {
    java.util.Random random = new java.util.Random(11);
    List<byte[]> pickles = new ArrayList<>();
    for (String name : List.of("views.pth", "s1_tiny_f32.ckpt", "s2_tiny_v2_e8_s96.pth")) {
      pickles.add(pickle(golden(name)));
    }
    int refused = 0;
    int rounds = 6000;
    for (int round = 0; round < rounds; round++) {
      byte[] sound = pickles.get(round % 20 == 0 ? 2 : round % 2);
      try {
        Unpickler.read("file", io.github.sovits4j.weights.Damage.apply(sound, random));
      } catch (UserException e) {
        refused++;
      }
    }
    assertTrue(refused > rounds / 2, "refused " + refused);
  }

  private static byte[] pickle(Path path) throws IOException {
    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(path.toFile())) {
      ZipEntry entry =
          zip.stream().filter(e -> e.getName().endsWith("data.pkl")).findFirst().orElseThrow();
      return zip.getInputStream(entry).readAllBytes();
    }
  }

  /** Bytes that this thread has ever taken from the heap. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private CheckpointConverter converter(Path output, List<String> warnings) {
    return new CheckpointConverter(output, false, false, warnings::add);
  }

  private static void refuses(
      String name, String reason, org.junit.jupiter.api.function.Executable attempt) {
    String message = assertThrows(UserException.class, attempt, name).getMessage();
    assertTrue(reason != null && message.contains(reason), name + ": " + message);
    assertTrue(message.length() < 1000 && message.indexOf('\n') < 0, message);
  }

  /** The values are in a file beside the checkpoint, or follow from the synthetic scheme. */
  private static void assertExpected(String expected, StoredTensorSource got) throws Exception {
    JsonNode scheme = JSON.readTree(golden("s2-expected.json").toFile()).get(expected);
    if (expected.equals("s1_tiny_f32.expected.safetensors")) {
      assertWidened("s1_tiny.expected.safetensors", got);
      return;
    }
    if (scheme == null) {
      try (Safetensors want = Safetensors.open(golden(expected))) {
        assertEquals(want.names().size(), got.names().size());
        for (String name : want.names()) {
          assertSameBits(name, want, got);
        }
      }
      return;
    }
    Map<String, int[]> shapes =
        SovitsConfig.tiny(ModelVersion.parse(scheme.get("version").asText())).tensorShapes();
    SyntheticWeights want = new SyntheticWeights("s2", shapes, scheme.get("seed").asLong());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    assertEquals(new TreeSet<>(want.names()), new TreeSet<>(got.names()));
    for (String name : new TreeSet<>(want.names())) {
      float[] values = want.floats(name);
      byte[] bytes = new byte[2 * values.length];
      ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        out.putShort(Float.floatToFloat16(value));
      }
      assertEquals(DType.F16, got.dtype(name));
      assertArrayEquals(shapes.get(name), got.shape(name), name);
      assertArrayEquals(bytes, got.bytes(name).toArray(ValueLayout.JAVA_BYTE), name);
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    assertEquals(scheme.get("sha256").asText(), HexFormat.of().formatHex(digest.digest()));
  }

  /** The F32 file holds the values of the F16 one. */
  private static void assertWidened(String expected, StoredTensorSource got) {
    try (Safetensors want = Safetensors.open(golden(expected))) {
      assertEquals(new TreeSet<>(want.names()), new TreeSet<>(got.names()));
      for (String name : want.names()) {
        assertEquals(DType.F32, got.dtype(name));
        assertArrayEquals(want.shape(name), got.shape(name), name);
        assertArrayEquals(want.floats(name), got.floats(name), name);
      }
    }
  }

  /** Expected values of two types that the fixtures cannot hold are stored in wider ones. */
  private static void assertSameBits(String name, Safetensors want, StoredTensorSource got) {
    String stored = name.replaceFirst("_as_.*", "");
    assertArrayEquals(want.shape(name), got.shape(stored), name);
    if (name.equals("bf16_as_f32")) {
      assertEquals(DType.BF16, got.dtype(stored));
      assertArrayEquals(want.floats(name), got.floats(stored));
    } else if (name.equals("boolean_as_u8")) {
      assertEquals(DType.BOOL, got.dtype(stored));
      assertArrayEquals(want.ints(name), got.ints(stored));
    } else {
      assertEquals(want.dtype(name), got.dtype(name), name);
      assertArrayEquals(
          want.bytes(name).toArray(ValueLayout.JAVA_BYTE),
          got.bytes(name).toArray(ValueLayout.JAVA_BYTE),
          name);
    }
  }

  /** Long to Integer where it fits, as Jackson reads numbers. */
  private static Object narrow(Object value) {
    return switch (value) {
      case null -> null;
      case Long number when number == number.intValue() -> number.intValue();
      case List<?> list -> list.stream().map(GoldenCheckpointsTest::narrow).toList();
      case Map<?, ?> map -> {
        Map<Object, Object> out = new LinkedHashMap<>();
        map.forEach((key, item) -> out.put(key, narrow(item)));
        yield out;
      }
      default -> value;
    };
  }

  /** A sound pickle with a storage that unpacks to a thousand times its size. */
  private Path zipBomb() throws IOException {
    Path path = folder.resolve("hostile_zip_bomb.pth");
    byte[] pickle = pickle(golden("handmade_ok.pth"));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      ZipEntry entry = new ZipEntry("archive/data.pkl");
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(pickle);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(pickle.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(pickle);
      zip.putNextEntry(new ZipEntry("archive/data/0"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
    }
    return path;
  }

  private static Stream<JsonNode> manifest() {
    try {
      List<JsonNode> files = new ArrayList<>();
      JSON.readTree(golden("manifest.json").toFile()).get("files").forEach(files::add);
      return files.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path golden(String name) {
    return switch (name) {
      case "truncated_60.ckpt" -> damaged(name, bytes -> Arrays.copyOf(bytes, 86046));
      case "truncated_tail.ckpt" -> damaged(name, bytes -> Arrays.copyOf(bytes, 143371));
      case "bitrot.ckpt" ->
          damaged(
              name,
              bytes -> {
                for (int i = 66568; i < 66598; i++) {
                  bytes[i] ^= (byte) 0xff;
                }
                return bytes;
              });
      default -> stored(name);
    };
  }

  /** Files of the manifest that are a sound one with some damage are made here, not stored. */
  private static Path damaged(String name, UnaryOperator<byte[]> damage) {
    try {
      byte[] sound = Files.readAllBytes(stored("s1_tiny-e15.ckpt"));
      return Files.write(made.resolve(name), damage.apply(sound));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path stored(String name) {
    try {
      var url = GoldenCheckpointsTest.class.getResource("/golden/checkpoints/" + name);
      return url == null
          ? Path.of("src/test/resources/golden/checkpoints", name)
          : Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(Arrays.toString(e.getStackTrace()), e);
    }
  }
}
