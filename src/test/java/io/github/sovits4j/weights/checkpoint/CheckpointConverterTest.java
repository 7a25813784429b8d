package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import io.github.sovits4j.weights.WeightOrigin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointConverterTest {

  private static final long SEED = 77;

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"V3", "V4"})
  void convertsBothAtOnceInAnyOrder(ModelVersion version) throws IOException {
    Path s1 = s1(version, DType.F16);
    Path s2 = s2(version, Map.of());
    Path out = folder.resolve("model");
    convert(out, s2, s1);
    assertModel(out, version);
    assertEquals(List.of(), warnings);
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(3, files.count());
    }
  }

  @Test
  void convertsOneAfterTheOther() {
    ModelVersion version = ModelVersion.V2;
    Path out = folder.resolve("model");
    convert(out, s1(version, DType.F16));
    refuses("lacks the second stage", () -> ModelFolder.open(out).close());
    convert(out, s2(version, Map.of()));
    assertModel(out, version);
    refuses("already holds the first stage", () -> convert(out, s1(version, DType.F16)));
    Path other = folder.resolve("other");
    convert(other, s2(version, Map.of()));
    refuses("lacks the first stage", () -> ModelFolder.open(other).close());
    new CheckpointConverter(out, true, false, warnings::add)
        .convert(List.of(s1(version, DType.F32)));
    assertModel(out, version);
  }

  @Test
  void refusesTwoOfAKind() {
    Path s1 = s1(ModelVersion.V2, DType.F16);
    refuses("same stage", () -> convert(folder.resolve("model"), s1, s1));
    assertFalse(Files.exists(folder.resolve("model")));
  }

  @Test
  void refusesStagesOfDifferentVersions() throws IOException {
    Path old = s1(ModelVersion.V1, DType.F16);
    Path current = s2(ModelVersion.V2, Map.of());
    refuses("do not belong together", () -> convert(folder.resolve("model"), old, current));
    assertFalse(Files.exists(folder.resolve("model")));
    Path later = s1(ModelVersion.V2, DType.F16);
    Path first = s2(ModelVersion.V1, Map.of());
    refuses("do not belong together", () -> convert(folder.resolve("model"), later, first));
    Path out = folder.resolve("half");
    convert(out, current);
    byte[] before = Files.readAllBytes(out.resolve("model.json"));
    refuses("do not belong together", () -> convert(out, old));
    assertArrayEquals(before, Files.readAllBytes(out.resolve("model.json")));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void refusesTensorsItDoesNotKnowUnlessTold() {
    Path s2 = s2(ModelVersion.V2, Map.of("dec.extra", new int[] {3}));
    refuses("'dec.extra'", () -> convert(folder.resolve("model"), s2));
    new CheckpointConverter(folder.resolve("model"), false, true, warnings::add)
        .convert(List.of(s2));
    assertTrue(warnings.getFirst().contains("left out 1 tensors"), warnings.toString());
  }

  @Test
  void leavesOutWhatOnlyTrainingNeeds() {
    Path s2 = s2(ModelVersion.V2, Map.of("enc_q.pre.weight", new int[] {3, 3}));
    convert(folder.resolve("model"), s2);
    assertEquals(List.of(), warnings);
  }

  @Test
  void renamesNewerWeightNormalisation() {
    SovitsConfig config = SovitsConfig.tiny(ModelVersion.V2);
    Map<String, int[]> renamed = new LinkedHashMap<>();
    config
        .tensorShapes()
        .forEach(
            (name, shape) ->
                renamed.put(
                    name.replaceAll("weight_g$", "parametrizations.weight.original0")
                        .replaceAll("weight_v$", "parametrizations.weight.original1"),
                    shape));
    Path path = folder.resolve("new.pth");
    TorchFile.write(path, TorchFile.tensors(renamed, DType.F16), rates(config), this::ones);
    convert(folder.resolve("model"), path);
    refuses("lacks the first stage", () -> ModelFolder.open(folder.resolve("model")).close());
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    Path matching = s2(ModelVersion.V2, Map.of("cfm.estimator.x", new int[] {1}));
    refuses("'cfm.estimator.proj_out.weight'", () -> convert(folder.resolve("m"), matching));
    Path marked = s2(ModelVersion.V2, Map.of());
    try (RandomAccessFile file = new RandomAccessFile(marked.toFile(), "rw")) {
      file.writeBytes("02");
    }
    refuses("is marked as a model of version v3", () -> convert(folder.resolve("m"), marked));
    Map<String, int[]> bareShapes = SovitsConfig.tiny(ModelVersion.V2).tensorShapes();
    bareShapes.remove("enc_p.text_embedding.weight");
    Path bare = folder.resolve("bare.pth");
    TorchFile.write(bare, TorchFile.tensors(bareShapes, DType.F16), Map.of(), this::zeros);
    refuses("phoneme table", () -> convert(folder.resolve("m"), bare));
    Path other = folder.resolve("other.pth");
    TorchFile.write(other, List.of(new TensorInfo("fc", DType.F16, 2)), Map.of(), this::zeros);
    refuses("neither those of an S1", () -> convert(folder.resolve("m"), other));
  }

  @Test
  void readsFilesWithDigitsInPlaceOfTheMark() throws IOException {
    Path s2 = s2(ModelVersion.V2PROPLUS, Map.of());
    try (RandomAccessFile file = new RandomAccessFile(s2.toFile(), "rw")) {
      file.writeBytes("06");
    }
    convert(folder.resolve("model"), s2, s1(ModelVersion.V2PROPLUS, DType.F16));
    assertModel(folder.resolve("model"), ModelVersion.V2PROPLUS);
  }

  @Test
  void readsReleasedSizesFromTensorsAlone() {
    for (ModelVersion version : ModelVersion.values()) {
      if (!version.isDiffusion()) {
        Map<String, int[]> shapes = SovitsConfig.full(version).tensorShapes();
        assertEquals(
            version, SovitsVersion.detect("file", shapes, "PK", java.util.Optional.empty()));
      }
    }
  }

  @Test
  void takesTheNamesOfWrappersOff() {
    for (String wrapper : List.of("module.", "_orig_mod.", "module._orig_mod.")) {
      Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V2);
      Map<String, int[]> wrapped = new LinkedHashMap<>();
      config.tensorShapes().forEach((name, shape) -> wrapped.put(wrapper + name, shape));
      Path path = folder.resolve("wrapped.ckpt");
      Map<String, ?> upstream = Map.of("model", Map.of("head", config.heads()));
      TorchFile.write(path, TorchFile.tensors(wrapped, DType.F16), upstream, this::ones);
      Path out = folder.resolve(wrapper);
      warnings.clear();
      convert(out, path);
      assertEquals(config, ModelFolder.describe(out).t2s().orElseThrow().config());
      assertTrue(warnings.getFirst().contains("'" + wrapper + "'"), warnings.toString());
      // One name without the prefix, and it is part of the names.
      wrapped.put("model.h.layers.9.norm1.bias", new int[] {1});
      TorchFile.write(path, TorchFile.tensors(wrapped, DType.F16), upstream, this::ones);
      refuses("is missing", () -> convert(folder.resolve("m"), path));
    }
  }

  @Test
  void refusesNetworksOfZeros() {
    Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V2);
    Path path = folder.resolve("zeros.ckpt");
    TorchFile.write(
        path,
        TorchFile.tensors(config.tensorShapes(), DType.F16),
        Map.of("model", Map.of("head", config.heads())),
        this::zeros);
    refuses("are 0, so the model cannot speak", () -> convert(folder.resolve("a/b"), path));
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @ParameterizedTest
  @CsvSource({"1,1,200", "100,25,500000"})
  void refusesRatesThatNoSpeechHas(int first, int last, int hertz) {
    SovitsConfig config = SovitsConfig.tiny(ModelVersion.V2);
    Path path = folder.resolve("rates.pth");
    Map<String, ?> upstream =
        Map.of("model", Map.of("upsample_rates", List.of(first, 1, 2, 2, last)));
    Map<String, int[]> shapes = config.tensorShapes();
    int[] kernels = {first, 1, 2, 2, last};
    for (int i = 0; i < kernels.length; i++) {
      int[] shape = shapes.get("dec.ups." + i + ".weight_v");
      shapes.put("dec.ups." + i + ".weight_v", new int[] {shape[0], shape[1], kernels[i]});
    }
    TorchFile.write(path, TorchFile.tensors(shapes, DType.F16), upstream, this::ones);
    refuses(hertz + " samples a second", () -> convert(folder.resolve("m"), path));
  }

  @Test
  void refusesSafetensorsByName() throws IOException {
    Path path = folder.resolve("a.safetensors");
    Files.writeString(path, "\2\0\0\0\0\0\0\0{}" + " ".repeat(60));
    refuses(
        "is a safetensors file, expected a checkpoint", () -> convert(folder.resolve("m"), path));
  }

  @Test
  @EnabledOnOs(
      value = {OS.LINUX, OS.MAC},
      disabledReason = "makes a pipe with mkfifo")
  void doesNotWaitForPipes() throws Exception {
    Path pipe = folder.resolve("pipe.ckpt");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    refuses("no regular file", () -> convert(folder.resolve("m"), pipe));
    refuses("no regular file", () -> Inspection.of(pipe));
    refuses("no regular file", () -> Inspection.of(Path.of("/dev/zero")));
  }

  /** A full-size first stage, 310 MB, with a heap that could not hold it. */
  @Test
  @Tag("slow")
  void convertsLargeFilesInASmallHeap() throws Exception {
    Path large = folder.resolve("large.ckpt");
    Text2SemanticConfig config = Text2SemanticConfig.full(ModelVersion.V2);
    TorchFile.write(
        large,
        TorchFile.tensors(config.tensorShapes(), DType.F32),
        Map.of("model", Map.of("head", 16)),
        this::ones);
    assertTrue(Files.size(large) > 300_000_000);
    Path out = folder.resolve("model");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.sovits4j.cli.Sovits",
                "convert",
                large.toString(),
                "--output",
                out.toString())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals(config, ModelFolder.describe(out).t2s().orElseThrow().config());
  }

  private void convert(Path out, Path... files) {
    new CheckpointConverter(out, false, false, warnings::add).convert(List.of(files));
  }

  private void assertModel(Path path, ModelVersion version) {
    try (ModelFolder model = ModelFolder.open(path)) {
      assertEquals(version, model.version());
      assertEquals(Text2SemanticConfig.tiny(version), model.text2SemanticConfig());
      assertEquals(SovitsConfig.tiny(version), model.sovitsConfig());
      assertTrue(
          model.description().t2s().orElseThrow().origin()
                  instanceof WeightOrigin.FromCheckpoint from
              && from.sha256().matches("[0-9a-f]{64}"));
      String name = "dec.ups.0.weight_v";
      float[] exact = SyntheticWeights.tensor("s2", name, model.sovits().shape(name), SEED);
      float[] half = new float[exact.length];
      for (int i = 0; i < half.length; i++) {
        half[i] = Float.float16ToFloat(Float.floatToFloat16(exact[i]));
      }
      assertArrayEquals(half, model.sovits().floats(name));
    }
  }

  private Path s1(ModelVersion version, DType dtype) {
    Path path = folder.resolve("s1-" + version + "-" + dtype + ".ckpt");
    Text2SemanticConfig config = Text2SemanticConfig.tiny(version);
    Map<String, ?> upstream = Map.of("model", Map.of("head", config.heads()));
    TorchFile.write(
        path,
        TorchFile.tensors(config.tensorShapes(), dtype),
        upstream,
        tensor -> synthetic("s1", tensor));
    return path;
  }

  private Path s2(ModelVersion version, Map<String, int[]> more) {
    Path path = folder.resolve("s2-" + version + more.size() + ".pth");
    SovitsConfig config = SovitsConfig.tiny(version);
    Map<String, int[]> shapes = config.tensorShapes();
    shapes.putAll(more);
    TorchFile.write(
        path,
        TorchFile.tensors(shapes, DType.F16),
        rates(config),
        tensor -> more.containsKey(tensor.name()) ? zeros(tensor) : synthetic("s2", tensor));
    return path;
  }

  private static Map<String, ?> rates(SovitsConfig config) {
    return Map.of(
        "model",
        Map.of("upsample_rates", config.upsampleRates(), "version", config.version().label()));
  }

  /** Small numbers, not 0. */
  private byte[] ones(TensorInfo tensor) {
    byte[] out = new byte[(int) tensor.byteSize()];
    java.util.Arrays.fill(out, (byte) 1);
    return out;
  }

  private byte[] zeros(TensorInfo tensor) {
    return new byte[(int) tensor.byteSize()];
  }

  private static byte[] synthetic(String family, TensorInfo tensor) {
    byte[] out = new byte[(int) tensor.byteSize()];
    ByteBuffer buffer = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : SyntheticWeights.tensor(family, tensor.name(), tensor.shape(), SEED)) {
      if (tensor.dtype() == DType.F16) {
        buffer.putShort(Float.floatToFloat16(value));
      } else {
        buffer.putFloat(value);
      }
    }
    return out;
  }

  private static void refuses(String part, Executable executable) {
    String message = assertThrows(UserException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }
}
