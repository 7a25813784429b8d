package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.HubertConfig;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.SafetensorsWriter;
import io.github.sovits4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders as libraries save them, to a folder that all voices share. */
class EncoderConverterTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  private List<String> convert(Path to, Path... files) {
    return new EncoderConverter(to, false, warnings::add).convert(List.of(files));
  }

  /** A recording's checkpoint in a folder of its own, where its neighbours can be put. */
  private Path copy(String area, String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(area));
    Path copy = own.resolve(name);
    Files.copy(GOLDEN.resolve(area + "/tiny_checkpoint.safetensors"), copy);
    return copy;
  }

  private static String tokens(int n) {
    return String.join("\n", IntStream.range(0, n).mapToObj(i -> "t" + i).toList()) + "\n";
  }

  @Test
  void sizesComeFromTensorsAndTheConfigurationBeside() throws IOException {
    Path hubert = copy("hubert", "model.safetensors");
    Files.writeString(hubert.resolveSibling("config.json"), "{\"num_attention_heads\": 4}");
    Path bert = copy("bert", "model.safetensors");
    Files.writeString(bert.resolveSibling("config.json"), "{\"num_attention_heads\": 4}");
    Files.writeString(bert.resolveSibling("vocab.txt"), tokens(300));
    Path speaker = copy("sv", "sv.safetensors");
    Path out = folder.resolve("encoders");
    List<String> said = convert(out, hubert, bert, speaker);
    assertTrue(said.get(1).contains("BERT") || said.get(1).contains("RoBERTa"), said::toString);
    EncoderFolder encoders = EncoderFolder.of(out);
    assertEquals(3, encoders.parts().size());
    assertEquals(
        new HubertConfig(
            16, List.of(10, 3, 3, 3, 3, 2, 2), List.of(5, 2, 2, 2, 2, 2, 2), 48, 3, 4, 96, 16, 4),
        encoders.parts().get(EncoderKind.HUBERT).config());
    assertEquals(
        new BertConfig(300, 32, 3, 4, 64, 64), encoders.parts().get(EncoderKind.BERT).config());
    try (EncoderFolder.Encoder open = encoders.open(EncoderKind.BERT);
        Safetensors original = Safetensors.open(bert)) {
      assertEquals("t299", open.vocabulary().get(299));
      String name = "bert.encoder.layer.2.output.dense.weight";
      assertArrayEquals(original.floats(name), open.weights().floats(name));
      assertFalse(open.weights().contains("bert.encoder.layer.3.output.dense.weight"));
      assertFalse(open.weights().contains("cls.predictions.bias"));
    }
    assertThrows(UserException.class, () -> convert(out, hubert), "it is there already");
  }

  @Test
  void namesOfOtherLibrariesBecomeTheUsualOnes() throws IOException {
    Path hubert =
        renamed(
            "hubert",
            name ->
                "hubert."
                    + name.replace("conv.weight_g", "conv.parametrizations.weight.original0")
                        .replace("conv.weight_v", "conv.parametrizations.weight.original1"));
    Path bert =
        renamed(
            "bert",
            name ->
                name.replaceFirst("^bert\\.", "")
                    .replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta"));
    Files.writeString(
        bert.resolveSibling("tokenizer.json"),
        "{\"model\":{\"vocab\":{"
            + String.join(
                ",", IntStream.range(0, 300).mapToObj(i -> "\"t" + i + "\":" + i).toList())
            + "}}}");
    Path out = folder.resolve("encoders");
    convert(out, hubert, bert);
    EncoderFolder encoders = EncoderFolder.of(out);
    try (EncoderFolder.Encoder open = encoders.open(EncoderKind.HUBERT)) {
      assertTrue(open.weights().contains("encoder.pos_conv_embed.conv.weight_g"));
    }
    try (EncoderFolder.Encoder open = encoders.open(EncoderKind.BERT)) {
      assertTrue(open.weights().contains("bert.embeddings.LayerNorm.weight"));
    }
  }

  private Path renamed(String area, UnaryOperator<String> rename) throws IOException {
    Path own = Files.createDirectories(folder.resolve(area));
    Path target = own.resolve("renamed.safetensors");
    try (Safetensors from =
        Safetensors.open(GOLDEN.resolve(area + "/tiny_checkpoint.safetensors"))) {
      List<String> names = List.copyOf(from.names());
      List<TensorInfo> infos =
          names.stream()
              .map(from::info)
              .map(i -> new TensorInfo(rename.apply(i.name()), i.dtype(), i.shape()))
              .toList();
      try (SafetensorsWriter out = SafetensorsWriter.create(target, infos, Map.of())) {
        for (String name : names) {
          out.write(rename.apply(name), from.bytes(name));
        }
        out.finish();
      }
    }
    return target;
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path bert = copy("bert", "model.safetensors");
    Path out = folder.resolve("encoders");
    String message = assertThrows(UserException.class, () -> convert(out, bert)).getMessage();
    assertTrue(message.contains("tokenizer.json"), message);
    Files.writeString(bert.resolveSibling("vocab.txt"), tokens(299));
    message = assertThrows(UserException.class, () -> convert(out, bert)).getMessage();
    assertTrue(message.contains("300 tokens") && message.contains("names 299"), message);
    Path other = folder.resolve("other.safetensors");
    List<TensorInfo> infos = List.of(new TensorInfo("a", DType.F32, new int[] {1}));
    try (SafetensorsWriter writer = SafetensorsWriter.create(other, infos, Map.of())) {
      writer.writeFloats("a", new float[1], 0, 1);
      writer.finish();
    }
    message = assertThrows(UserException.class, () -> convert(out, other)).getMessage();
    assertTrue(message.contains("is no encoder"), message);
    assertFalse(EncoderConverter.isEncoder(other));
    assertFalse(Files.exists(out), "a failed conversion leaves nothing");
    message = assertThrows(UserException.class, () -> EncoderFolder.of(out)).getMessage();
    assertTrue(message.contains("holds no encoders"), message);
  }

  /** A flipped bit is found when the encoder is opened, whatever it belongs to. */
  @Test
  void aDamagedFileIsRefused() throws IOException {
    Path speaker = copy("sv", "sv.safetensors");
    Path out = folder.resolve("encoders");
    convert(out, speaker);
    EncoderFolder encoders = EncoderFolder.of(out);
    Path file = out.resolve(encoders.parts().get(EncoderKind.SPEAKER).data().name());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    String message =
        assertThrows(UserException.class, () -> encoders.open(EncoderKind.SPEAKER)).getMessage();
    assertTrue(message.contains("SHA-256"), message);
    message =
        assertThrows(UserException.class, () -> encoders.open(EncoderKind.HUBERT)).getMessage();
    assertTrue(message.contains("chinese-hubert-base/pytorch_model.bin"), message);
  }
}
