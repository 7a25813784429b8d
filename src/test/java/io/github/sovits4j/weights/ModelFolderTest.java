package io.github.sovits4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFolderTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void opensWhatItSynthesised(ModelVersion version) {
    try (ModelFolder model = ModelFolder.open(tiny(version))) {
      assertEquals(version, model.version());
      assertEquals(Text2SemanticConfig.tiny(version), model.text2SemanticConfig());
      assertEquals(SecondStageConfig.tiny(version), model.secondStageConfig());
      assertEquals(
          List.copyOf(model.secondStageConfig().tensorShapes().keySet()),
          List.copyOf(model.sovits().names()));
      assertEquals(version == ModelVersion.V3 ? 6000 : 8000, model.sampleRate());
      if (version.isDiffusion()) {
        assertEquals(DiffusionConfig.tiny(version), model.diffusionConfig());
        assertEquals(VocoderConfig.tiny(version), model.vocoderConfig());
        assertEquals(
            List.copyOf(model.vocoderConfig().tensorShapes().keySet()),
            List.copyOf(model.vocoder().names()));
        assertThrows(IllegalStateException.class, model::sovitsConfig);
      } else {
        assertEquals(SovitsConfig.tiny(version), model.sovitsConfig());
        assertThrows(IllegalStateException.class, model::vocoder);
      }
      String name = "model.h.layers.1.linear2.weight";
      assertArrayEquals(
          SyntheticWeights.tensor("s1", name, new int[] {32, 128}, 5), model.t2s().floats(name));
      assertEquals(
          new WeightOrigin.Synthetic("s2", 5), model.description().sovits().orElseThrow().origin());
    }
  }

  @Test
  void keepsAModelUnlessTold() throws IOException {
    Path path = tiny(ModelVersion.V2);
    refuses("already holds", () -> synthesise(path, 6, false));
    synthesise(path, 6, true);
    try (ModelFolder model = ModelFolder.open(path);
        Stream<Path> files = Files.list(path)) {
      assertEquals(
          new WeightOrigin.Synthetic("s1", 6), model.description().t2s().orElseThrow().origin());
      assertEquals(3, files.count());
    }
  }

  @Test
  void saysWhatIsNoModel() throws IOException {
    refuses("is not a folder", () -> ModelFolder.open(folder.resolve("none")).close());
    refuses("holds no model.json", () -> ModelFolder.open(folder).close());
    Path path = tiny(ModelVersion.V1);
    Files.delete(sovits(path));
    refuses("There is no file", () -> ModelFolder.open(path).close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "format" : 2|"format" : 3|format 3, expected 2. Use the version of sovits4j that wrote it
          "format" : 2|"format" : 1|an earlier sovits4j wrote it. Delete the folder
          "format" : 2|"format" : "2"|at 'format', expected a whole number
          "format" : 2|"format" : 2, "more" : 1|unknown key 'more'
          "format" : 2|"format" : 2, "format" : 2|Duplicate
          "format" : 2|"format" : 2, "\\u001b[2Jm" : 2|unknown key '\\u001b[2Jm'
          "format" : 2|"format" : 2, "a" : [}|not sound JSON
          "format" : 2,||lacks the key 'format'
          "file" : "t2s|"file" : "../t2s|expected a plain name
          "file" : "t2s|"file" : "/t2s|expected a plain name
          "file" : "t2s|"file" : "a\\u0000b|expected a plain name
          "file" : "t2s|"file" : "t3s|There is no file
          "bytes" : 3|"bytes" : 13|is not the file that model.json describes: it has
          "bytes" : 3|"bytes" : -3|is not the file that model.json describes: it has
          "sha256" : "|"sha256" : "../../x|expected 64 hexadecimal digits
          "version" : "v2",||lacks the key 'version'
          "version" : "v2"|"version" : "v3"|lacks the key 'sovits.config.featureDim'
          "version" : "v2"|"version" : "v1"|version v1 has 322
          "heads" : 4,||lacks the key 't2s.config.heads'
          "heads" : 4|"heads" : 5|cannot be divided
          "heads" : 4|"heads" : 4.5|at 't2s.config.heads'
          "heads" : 4|"heads" : 99999999999|at 't2s.config.heads'
          "heads" : 4|"heads" : 4, "tails" : 4|unknown key 't2s.config.tails'
          "seed" : 5|"seed" : "five"|at 't2s.source.seed'
          "precision" : "f32"|"precision" : "f31"|at 't2s.precision'
          "layers" : 2|"layers" : 3|lacks the tensor 'model.h.layers.2.self_attn.in_proj_weight'
          "hiddenDim" : 32|"hiddenDim" : 64|has the shape [32, 1024], expected [64, 1024]
          "vocabSize" : 65|"vocabSize" : 66|eos is 64
          "codebookSize" : 64|"codebookSize" : 63|do not belong together
          "upsampleRates" : [ 5,|"upsampleRates" : [ "5",|at 'sovits.config.upsampleRates'
          "upsampleRates" : [ 5,|"upsampleRates" : [ -5,|upsampling rate is -5
          "maxSeconds" : 54|"maxSeconds" : 100000|maxSeconds is 100000
          """)
  void refusesWrongDescriptions(String from, String to, String message) throws IOException {
    Path path = tiny(ModelVersion.V2);
    Path json = path.resolve("model.json");
    String text = Files.readString(json);
    assertTrue(text.contains(from), text);
    int at = text.indexOf(from);
    Files.writeString(
        json, text.substring(0, at) + (to == null ? "" : to) + text.substring(at + from.length()));
    refuses(message, () -> ModelFolder.open(path).close());
  }

  @Test
  void survivesRandomDamageOfTheDescription() throws IOException {
    Path path = tiny(ModelVersion.V2);
    Path json = path.resolve("model.json");
    byte[] sound = Files.readAllBytes(json);
    Random random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      Files.write(json, Damage.apply(sound, random));
      try {
        ModelFolder.describe(path);
      } catch (UserException e) {
        refused++;
      }
    }
    assertTrue(refused > 1500, "refused " + refused);
  }

  @ParameterizedTest
  @CsvSource({"0x7fc00000", "0x7f800000", "0xff800000", "0x7f800001"})
  void refusesWeightsThatAreNotFinite(String bits) throws IOException {
    Path path = tiny(ModelVersion.V2);
    Path file = t2s(path);
    long at;
    try (Safetensors tensors = Safetensors.open(file)) {
      at = Files.size(file) - 4; // the last tensor's last element
      assertEquals("model.ar_predict_layer.weight", List.copyOf(tensors.names()).getLast());
    }
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(at);
      raw.writeInt(Integer.reverseBytes(Integer.parseUnsignedInt(bits.substring(2), 16)));
    }
    seal(path, file);
    refuses(
        "tensor 'model.ar_predict_layer.weight' at index 2079",
        () -> ModelFolder.open(path).close());
  }

  @Test
  void noticesEveryFlippedBit() throws IOException {
    Path path = tiny(ModelVersion.V2);
    Random random = new Random(17);
    for (Path file : List.of(t2s(path), sovits(path))) {
      for (int round = 0; round < 20; round++) {
        long at = random.nextLong(Files.size(file));
        byte[] sound = Files.readAllBytes(file);
        byte[] flipped = sound.clone();
        flipped[Math.toIntExact(at)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, flipped);
        UserException e =
            assertThrows(UserException.class, () -> ModelFolder.open(path).close(), "byte " + at);
        assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
        Files.write(file, sound);
      }
    }
    ModelFolder.open(path).close();
  }

  @Test
  void refusesWeightsThatAreAllZero() throws IOException {
    Path path = tiny(ModelVersion.V2);
    Path file = t2s(path);
    rewrite(file, "model.ar_predict_layer.weight", new float[65 * 32]);
    seal(path, file);
    refuses(
        "all numbers of tensor 'model.ar_predict_layer.weight' are 0",
        () -> ModelFolder.open(path).close());
  }

  @Test
  void sweepsWhatKilledWritersLeft() throws IOException {
    Path path = tiny(ModelVersion.V2);
    for (String name :
        List.of(
            ".t2s.safetensors.0f.part",
            ".model.json.0f.part",
            ".sovits.lock",
            "t2s-0123456789abcdef.safetensors")) {
      Files.createFile(path.resolve(name));
    }
    List<String> kept = List.of("mine.safetensors", "t2s.safetensors", ".mine.part");
    for (String name : kept) {
      Files.createFile(path.resolve(name));
    }
    synthesise(path, 6, true);
    ModelFolder.open(path).close();
    try (Stream<Path> files = Files.list(path)) {
      assertEquals(3 + kept.size(), files.count());
    }
  }

  @Test
  @SuppressWarnings("try") // The writer is open, that is all.
  void oneWriterAtATime() {
    Path path = tiny(ModelVersion.V2);
    try (ModelFolderWriter writer = ModelFolderWriter.begin(path, true)) {
      refuses("being written by another", () -> synthesise(path, 6, true));
    }
    synthesise(path, 6, true);
  }

  @Test
  void removesEveryFolderThatItMade() {
    Path deep = folder.resolve("a/b/c");
    ModelFolderWriter.begin(deep, false).close();
    assertFalse(Files.exists(folder.resolve("a")));
    assertTrue(Files.exists(folder));
  }

  @Test
  void findsTheFirstNonFiniteElement() {
    for (DType dtype : List.of(DType.F32, DType.F16, DType.BF16)) {
      long ones = dtype == DType.F16 ? 0x7c00 : dtype == DType.BF16 ? 0x7f80 : 0x7f800000;
      byte[] bytes = new byte[40_000 * dtype.bytes()];
      for (int i = 0; i < 40_000; i++) {
        put(bytes, dtype, i, i % 2 == 0 ? ones - 1 : ones - 1 | (1L << (8 * dtype.bytes() - 1)));
      }
      assertEquals(-1, FiniteScan.firstNonFinite(dtype, MemorySegment.ofArray(bytes)));
      for (int at : new int[] {39_999, 16_384, 16_383, 5, 0}) {
        put(bytes, dtype, at, ones + at % 3);
        assertEquals(at, FiniteScan.firstNonFinite(dtype, MemorySegment.ofArray(bytes)));
      }
    }
  }

  @Test
  void toleratesTensorsItDoesNotUse() throws IOException {
    Path path = tiny(ModelVersion.V2);
    Path file = t2s(path);
    List<TensorInfo> infos = new ArrayList<>();
    Text2SemanticConfig.tiny(ModelVersion.V2)
        .tensorShapes()
        .forEach((name, shape) -> infos.add(new TensorInfo(name, DType.F16, shape)));
    infos.add(new TensorInfo("more", DType.I64, 2));
    try (SafetensorsWriter out = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.forEach(t -> out.write(t.name(), MemorySegment.ofArray(ones((int) t.byteSize()))));
      out.finish();
    }
    seal(path, file);
    try (ModelFolder model = ModelFolder.open(path)) {
      assertEquals(DType.F16, model.t2s().dtype("model.bert_proj.bias"));
    }
  }

  @Test
  void foldsWeightNormalisation() {
    float[] v = {3, 4, 0, 0, 5, 12};
    float[] folded = WeightNorm.fold(new float[] {10, 7, 26}, v, new int[] {3, 1, 2}, 0);
    assertArrayEquals(new float[] {6, 8, 0, 0, 10, 24}, folded);
    float[] byPosition = {3, 0, 4, 0}; // [2, 1, 2]: columns (3, 4) and (0, 0)
    folded = WeightNorm.fold(new float[] {10, 7}, byPosition, new int[] {2, 1, 2}, 2);
    assertArrayEquals(new float[] {6, 0, 8, 0}, folded);
    assertThrows(
        IllegalArgumentException.class,
        () -> WeightNorm.fold(new float[2], v, new int[] {3, 1, 2}, 0));
  }

  private static byte[] ones(int size) {
    byte[] out = new byte[size];
    java.util.Arrays.fill(out, (byte) 1);
    return out;
  }

  /** Makes the description fit a file that was changed: what a hostile folder looks like. */
  private static void seal(Path path, Path file) throws IOException {
    Path json = path.resolve("model.json");
    DataFile before =
        Stream.of(
                ModelFolder.describe(path).t2s().orElseThrow().data(),
                ModelFolder.describe(path).sovits().orElseThrow().data())
            .filter(data -> data.name().equals(file.getFileName().toString()))
            .findFirst()
            .orElseThrow();
    String sha256 = FileHash.sha256(MemorySegment.ofArray(Files.readAllBytes(file)));
    Files.writeString(
        json,
        Files.readString(json)
            .replace(before.sha256(), sha256)
            .replace("\"bytes\" : " + before.bytes(), "\"bytes\" : " + Files.size(file)));
  }

  /** Writes an F32 file again with other values in one tensor. */
  private static void rewrite(Path file, String tensor, float[] values) throws IOException {
    byte[] sound = Files.readAllBytes(file);
    try (Safetensors in = Safetensors.open(file)) {
      long at = in.bytes(tensor).address() - in.file().address();
      for (int i = 0; i < 4 * values.length; i++) {
        sound[(int) at + i] = (byte) (Float.floatToRawIntBits(values[i / 4]) >>> (8 * (i % 4)));
      }
    }
    Files.write(file, sound);
  }

  private static Path t2s(Path path) {
    return path.resolve(ModelFolder.describe(path).t2s().orElseThrow().data().name());
  }

  private static Path sovits(Path path) {
    return path.resolve(ModelFolder.describe(path).sovits().orElseThrow().data().name());
  }

  private static void put(byte[] bytes, DType dtype, int index, long bits) {
    for (int b = 0; b < dtype.bytes(); b++) {
      bytes[index * dtype.bytes() + b] = (byte) (bits >>> (8 * b));
    }
  }

  private Path tiny(ModelVersion version) {
    Path path = folder.resolve("tiny");
    ModelSynthesizer.write(path, version, false, 5, false);
    return path;
  }

  private static void synthesise(Path path, long seed, boolean replace) {
    ModelVersion version = ModelVersion.V2;
    ModelSynthesizer.write(
        path, Text2SemanticConfig.tiny(version), SovitsConfig.tiny(version), seed, replace);
  }

  private static void refuses(String part, Executable executable) {
    String message = assertThrows(UserException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }
}
