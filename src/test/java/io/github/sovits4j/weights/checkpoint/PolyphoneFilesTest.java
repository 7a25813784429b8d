package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import io.github.sovits4j.weights.EncoderSynthesizer;
import io.github.sovits4j.weights.PolyphoneConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** g2pW with what lies beside it, to a folder of encoders, and what is said where it does not. */
class PolyphoneFilesTest {

  private static final Path SOUND = Path.of("src/test/resources/polyphones");

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void copy() throws IOException {
    for (String name :
        List.of(
            "g2pW.onnx",
            "POLYPHONIC_CHARS.txt",
            "MONOPHONIC_CHARS.txt",
            "bopomofo_to_pinyin_wo_tune_dict.json",
            "config.py",
            "vocab.txt")) {
      Files.copy(SOUND.resolve(name), folder.resolve(name));
    }
    file = folder.resolve("g2pW.onnx");
  }

  private List<String> convert(Path to) {
    return new EncoderConverter(to, false, warning -> {}).convert(List.of(file));
  }

  private String refused() {
    Path to = folder.resolve("refused");
    String message = assertThrows(UserException.class, () -> convert(to)).getMessage();
    assertFalse(Files.exists(to), "a failed conversion leaves nothing");
    return message;
  }

  @Test
  void sizesComeFromTheGraph() {
    Path to = folder.resolve("encoders");
    convert(to);
    EncoderFolder encoders = EncoderFolder.of(to);
    assertEquals(
        new PolyphoneConfig(new BertConfig(24, 32, 2, 4, 48, 40), 14, 6),
        encoders.parts().get(EncoderKind.POLYPHONES).config());
    try (EncoderFolder.Encoder encoder = encoders.open(EncoderKind.POLYPHONES)) {
      assertEquals("[SEP]", encoder.vocabulary().get(3));
      assertEquals(14, encoder.lists().labels().size());
      assertArrayEquals(
          new int[] {66, 14}, encoder.weights().shape(PolyphoneConfig.BY_CHARACTER_AND_TAG));
    }
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Files.delete(folder.resolve("MONOPHONIC_CHARS.txt"));
    String message = refused();
    assertTrue(message.contains("MONOPHONIC_CHARS.txt does not lie beside it"), message);
  }

  /** As upstream publishes it, the tokens are those of the text encoder. */
  @Test
  void theTokensAreTheTextEncoders() throws IOException {
    Files.delete(folder.resolve("vocab.txt"));
    String message = refused();
    assertTrue(message.contains("tokenizer.json"), message);
    Path to = folder.resolve("encoders");
    EncoderSynthesizer.write(to, List.of(BertConfig.tiny(300)), 1, false);
    message = assertThrows(UserException.class, () -> convert(to)).getMessage();
    assertTrue(message.contains("knows 24 tokens") && message.contains("names 300"), message);
    Path fitting = folder.resolve("fitting");
    EncoderSynthesizer.write(fitting, List.of(BertConfig.tiny(24)), 1, false);
    convert(fitting);
    EncoderFolder encoders = EncoderFolder.of(fitting);
    try (EncoderFolder.Encoder encoder = encoders.open(EncoderKind.POLYPHONES)) {
      assertEquals(encoders.vocabulary(), encoder.vocabulary());
    }
  }

  @Test
  void whatWasTrainedOtherwiseIsRefused() throws IOException {
    Files.writeString(folder.resolve("config.py"), "# notes\nuse_char_phoneme = True\n");
    String message = refused();
    assertTrue(message.contains("use_char_phoneme = 'True'"), message);
  }

  @Test
  void listsOfAnotherNetworkAreRefused() throws IOException {
    Path list = folder.resolve("POLYPHONIC_CHARS.txt");
    Files.writeString(list, Files.readString(list) + "還\tㄏㄞ2\n還\tㄏㄨㄢ2\n");
    String message = refused();
    assertTrue(message.contains("14 readings of 6 characters"), message);
    assertTrue(message.contains("name 16 of 7"), message);
    Files.writeString(list, "行 ㄏㄤ2\n");
    message = refused();
    assertTrue(message.contains("line 1: expected a character, a tab and a reading"), message);
  }

  @Test
  void anotherNetworkIsNoEncoder() throws IOException {
    Files.write(file, new byte[] {8, 8, 58, 0, 66, 2, 16, 17}); // its graph is empty
    String message = refused();
    assertTrue(message.contains("is no encoder of GPT-SoVITS"), message);
    Files.write(file, new byte[] {8, 8, 58, 9});
    message = refused();
    assertTrue(message.contains("no sound ONNX file"), message);
  }
}
