package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelPart;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import io.github.sovits4j.weights.VocoderConfig;
import io.github.sovits4j.weights.WeightOrigin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints of v3 and v4 in upstream's layout: models, LoRAs, vocoders, whole folders. */
class DiffusionConversionTest {

  private static final long SEED = 78;
  private static final int RANK = 3;
  private static final String CHANGED = "cfm.estimator.transformer_blocks.1.attn.to_v.weight";
  private static final String WRAPPED =
      "cfm.base_model.model.estimator.transformer_blocks.1.attn.to_v";

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  // ---- models ----

  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void convertsModelsWithTheirVocoders(ModelVersion version) throws IOException {
    Path s2 = s2("s2G" + version + ".pth", Map.of("enc_q.pre.weight", new int[] {3, 3}));
    Path out = folder.resolve("model");
    convert(out, vocoder(version), s2, s1());
    assertEquals(List.of(), warnings);
    try (ModelFolder model = ModelFolder.open(out)) {
      assertEquals(DiffusionConfig.tiny(version), model.diffusionConfig());
      assertEquals(VocoderConfig.tiny(version), model.vocoderConfig());
      assertEquals(version == ModelVersion.V3 ? 6000 : 8000, model.sampleRate());
      assertFalse(model.sovits().contains("linear_mel.weight"));
      assertArrayEquals(
          half(CHANGED, model.sovits().shape(CHANGED)), model.sovits().floats(CHANGED));
    }
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(4, files.count());
    }
  }

  @Test
  void aModelSpeaksWithAVocoderAlone() {
    Path out = folder.resolve("model");
    convert(out, s1(), s2("s2Gv4.pth", Map.of()));
    refuses("lacks the vocoder that a model of version v4", () -> ModelFolder.open(out).close());
    refuses("needs a HiFi-GAN", () -> convert(out, vocoder(ModelVersion.V3)));
    convert(out, vocoder(ModelVersion.V4));
    ModelFolder.open(out).close();
    refuses("already holds the vocoder", () -> convert(out, vocoder(ModelVersion.V4)));
    // Another version's second stage takes the vocoder's place away.
    converter(out, true).convert(List.of(s2("s2Gv3.pth", Map.of())));
    assertTrue(ModelFolder.describe(out).lacksVocoder());
    refuses("are both of the same stage", () -> convert(out, s1(), s1()));
  }

  @Test
  void anEarlierModelHasNoVocoder() {
    Path out = folder.resolve("model");
    convert(out, vocoder(ModelVersion.V4));
    Path v2 = folder.resolve("s2_v2.pth");
    SovitsConfig config = SovitsConfig.tiny(ModelVersion.V2);
    TorchFile.write(
        v2,
        TorchFile.tensors(config.tensorShapes(), DType.F16),
        Map.of("model", Map.of("upsample_rates", config.upsampleRates())),
        tensor -> bytes("s2", tensor));
    convert(out, v2); // and the vocoder, which does not belong to it, is gone
    assertEquals(Optional.empty(), ModelFolder.describe(out).vocoder());
    refuses("v2 by its tensors, not of v4", () -> versioned(ModelVersion.V4, v2));
  }

  // ---- versions ----

  @ParameterizedTest
  @CsvSource({
    "02, a.pth, v2, V3",
    "04, a.pth, v2, V4",
    "PK, a.pth, v4, V4",
    "PK, a.pth, v3, V3",
    "PK, s2Gv4.pth, v2, V4",
    "PK, voice-v40-v3_e2_s3.pth, v2, V3",
    "04, s2Gv3.pth, v3, V4"
  })
  void tellsVersions(String mark, String name, String stated, ModelVersion expected)
      throws IOException {
    Path path = folder.resolve(name);
    write(path, Map.of("model", Map.of("version", stated)));
    mark(path, mark);
    assertEquals(expected, converted(path));
    assertEquals(List.of(), warnings);
    assertEquals(expected.label(), Inspection.of(path).getFirst().version());
  }

  @Test
  void saysWhenItGuesses() {
    Path path = folder.resolve("voice_e8_s96.pth");
    write(path, Map.of());
    assertEquals(ModelVersion.V3, converted(path));
    assertTrue(warnings.getFirst().contains("it is taken for v3"), warnings.toString());
    assertEquals("v3 or v4", Inspection.of(path).getFirst().version());
    versioned(ModelVersion.V4, path);
    assertEquals(ModelVersion.V4, ModelFolder.describe(folder.resolve("said")).version().get());
    refuses("v3 or v4 by its tensors, not of v2", () -> versioned(ModelVersion.V2, path));
  }

  private ModelVersion converted(Path path) {
    convert(folder.resolve("told"), path);
    return ModelFolder.describe(folder.resolve("told")).version().orElseThrow();
  }

  private void versioned(ModelVersion version, Path path) {
    new CheckpointConverter(folder.resolve("said"), true, false, warnings::add)
        .ofVersion(version)
        .convert(List.of(path));
  }

  // ---- what is wrong ----

  @Test
  void refusesWhatDoesNotFit() {
    Map<String, int[]> shapes = all();
    shapes.put("cfm.estimator.transformer_blocks.2.ff.ff.2.weight", new int[] {64, 127});
    refuses(
        "'cfm.estimator.transformer_blocks.2.ff.ff.2.weight' has the shape [64, 127]",
        () -> convert(folder.resolve("m"), written("wrong-v3.pth", shapes, "")));
    Map<String, int[]> fewer = all();
    fewer.remove("wns1.enc.in_layers.7.weight_v");
    refuses(
        "lacks the tensor 'wns1.enc.in_layers.7.weight_v'",
        () -> convert(folder.resolve("m"), written("fewer-v3.pth", fewer, "")));
    Map<String, int[]> more = all();
    more.put("cfm.estimator.extra", new int[] {2});
    refuses(
        "'cfm.estimator.extra', which the network does not know",
        () -> convert(folder.resolve("m"), written("more-v3.pth", more, "")));
    refuses(
        "all numbers of tensor 'cfm.estimator.proj_out.weight' are 0",
        () -> convert(folder.resolve("m"), written("zero-v3.pth", all(), "proj_out.weight")));
    assertFalse(Files.exists(folder.resolve("m")));
  }

  @Test
  void refusesVocodersThatDoNotFit() throws IOException {
    Map<String, int[]> shapes = VocoderConfig.tiny(ModelVersion.V3).tensorShapes();
    shapes.put("resblocks.3.activations.2.act.beta", new int[] {15});
    Path wrong = folder.resolve("wrong.pt");
    TorchFile.writeBare(
        wrong, TorchFile.tensors(shapes, DType.F32), "generator", t -> bytes("bigvgan", t));
    refuses(
        "'resblocks.3.activations.2.act.beta' has the shape [15]",
        () -> convert(folder.resolve("m"), wrong));
    Path other = vocoder(ModelVersion.V3);
    Files.writeString(other.resolveSibling("config.json"), "{\"activation\": \"snake\"}");
    refuses("'snake' at activation", () -> convert(folder.resolve("m"), other));
    Files.writeString(other.resolveSibling("config.json"), "{\"upsample_rates\": [4, 4, 2]}");
    refuses("3 upsampleRates but 4", () -> convert(folder.resolve("m"), other));
    Files.writeString(
        other.resolveSibling("config.json"), "{\"upsample_rates\": [2, 8, 2, 2], \"n\": {}}");
    convert(folder.resolve("m"), other);
    assertEquals(
        List.of(2, 8, 2, 2),
        ModelFolder.describe(folder.resolve("m")).vocoder().get().config().upsampleRates());
  }

  // ---- LoRA ----

  @Test
  void mergesALoraOnItsBase() throws IOException {
    Path base = s2("s2Gv4.pth", Map.of());
    Path lora = lora("bob_e2_s8_l3.pth", "04", RANK);
    refuses("with --base", () -> convert(folder.resolve("m"), lora));
    refuses("s2Gv4.pth", () -> convert(folder.resolve("m"), lora));
    Path out = folder.resolve("model");
    converter(out, false).onBase(base).convert(List.of(lora, s1(), vocoder(ModelVersion.V4)));
    assertTrue(warnings.getFirst().contains("a LoRA of rank 3"), warnings.toString());
    try (ModelFolder model = ModelFolder.open(out)) {
      assertEquals(DiffusionConfig.tiny(ModelVersion.V4), model.diffusionConfig());
      // Plain tensors are the LoRA's, the others the base's.
      assertArrayEquals(ones(40), model.sovits().floats("bridge.0.bias"));
      String untouched = "cfm.estimator.transformer_blocks.0.attn.to_v.weight";
      assertArrayEquals(half(untouched, new int[] {64, 64}), model.sovits().floats(untouched));
      // And one is the sum.
      float[] w = half(CHANGED, new int[] {64, 64});
      float[] a = half(WRAPPED + ".lora_A.default.weight", new int[] {RANK, 64});
      float[] b = half(WRAPPED + ".lora_B.default.weight", new int[] {64, RANK});
      float[] got = model.sovits().floats(CHANGED);
      double changed = 0;
      for (int o = 0; o < 64; o++) {
        for (int i = 0; i < 64; i++) {
          double sum = w[o * 64 + i];
          for (int r = 0; r < RANK; r++) {
            sum += (double) b[o * RANK + r] * a[r * 64 + i];
          }
          assertEquals(sum, got[o * 64 + i], 1e-6);
          changed += Math.abs(sum - w[o * 64 + i]);
        }
      }
      assertTrue(changed > 1, "the LoRA changes something");
      ModelPart<?> part = model.description().sovits().orElseThrow();
      assertEquals("mixed", part.precision());
      assertTrue(
          part.origin() instanceof WeightOrigin.FromAdapter from
              && from.adapter().file().equals("bob_e2_s8_l3.pth")
              && from.base().file().equals("s2Gv4.pth"),
          part.origin().toString());
    }
  }

  @Test
  void refusesALoraThatDoesNotFit() throws IOException {
    Path v3 = s2("s2Gv3.pth", Map.of());
    Path v4 = s2("s2Gv4.pth", Map.of());
    Path lora = lora("bob-v4.pth", "04", RANK);
    refuses("a LoRA of a model of version v4, but", () -> onBase(v3, lora));
    refuses("is a LoRA itself", () -> onBase(lora, lora));
    refuses("is no model of version v3 or v4", () -> onBase(s1(), lora));
    refuses("the rank 4", () -> onBase(v4, lora("other-v4.pth", "04", RANK + 1)));
    Map<String, int[]> half = factors();
    half.remove(WRAPPED + ".lora_B.default.weight");
    refuses("one of the two factors", () -> onBase(v4, lora("half-v4.pth", half, DType.F16)));
    Map<String, int[]> wide = factors();
    wide.put(WRAPPED + ".lora_A.default.weight", new int[] {RANK, 65});
    refuses("[3, 65]", () -> onBase(v4, lora("wide-v4.pth", wide, DType.F16)));
    Map<String, int[]> elsewhere = factors();
    String other = WRAPPED.replace(".1.", ".9.");
    elsewhere.put(other + ".lora_A.default.weight", new int[] {RANK, 64});
    elsewhere.put(other + ".lora_B.default.weight", new int[] {64, RANK});
    refuses(
        "which its base does not have",
        () -> onBase(v4, lora("elsewhere-v4.pth", elsewhere, DType.F16)));
    refuses("holds I64", () -> onBase(v4, lora("whole-v4.pth", factors(), DType.I64)));
    refuses("none of the files is a LoRA", () -> onBase(v4, v3));
    refuses("none of the files is a second stage", () -> versioned(ModelVersion.V4, s1()));
    assertFalse(Files.exists(folder.resolve("on")));
  }

  private void onBase(Path base, Path lora) {
    converter(folder.resolve("on"), false).onBase(base).convert(List.of(lora));
  }

  // ---- whole folders ----

  @Test
  void findsEverythingInAWholeFolder() throws IOException {
    Path pretrained = folder.resolve("GPT_SoVITS/pretrained_models");
    Path s1 = placed(s1(), pretrained.resolve("s1v3.ckpt"));
    Path v3 = placed(s2("s2Gv3.pth", Map.of()), pretrained.resolve("s2Gv3.pth"));
    Path v4 = placed(v3, pretrained.resolve("gsv-v4-pretrained/s2Gv4.pth"));
    Path hifi =
        placed(vocoder(ModelVersion.V4), pretrained.resolve("gsv-v4-pretrained/vocoder.pth"));
    Path nvidia = pretrained.resolve("models--nvidia--bigvgan_v2_24khz_100band_256x");
    Path big = placed(vocoder(ModelVersion.V3), nvidia.resolve("bigvgan_generator.pt"));
    Files.writeString(nvidia.resolve("config.json"), "{\"upsample_rates\": [4, 4, 2, 2]}");
    Path lora =
        placed(lora("l.pth", "04", RANK), folder.resolve("SoVITS_weights_v4/bob_e2_s8_l3.pth"));
    Path own = placed(s1(), folder.resolve("GPT_weights_v4/bob-e15.ckpt"));

    FolderPlan plan = FolderPlan.of(folder.resolve("."));
    List<FolderPlan.Voice> voices =
        plan.voices().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    assertEquals(
        List.of("base-v3", "base-v4", "bob"),
        voices.stream().map(FolderPlan.Voice::name).toList(),
        plan.remarks().toString());
    assertEquals(normal(s1, v3, big), normal(voices.get(0).files()));
    assertEquals(normal(s1, v4, hifi), normal(voices.get(1).files()));
    assertEquals(normal(own, lora, hifi), normal(voices.get(2).files()));
    assertEquals(normal(v4), normal(List.of(voices.get(2).base().orElseThrow())));

    Files.delete(v4);
    Files.delete(big);
    FolderPlan less = FolderPlan.of(folder.resolve("."));
    assertEquals(List.of("base-v3"), less.voices().stream().map(FolderPlan.Voice::name).toList());
    String remarks = String.join("\n", less.remarks());
    assertTrue(remarks.contains("bob_e2_s8_l3.pth: not used, it is a LoRA"), remarks);
    assertTrue(remarks.contains("missing: the vocoder that s2Gv3.pth speaks with"), remarks);
  }

  private static List<Path> normal(Path... paths) {
    return normal(List.of(paths));
  }

  private static List<Path> normal(List<Path> paths) {
    return paths.stream().map(Path::normalize).toList();
  }

  /** Elsewhere, so that a search finds it once. */
  private Path placed(Path made, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(made, to);
    if (made.getParent().equals(folder)) {
      Files.delete(made);
    }
    return to;
  }

  // ---- files as upstream writes them ----

  private Path s1() {
    Path path = folder.resolve("s1.ckpt");
    Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V3);
    TorchFile.write(
        path,
        TorchFile.tensors(config.tensorShapes(), DType.F16),
        Map.of("model", Map.of("head", config.heads())),
        tensor -> bytes("s1", tensor));
    return path;
  }

  /** All tensors of upstream's state dict, with what inference does not read. */
  private static Map<String, int[]> all() {
    Map<String, int[]> shapes =
        new LinkedHashMap<>(DiffusionConfig.tiny(ModelVersion.V3).tensorShapes());
    shapes.put("linear_mel.weight", new int[] {100, 40, 1});
    shapes.put("linear_mel.bias", new int[] {100});
    shapes.put("enc_p.proj.weight", new int[] {48, 32, 1});
    shapes.put("enc_p.proj.bias", new int[] {48});
    shapes.put("quantizer.vq.layers.0._codebook.inited", new int[] {1});
    shapes.put("quantizer.vq.layers.0._codebook.cluster_size", new int[] {64});
    shapes.put("quantizer.vq.layers.0._codebook.embed_avg", new int[] {64, 64});
    shapes.put("cfm.estimator.rotary_embed.inv_freq", new int[] {8});
    return shapes;
  }

  private Path s2(String name, Map<String, int[]> more) {
    Map<String, int[]> shapes = all();
    shapes.putAll(more);
    return written(name, shapes, "");
  }

  private Path written(String name, Map<String, int[]> shapes, String zero) {
    Path path = folder.resolve(name);
    TorchFile.write(
        path,
        TorchFile.tensors(shapes, DType.F16),
        Map.of(),
        tensor ->
            !zero.isEmpty() && tensor.name().endsWith(zero)
                ? new byte[(int) tensor.byteSize()]
                : bytes("s2", tensor));
    return path;
  }

  private void write(Path path, Map<String, ?> config) {
    TorchFile.write(
        path, TorchFile.tensors(all(), DType.F16), config, tensor -> bytes("s2", tensor));
  }

  private static void mark(Path path, String mark) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.writeBytes(mark);
    }
  }

  private Path vocoder(ModelVersion version) {
    VocoderConfig config = VocoderConfig.tiny(version);
    Map<String, int[]> shapes = config.tensorShapes();
    boolean snake = version == ModelVersion.V3;
    if (snake) {
      shapes.put("activation_post.upsample.filter", new int[] {1, 1, 12});
      shapes.put("activation_post.downsample.lowpass.filter", new int[] {1, 1, 12});
    }
    Path path = folder.resolve(snake ? "bigvgan_generator.pt" : "vocoder.pth");
    TorchFile.writeBare(
        path,
        TorchFile.tensors(shapes, DType.F32),
        snake ? "generator" : null,
        tensor -> bytes(snake ? "bigvgan" : "hifigan", tensor));
    return path;
  }

  private static Map<String, int[]> factors() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put(WRAPPED + ".lora_A.default.weight", new int[] {RANK, 64});
    shapes.put(WRAPPED + ".lora_B.default.weight", new int[] {64, RANK});
    shapes.put("cfm.base_model.model.estimator.rotary_embed.inv_freq", new int[] {8});
    shapes.put("bridge.0.bias", new int[] {40});
    shapes.put("linear_mel.bias", new int[] {100});
    return shapes;
  }

  private Path lora(String name, String mark, int rank) throws IOException {
    Path path = folder.resolve(name);
    writeLora(path, factors(), DType.F16, rank);
    mark(path, mark);
    return path;
  }

  private Path lora(String name, Map<String, int[]> shapes, DType dtype) {
    Path path = folder.resolve(name);
    writeLora(path, shapes, dtype, RANK);
    return path;
  }

  private void writeLora(Path path, Map<String, int[]> shapes, DType dtype, int rank) {
    TorchFile.writeAdapter(
        path,
        TorchFile.tensors(shapes, dtype),
        Map.of(),
        rank,
        tensor ->
            tensor.name().equals("bridge.0.bias") ? bytes(tensor, ones(40)) : bytes("s2", tensor));
  }

  private static float[] ones(int n) {
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] half(String name, int[] shape) {
    float[] values = SyntheticWeights.tensor("s2", name, shape, SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
    return values;
  }

  private static byte[] bytes(String family, TensorInfo tensor) {
    boolean known = !tensor.name().matches(".*(inv_freq|filter|extra)$");
    return bytes(
        tensor,
        known
            ? SyntheticWeights.tensor(family, tensor.name(), tensor.shape(), SEED)
            : ones((int) tensor.elements()));
  }

  private static byte[] bytes(TensorInfo tensor, float[] values) {
    byte[] out = new byte[(int) tensor.byteSize()];
    ByteBuffer buffer = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (tensor.dtype()) {
        case F16 -> buffer.putShort(Float.floatToFloat16(value));
        case F32 -> buffer.putFloat(value);
        default -> buffer.putLong((long) value);
      }
    }
    return out;
  }

  private CheckpointConverter converter(Path out, boolean replace) {
    return new CheckpointConverter(out, replace, false, warnings::add);
  }

  private void convert(Path out, Path... files) {
    converter(out, false).convert(List.of(files));
  }

  private static void refuses(String part, Executable executable) {
    String message = assertThrows(UserException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }
}
