package io.github.sovits4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavReader;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.pipeline.PolyphoneReader;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.EncoderConfig;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SpeakerNetworkConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import io.github.sovits4j.weights.VoiceFolder;
import io.github.sovits4j.weights.checkpoint.TorchFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What a user of GPT-SoVITS has: a folder with encoders and the two files of a voice, converted in
 * one command, speaks with a prompt.
 */
class WholeFolderTest {

  private static final ModelVersion VERSION = ModelVersion.V2PRO;
  private static final int TOKENS = 200;
  private static final String PROMPT = "天好得行，好长天。"; // of characters with several readings

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = Sovits.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    return commandLine.execute(texts);
  }

  private static byte[] values(String family, String name, TensorInfo tensor) {
    float[] values = SyntheticWeights.tensor(family, name, tensor.shape(), 9);
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteSize());
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (tensor.dtype()) {
        case F16 -> bytes.putShort(Float.floatToFloat16(value));
        case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        default -> bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  private Path place(String path) throws IOException {
    Path file = folder.resolve("GPT-SoVITS").resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }

  private void voice() throws IOException {
    Text2SemanticConfig t2s = Text2SemanticConfig.tiny(VERSION);
    TorchFile.write(
        place("GPT_weights_v2Pro/me-e15.ckpt"),
        TorchFile.tensors(t2s.tensorShapes(), DType.F16),
        Map.of("model", Map.of("head", t2s.heads())),
        tensor -> values("s1", tensor.name(), tensor));
    SovitsConfig sovits = SovitsConfig.tiny(VERSION);
    TorchFile.write(
        place("SoVITS_weights_v2Pro/me_e8_s96.pth"),
        TorchFile.tensors(sovits.tensorShapes(), DType.F16),
        Map.of(
            "model", Map.of("upsample_rates", sovits.upsampleRates(), "version", VERSION.label())),
        tensor -> values("s2", tensor.name(), tensor));
  }

  /** As a trainer wraps it: below an entry, and before every name a word. */
  private void encoder(
      String path, String family, EncoderConfig config, DType type, String holder, String prefix)
      throws IOException {
    List<TensorInfo> tensors = new ArrayList<>();
    config
        .tensorShapes()
        .forEach((name, shape) -> tensors.add(new TensorInfo(prefix + name, type, shape)));
    TorchFile.writeBare(
        place(path),
        tensors,
        holder,
        tensor -> values(family, tensor.name().substring(prefix.length()), tensor));
  }

  private void encoders() throws IOException {
    encoder(
        "pretrained_models/chinese-hubert-base/pytorch_model.bin",
        "hubert",
        HubertConfig.tiny(64),
        DType.F16,
        null,
        "");
    Files.writeString(
        place("pretrained_models/chinese-hubert-base/config.json"),
        "{\"num_attention_heads\": 4, \"conv_stride\": [5,2,2,2,2,2,2]}");
    encoder(
        "pretrained_models/chinese-roberta-wwm-ext-large/pytorch_model.bin",
        "bert",
        new BertConfig(TOKENS, 1024, 3, 16, 32, 64), // two of these are not used
        DType.BF16,
        "model_ema",
        "module.");
    List<String> tokens =
        new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "今", "天", "好", "。"));
    IntStream.range(tokens.size(), TOKENS).forEach(i -> tokens.add("t" + i));
    Files.write(place("pretrained_models/chinese-roberta-wwm-ext-large/vocab.txt"), tokens);
    encoder(
        "pretrained_models/sv/pretrained_eres2netv2w24s4ep4.ckpt",
        "sv",
        SpeakerNetworkConfig.tiny(),
        DType.F32,
        null,
        "");
    Path polyphones = Path.of("src/test/resources/polyphones");
    for (String name :
        List.of(
            "g2pW.onnx",
            "POLYPHONIC_CHARS.txt",
            "MONOPHONIC_CHARS.txt",
            "bopomofo_to_pinyin_wo_tune_dict.json",
            "config.py",
            "vocab.txt")) {
      Files.copy(polyphones.resolve(name), place("GPT_SoVITS/text/G2PWModel/" + name));
    }
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

  @Test
  void convertsInOneCommandAndSpeaksWithAPrompt() throws IOException {
    voice();
    encoders();
    Path models = folder.resolve("models");
    assertEquals(
        0, run("convert", folder.resolve("GPT-SoVITS"), "--output", models), err::toString);
    assertTrue(out.toString().contains("model folder"), out::toString);
    assertTrue(err.toString().contains("'model_ema.module.'"), err::toString);
    assertFalse(out.toString().contains("missing"), out::toString);

    Path wav = recording();
    Path direct = folder.resolve("direct.wav");
    Object[] tts = {
      "tts",
      "--model",
      models.resolve("me"),
      "--backend",
      "reference",
      "--text",
      "今天好。",
      "--language",
      "zh",
      "--max-seconds",
      "1",
      "--output",
      direct,
      "--reference",
      wav,
      "--prompt-text",
      PROMPT
    };
    assertEquals(0, run(tts), err::toString);
    Path voice = folder.resolve("voices/me");
    assertEquals(
        0,
        run(
            "voice",
            "create",
            "--model",
            models.resolve("me"),
            "--backend",
            "reference",
            "--reference",
            wav,
            "--text",
            PROMPT,
            "--language",
            "zh",
            "--output",
            voice),
        err::toString);
    Path stored = folder.resolve("stored.wav");
    assertEquals(
        0,
        run(
            "tts",
            "--model",
            models.resolve("me"),
            "--backend",
            "reference",
            "--text",
            "今天好。",
            "--language",
            "zh",
            "--max-seconds",
            "1",
            "--output",
            stored,
            "--voice",
            voice),
        err::toString);
    assertEquals(new WavReader(60).read(direct), new WavReader(60).read(stored));
    TextFrontend frontend = TextFrontend.of(SymbolSet.V2);
    try (Backend backend = Backends.open("reference");
        PolyphoneReader network =
            new PolyphoneReader(
                backend, EncoderFolder.of(models.resolve("encoders")), StoragePolicy.F32)) {
      int[] byNetwork =
          frontend
              .with(sentence -> network.read(List.of(sentence)).get(sentence))
              .reference(PROMPT, "zh")
              .ids();
      assertFalse(Arrays.equals(byNetwork, frontend.reference(PROMPT, "zh").ids()));
      assertArrayEquals(byNetwork, VoiceFolder.read(voice).prompt().phones(), "the network's");
    }
    assertEquals(0, run("voice", "list", folder.resolve("voices")), err::toString);
    assertTrue(out.toString().contains("v2Pro\t" + PROMPT), out::toString);
    assertEquals(0, run("voice", "show", voice), err::toString);
    assertTrue(out.toString().contains("with text features"), out::toString);
    assertEquals(0, run("inspect", models.resolve("me")), err::toString);
  }

  @Test
  void whatIsMissingIsNamedWithWhereItIs() throws IOException {
    voice();
    Path models = folder.resolve("models");
    assertEquals(
        0, run("convert", folder.resolve("GPT-SoVITS"), "--output", models), err::toString);
    for (String part :
        List.of("chinese-hubert-base", "tokenizer.json", "sv/pretrained_eres2netv2w24s4ep4.ckpt")) {
      assertTrue(out.toString().contains(part), out::toString);
    }
    Object[] tts = {
      "tts",
      "--model",
      models.resolve("me"),
      "--backend",
      "reference",
      "--text",
      "It works.",
      "--output",
      folder.resolve("no.wav"),
      "--reference",
      recording()
    };
    assertEquals(1, run(tts));
    assertTrue(err.toString().contains("sv/pretrained_eres2netv2w24s4ep4.ckpt"), err::toString);
    assertFalse(Files.exists(folder.resolve("no.wav")));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertEquals(1, run("convert", empty, "--output", models));
    assertTrue(err.toString().contains("holds neither encoders nor voices"), err::toString);
  }

  @Test
  void whatIsUnsoundHindersNothingElse() throws IOException {
    voice();
    encoders();
    Files.delete(place("pretrained_models/chinese-roberta-wwm-ext-large/vocab.txt"));
    Path models = folder.resolve("models");
    assertEquals(1, run("convert", folder.resolve("GPT-SoVITS"), "--output", models));
    assertTrue(err.toString().contains("neither tokenizer.json nor vocab.txt"), err::toString);
    assertTrue(err.toString().contains("1 of 5 encoders and models"), err::toString);
    assertEquals(0, run("inspect", models.resolve("me")), err::toString);
    assertEquals(
        Set.of(EncoderKind.HUBERT, EncoderKind.SPEAKER, EncoderKind.POLYPHONES),
        EncoderFolder.of(models.resolve("encoders")).parts().keySet());
  }

  @Test
  void aFileThatWasCutShortIsCalledThat() throws IOException {
    Path whole = Path.of("src/test/resources/golden/hubert/tiny_checkpoint.safetensors");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("model.safetensors");
    Path models = folder.resolve("models");
    for (int length : new int[] {5, 300, bytes.length / 2, bytes.length - 1}) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertEquals(1, run("convert", cut, "--output", models));
      String message = err.toString();
      assertTrue(message.matches("(?is).*get (it|the file) again.*"), message);
      assertFalse(message.contains("lacks a voice's configuration"), message);
      assertFalse(Files.exists(models), message);
    }
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    assertEquals(
        2, run("tts", "--model", "m", "--voice", "v", "--reference", "r.wav", "--output", "o.wav"));
    assertTrue(err.toString().contains("--voice alone"), err::toString);
    assertEquals(
        2,
        run(
            "tts",
            "--model",
            "m",
            "--reference",
            "r.wav",
            "--prompt-language",
            "zh",
            "--text",
            "a",
            "--output",
            "o.wav"));
    assertTrue(err.toString().contains("--prompt-text"), err::toString);
  }
}
