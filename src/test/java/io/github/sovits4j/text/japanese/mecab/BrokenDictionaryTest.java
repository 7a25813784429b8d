package io.github.sovits4j.text.japanese.mecab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.text.japanese.JapaneseDictionary;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dictionary that is missing, cut short or damaged gives one message, whatever was asked of it.
 */
class BrokenDictionaryTest {

  private static final List<String> FILES = List.of("sys.dic", "unk.dic", "matrix.bin", "char.bin");
  private static final String TEXT = "今日はとても良い天気ですね。ｈｅｌｌｏ１２３";

  @TempDir private Path folder;

  @BeforeEach
  void copyDictionary() throws IOException {
    JapaneseDictionary.require();
    Path source = DictionaryFolder.find().orElseThrow();
    for (String file : FILES) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
  }

  @Test
  void aCopyIsAsGoodAsTheOriginal() {
    assertEquals(
        MorphologicalAnalyser.shared().analyse(TEXT),
        MorphologicalAnalyser.open(folder).analyse(TEXT));
  }

  @Test
  void whatIsMissingOrCutShortIsNamed() throws IOException {
    for (String file : FILES) {
      Path path = folder.resolve(file);
      byte[] whole = Files.readAllBytes(path);
      for (int length : List.of(0, 3, 71, 100, whole.length / 2, whole.length - 1)) {
        try (RandomAccessFile cut = new RandomAccessFile(path.toFile(), "rw")) {
          cut.setLength(length);
        }
        refuses(file);
      }
      Files.delete(path);
      refuses(file);
      Files.write(path, whole);
    }
    MorphologicalAnalyser.open(folder);
  }

  private void refuses(String file) {
    UserException e =
        assertThrows(UserException.class, () -> MorphologicalAnalyser.open(folder), file);
    assertTrue(e.getMessage().startsWith(folder.resolve(file).toString()), e.getMessage());
    assertTrue(e.getMessage().contains(DictionaryFolder.PACKAGE), e.getMessage());
  }

  /** Damage inside the files may go unnoticed, but it never brings anything but our message. */
  @Test
  void whatIsDamagedInsideIsReadOrRefused() throws IOException {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      String file = FILES.get(i % FILES.size());
      Path path = folder.resolve(file);
      byte[] noise = new byte[4096];
      random.nextBytes(noise);
      try (RandomAccessFile damaged = new RandomAccessFile(path.toFile(), "rw")) {
        for (int spot = 0; spot < 40; spot++) {
          long at = (long) (random.nextDouble() * Math.max(0, damaged.length() - noise.length));
          damaged.seek(Math.max(spot == 0 ? 0 : 72, at));
          damaged.write(
              noise, 0, (int) Math.min(noise.length, damaged.length() - damaged.getFilePointer()));
        }
      }
      try {
        MorphologicalAnalyser.open(folder).analyse(TEXT);
      } catch (UserException e) {
        assertTrue(e.getMessage().contains(DictionaryFolder.PACKAGE), e.getMessage());
        refused++;
      }
      Files.delete(path);
      Files.copy(DictionaryFolder.find().orElseThrow().resolve(file), path);
    }
    assertTrue(refused > 0);
  }
}
