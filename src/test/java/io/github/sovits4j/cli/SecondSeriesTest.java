package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.checkpoint.Checkpoint;
import io.github.sovits4j.weights.checkpoint.ChildJvm;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second series of files, by the rules of their manifest: what the commands say about each, in
 * a JVM of 256 MB, and what is left on the disk.
 */
class SecondSeriesTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/checkpoints-2");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MOST_SECONDS = 60; // of the processor's time

  /** What the refusal must name. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("s1_protocol1.ckpt", "pickle protocol 0 or 1"),
          Map.entry("bad_byteorder.ckpt", "byte order 'BIG', expected 'little'"),
          Map.entry("bad_float8.ckpt", "_rebuild_tensor_v3"),
          Map.entry("bad_meta.ckpt", "the device 'meta'"),
          Map.entry("nan_payload.ckpt", "'model.ar_predict_layer.weight' at index 5"),
          Map.entry("rank64.pth", "64 dimensions, at most 16"),
          Map.entry("config_numbers.ckpt", "config.model."),
          Map.entry("v4_like.pth", "of the diffusion (S2) network is missing"),
          Map.entry("ema_wrapper.ckpt", "19 tensors under 'model_ema'"),
          Map.entry("G_233333.pth", "SoVITS_weights"),
          Map.entry("trailing.ckpt", "704 bytes after the end"),
          Map.entry("encrypted.ckpt", "encrypted entry"),
          Map.entry("hostile_setitems_on_tensor.pth", "not a dictionary"),
          Map.entry("hostile_build_on_tensor.pth", "sets the state"),
          Map.entry("hostile_smuggled_weights.ckpt", "0 tensors"),
          Map.entry("hostile_rank_bomb.pth", "60000 dimensions"),
          Map.entry("hostile_disk_bomb.ckpt", "repeat numbers of the file"),
          Map.entry("hostile_persid_module.pth", "not a storage"),
          Map.entry("hostile_storage_two_types.pth", "should hold 3 elements of 2 bytes"),
          Map.entry("hostile_binunicode8.pth", "breaks off"),
          Map.entry("hostile_config_loop.pth", "nested deeper"),
          Map.entry("hostile_homoglyph.pth", "torch._ut\\u0456ls"),
          Map.entry("hostile_terminal.ckpt", "\\u001b[2J"),
          Map.entry("hostile_local_lies.ckpt", "does not agree"),
          Map.entry("hostile_two_ends.pth", "two ends"),
          Map.entry("hostile_zip64_negative.pth", "does not agree"),
          Map.entry("hostile_rates.pth", "5000000 samples a second"));

  @TempDir static Path work;
  private static final Map<String, JsonNode> SAID = new HashMap<>();

  @BeforeAll
  static void run() throws Exception {
    Path voice = work.resolve("voice.wav");
    float[] samples = new float[4 * 32000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(0.05 * i) * Math.sin(0.0003 * i));
    }
    new WavWriter(SampleFormat.PCM_16).write(new Waveform(32000, samples), voice);
    String report =
        ChildJvm.output(
            ChildJvm.of(
                "256m",
                SecondSeriesRun.class,
                GOLDEN.toString(),
                work.toString(),
                voice.toString()));
    for (String line : report.lines().toList()) {
      JsonNode said = JSON.readTree(line);
      SAID.put(said.get("file").asText() + " " + said.get("step").asText(), said);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyFileByItsRules() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode entry : JSON.readTree(GOLDEN.resolve("manifest.json").toFile()).get("files")) {
      tests.add(DynamicTest.dynamicTest(entry.get("file").asText(), () -> check(entry)));
    }
    assertEquals(49, tests.size());
    return tests.stream();
  }

  private static void check(JsonNode entry) throws Exception {
    String name = entry.get("file").asText();
    for (String step :
        List.of("convert", "drop", "inspect", "inspect-json", "convert-pair", "tts")) {
      JsonNode said = SAID.get(name + " " + step);
      if (said != null) {
        isPolite(name + " " + step, said);
      }
    }
    if (entry.path("expected").isTextual() && !refused(entry)) {
      reads(GOLDEN.resolve(name), GOLDEN.resolve(entry.get("expected").asText()));
    }
    if (SAID.containsKey(name + " convert")) {
      converts(entry, "convert", work.resolve(name + ".out"));
      converts(entry, "drop", work.resolve(name + ".dropped"));
    }
    if (SAID.containsKey(name + " tts")) {
      speaksOrSays(entry, work.resolve(name + ".wav"));
    } else if (name.endsWith(".safetensors")) {
      boolean sound = entry.get("kind").asText().equals("ok") || entry.get("expected").isTextual();
      assertEquals(sound ? 0 : 1, code(name, "inspect"));
    }
  }

  private static boolean refused(JsonNode entry) {
    return entry.path("optional").asBoolean() && code(entry.get("file").asText(), "convert") != 0;
  }

  private static int code(String name, String step) {
    return SAID.get(name + " " + step).get("code").asInt();
  }

  /** One clear message, nothing for the terminal to obey, no defect, in time. */
  private static void isPolite(String what, JsonNode said) {
    String out = said.get("out").asText();
    String err = said.get("err").asText();
    assertTrue(said.get("seconds").asDouble() < MOST_SECONDS, what);
    assertTrue(said.get("code").asInt() <= 1, what + ": " + err);
    for (String text : List.of(out, err)) {
      text.codePoints()
          .filter(c -> c != '\n')
          .forEach(
              c ->
                  assertFalse(
                      Character.isISOControl(c) || Character.getType(c) == Character.FORMAT,
                      () -> what + " prints U+" + Integer.toHexString(c)));
      assertFalse(
          text.contains("Exception") || text.contains("internal error"), what + ": " + text);
    }
    if (said.get("code").asInt() == 1) {
      assertTrue(err.startsWith("sovits: "), what + ": " + err);
      assertEquals(1, err.lines().count(), what + ": " + err);
      assertTrue(err.length() < 1200, what + ": " + err);
    }
  }

  private static void converts(JsonNode entry, String step, Path out) throws Exception {
    String name = entry.get("file").asText();
    String kind = entry.get("kind").asText();
    JsonNode said = SAID.get(name + " " + step);
    boolean done = said.get("code").asInt() == 0;
    boolean may = entry.path("converts").asBoolean(kind.equals("ok"));
    boolean must = kind.equals("ok") && may && !entry.path("optional").asBoolean();
    boolean told = step.equals("drop") && name.equals("hostile_terminal.ckpt");
    String err = said.get("err").asText();
    assertTrue(done || !must, name + ": " + err);
    assertTrue(!done || may || told, name + " was converted");
    assertEquals(name.equals("hostile_loud.pth"), err.contains("thousands of times larger"), name);
    if (!done) {
      assertFalse(Files.exists(out), name + " left something behind");
      assertTrue(err.contains(REASONS.getOrDefault(name, name)), name + ": " + err);
      return;
    }
    Path model = step.equals("drop") ? out.resolve("m") : out;
    assertTrue(bytes(model) < 5 * Files.size(GOLDEN.resolve(name)) + (1 << 17), name);
    if (entry.path("expected").isTextual()) {
      ModelDescription description = ModelFolder.describe(model);
      String file =
          description
              .t2s()
              .map(part -> part.data().name())
              .orElseGet(() -> description.sovits().orElseThrow().data().name());
      reads(model.resolve(file), GOLDEN.resolve(entry.get("expected").asText()));
    }
  }

  private static void speaksOrSays(JsonNode entry, Path wav) {
    String name = entry.get("file").asText();
    if (code(name, "tts") == 0) {
      Waveform sound = new WavReader(60).read(wav);
      assertTrue(sound.seconds() < 60, name);
    } else {
      assertFalse(Files.exists(wav), name + " left a WAV behind");
    }
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  private static void reads(Path file, Path expected) throws Exception {
    try (Safetensors want = Safetensors.open(expected)) {
      if (file.toString().endsWith(".safetensors")) {
        try (Safetensors got = Safetensors.open(file)) {
          assertSame(want, got);
        }
      } else {
        try (Checkpoint got = Checkpoint.open(file)) {
          assertSame(want, got.weights());
        }
      }
    }
  }

  private static void assertSame(StoredTensorSource want, StoredTensorSource got) {
    assertEquals(new TreeSet<>(want.names()), new TreeSet<>(got.names()));
    for (String name : want.names()) {
      assertEquals(want.dtype(name), got.dtype(name), name);
      assertArrayEquals(want.shape(name), got.shape(name), name);
      assertArrayEquals(
          want.bytes(name).toArray(ValueLayout.JAVA_BYTE),
          got.bytes(name).toArray(ValueLayout.JAVA_BYTE),
          name);
    }
  }
}
