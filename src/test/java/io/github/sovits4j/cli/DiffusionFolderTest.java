package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import io.github.sovits4j.weights.VocoderConfig;
import io.github.sovits4j.weights.checkpoint.TorchFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** GPT-SoVITS' folder with v3, v4 and a LoRA is converted in one command and speaks. */
class DiffusionFolderTest {

  private static final int RANK = 4;
  private static final String PRETRAINED = "GPT_SoVITS/pretrained_models/";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... args) {
    CommandLine commandLine = Sovits.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
  }

  @Test
  void convertsBasesALoraAndVocodersAndSpeaks() throws IOException {
    upstreamsFolder();
    Path models = folder.resolve("models");
    assertEquals(
        0, run("convert", folder.resolve("GPT-SoVITS"), "--output", models), err::toString);
    assertTrue(err.toString().contains("a LoRA of rank 4"), err::toString);

    Path wav = recording();
    Waveform base = spoken(models.resolve("base-v4"), wav);
    Waveform adapted = spoken(models.resolve("bob"), wav);
    Waveform older = spoken(models.resolve("base-v3"), wav);
    assertEquals(8000, base.sampleRate());
    assertEquals(8000, adapted.sampleRate());
    assertEquals(6000, older.sampleRate());
    assertTrue(base.peak() > 0 && adapted.peak() > 0 && older.peak() > 0);
    assertNotEquals(base, adapted, "the LoRA is heard");

    assertEquals(1, run(tts(models.resolve("bob"), wav)), "without what is said");
    assertTrue(err.toString().contains("goes on from a recording"), err::toString);
  }

  private Object[] tts(Path model, Path wav) {
    return new Object[] {
      "tts",
      "--model",
      model,
      "--backend",
      "simd",
      "--text",
      "It works.",
      "--language",
      "en",
      "--seed",
      "7",
      "--sample-steps",
      "4",
      "--max-seconds",
      "0.6",
      "--retries",
      "0",
      "--reference",
      wav,
      "--output",
      folder.resolve(model.getFileName() + ".wav")
    };
  }

  private Waveform spoken(Path model, Path wav) {
    Object[] said =
        Stream.concat(
                Stream.of(tts(model, wav)),
                Stream.of("--prompt-text", "Hello there.", "--prompt-language", "en"))
            .toArray();
    assertEquals(0, run(said), err::toString);
    return new WavReader(60).read(folder.resolve(model.getFileName() + ".wav"));
  }

  private Path recording() {
    float[] x = new float[4 * 16000];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (0.3 * Math.sin(i * 0.07 + 3 * Math.sin(i / 2000.0)) * Math.sin(i / 500.0));
    }
    Path wav = folder.resolve("me.wav");
    new WavWriter(SampleFormat.PCM_16).write(new Waveform(16000, x), wav);
    return wav;
  }

  // ---- as upstream lays it out ----

  private void upstreamsFolder() throws IOException {
    Text2SemanticConfig s1 = Text2SemanticConfig.tiny(ModelVersion.V4);
    for (String path : List.of(PRETRAINED + "s1v3.ckpt", "GPT_weights_v4/bob-e15.ckpt")) {
      TorchFile.write(
          place(path),
          TorchFile.tensors(s1.tensorShapes(), DType.F16),
          Map.of("model", Map.of("head", s1.heads())),
          tensor -> values("s1", tensor));
    }
    Map<String, int[]> s2 = DiffusionConfig.tiny(ModelVersion.V4).tensorShapes();
    s2.put("cfm.estimator.rotary_embed.inv_freq", new int[] {8});
    for (String path : List.of("s2Gv3.pth", "gsv-v4-pretrained/s2Gv4.pth")) {
      TorchFile.write(
          place(PRETRAINED + path),
          TorchFile.tensors(s2, DType.F16),
          Map.of(),
          tensor -> values("s2", tensor));
    }
    TorchFile.writeAdapter(
        place("SoVITS_weights_v4/bob_e2_s8_l4.pth"),
        TorchFile.tensors(factors(), DType.F16),
        Map.of(),
        RANK,
        tensor -> values("s2", tensor));
    vocoder(
        "models--nvidia--bigvgan_v2_24khz_100band_256x/bigvgan_generator.pt",
        ModelVersion.V3,
        "bigvgan",
        "generator");
    vocoder("gsv-v4-pretrained/vocoder.pth", ModelVersion.V4, "hifigan", null);
    TorchFile.writeBare(
        place(PRETRAINED + "chinese-hubert-base/pytorch_model.bin"),
        TorchFile.tensors(HubertConfig.tiny(64).tensorShapes(), DType.F16),
        null,
        tensor -> values("hubert", tensor));
    Files.writeString(
        place(PRETRAINED + "chinese-hubert-base/config.json"),
        "{\"num_attention_heads\": 4, \"conv_stride\": [5,2,2,2,2,2,2]}");
  }

  /** Of every attention in the transformer. */
  private static Map<String, int[]> factors() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    DiffusionConfig config = DiffusionConfig.tiny(ModelVersion.V4);
    for (int block = 0; block < config.ditLayers(); block++) {
      for (String part : List.of("to_q", "to_k", "to_v", "to_out.0")) {
        String name =
            "cfm.base_model.model.estimator.transformer_blocks." + block + ".attn." + part;
        shapes.put(name + ".lora_A.default.weight", new int[] {RANK, config.ditDim()});
        shapes.put(name + ".lora_B.default.weight", new int[] {config.ditDim(), RANK});
      }
    }
    return shapes;
  }

  private void vocoder(String path, ModelVersion version, String family, String holder)
      throws IOException {
    TorchFile.writeBare(
        place(PRETRAINED + path),
        TorchFile.tensors(VocoderConfig.tiny(version).tensorShapes(), DType.F32),
        holder,
        tensor -> values(family, tensor));
  }

  private Path place(String path) throws IOException {
    Path file = folder.resolve("GPT-SoVITS").resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }

  private static byte[] values(String family, TensorInfo tensor) {
    boolean known = !tensor.name().endsWith("inv_freq"); // which nobody reads
    float[] values =
        known
            ? SyntheticWeights.tensor(family, tensor.name(), tensor.shape(), 9)
            : new float[(int) tensor.elements()];
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (tensor.dtype() == DType.F16) {
        bytes.putShort(Float.floatToFloat16(value));
      } else {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }
}
