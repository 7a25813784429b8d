package io.github.sovits4j.weights.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.cli.Sovits;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.DataFile;
import io.github.sovits4j.weights.FileHash;
import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import io.github.sovits4j.weights.WeightOrigin;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Conversions that are killed at random moments: afterwards the folder holds the old model or the
 * new one, whole. The long run, with 310 MB: {@code -Dsovits4j.kills=100
 * -Dsovits4j.kills.full=true}.
 */
class KilledConversionTest {

  private static final int KILLS = Integer.getInteger("sovits4j.kills", 12);
  private static final boolean FULL = Boolean.getBoolean("sovits4j.kills.full");

  @TempDir static Path folder;
  private static Path previous;
  private static Path next;
  private static long typicalMillis;

  /** What was found in a folder after a kill. */
  private enum Found {
    NOTHING,
    OLD,
    NEW
  }

  @BeforeAll
  static void makeCheckpoints() throws Exception {
    Text2SemanticConfig config =
        FULL
            ? Text2SemanticConfig.full(ModelVersion.V2)
            : new Text2SemanticConfig(1025, 732, 256, 4, 8, 1024, 54);
    previous = checkpoint("old.ckpt", config, 1);
    next = checkpoint("new.ckpt", config, 2);
    long started = System.nanoTime();
    assertEquals(0, convert(next, folder.resolve("first")).start().waitFor());
    typicalMillis = (System.nanoTime() - started) / 1_000_000;
    delete(folder.resolve("first"));
  }

  @Test
  void aKillLeavesTheOldModelOrTheNewOne() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path old = folder.resolve("old");
    assertEquals(0, convert(previous, old).start().waitFor());
    Map<Found, Integer> counts = new EnumMap<>(Found.class);
    int leftovers = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      boolean replacing = kill % 2 == 0;
      Path out = folder.resolve("out-" + kill);
      if (replacing) {
        copy(old, out);
      }
      Process child = convert(next, out).start();
      child.waitFor(random.nextLong(typicalMillis * 11 / 10), TimeUnit.MILLISECONDS);
      child.destroyForcibly().waitFor();
      Found found = look(out);
      counts.merge(found, 1, Integer::sum);
      assertTrue(found != Found.NOTHING || !replacing, "the old model is gone, seed " + seed);
      leftovers += Files.isDirectory(out) && count(out) != (found == Found.NOTHING ? 0 : 2) ? 1 : 0;
      if (kill % 4 < 2) {
        assertEquals(0, convert(next, out).start().waitFor(), "seed " + seed);
        assertEquals(Found.NEW, look(out));
        assertEquals(2, count(out), "what killed conversions left is not swept");
      }
      delete(out);
    }
    System.out.printf(
        "kills of a conversion of %d MB that takes %d ms, seed %d: %d left nothing, %d the old"
            + " model, %d the new one; %d left files to sweep%n",
        Files.size(next) / 1_000_000,
        typicalMillis,
        seed,
        counts.getOrDefault(Found.NOTHING, 0),
        counts.getOrDefault(Found.OLD, 0),
        counts.getOrDefault(Found.NEW, 0),
        leftovers);
    if (KILLS >= 100) {
      assertTrue(leftovers > 0, "no kill hit the writing");
    }
  }

  /** Ctrl-C and SIGTERM give the program time to clean up. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, ending a process is killing it")
  void aPoliteEndLeavesNothing() throws Exception {
    Random random = new Random(5);
    for (int end = 0; end < Math.max(4, KILLS / 4); end++) {
      Path out = folder.resolve("deep/ended-" + end);
      Process child = convert(next, out).start();
      child.waitFor(random.nextLong(typicalMillis * 11 / 10), TimeUnit.MILLISECONDS);
      child.destroy();
      int code = child.waitFor();
      Found found = look(out);
      if (found == Found.NEW) {
        assertEquals(2, count(out));
      } else {
        assertFalse(Files.exists(out.getParent()), "left behind after exit code " + code);
      }
      delete(folder.resolve("deep"));
    }
  }

  /** A whole folder is converted piece by piece: what is finished stays, and is said to. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, ending a process is killing it")
  void aPoliteEndOfAFolderKeepsWhatIsFinished() throws Exception {
    Path whole = Files.createDirectories(folder.resolve("whole"));
    SovitsConfig sovits = SovitsConfig.tiny(ModelVersion.V2);
    Text2SemanticConfig tiny = Text2SemanticConfig.tiny(ModelVersion.V2);
    Path first =
        checkpoint(
            "large.ckpt",
            new Text2SemanticConfig(
                tiny.vocabSize(),
                tiny.phonemeVocabSize(),
                256,
                4,
                8,
                tiny.eos(),
                tiny.maxSeconds()),
            1);
    for (int voice = 0; voice < 10; voice++) {
      Files.copy(first, whole.resolve("v" + voice + "-e1.ckpt"));
      TorchFile.write(
          whole.resolve("v" + voice + "_e1_s1.pth"),
          TorchFile.tensors(sovits.tensorShapes(), DType.F16),
          Map.of("model", Map.of("upsample_rates", sovits.upsampleRates(), "version", "v2")),
          tensor -> contents(tensor, 1));
    }
    Path said = folder.resolve("pieces.txt");
    String words = "";
    for (int attempt = 0; attempt < 5 && !words.contains("ended;"); attempt++) {
      Path out = folder.resolve("pieces-" + attempt); // an end between two pieces is not told of
      Process child = convert(whole, out).redirectOutput(said.toFile()).start();
      while (child.isAlive() && !Files.readString(said).contains("model folder: ")) {
        Thread.sleep(1);
      }
      child.destroy();
      child.waitFor();
      words = Files.readString(said);
      try (Stream<Path> models = Files.list(out)) {
        long finished = models.filter(ModelFolder::isModel).count();
        assertTrue(finished > 0 && finished < 10, words);
      }
    }
    assertTrue(words.contains("what was finished before it is kept"), words);
  }

  private static Found look(Path out) throws IOException {
    if (!ModelFolder.isModel(out)) {
      return Found.NOTHING;
    }
    ModelDescription description = ModelFolder.describe(out);
    DataFile data = description.t2s().orElseThrow().data();
    Path file = out.resolve(data.name());
    assertEquals(data.bytes(), Files.size(file));
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      assertEquals(
          data.sha256(),
          FileHash.sha256(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)));
    }
    WeightOrigin origin = description.t2s().orElseThrow().origin();
    return ((WeightOrigin.FromCheckpoint) origin).file().equals("old.ckpt") ? Found.OLD : Found.NEW;
  }

  private static ProcessBuilder convert(Path checkpoint, Path out) {
    return ChildJvm.of(
            "64m",
            Sovits.class,
            "convert",
            "--force",
            checkpoint.toString(),
            "--output",
            out.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said.txt").toFile());
  }

  private static Path checkpoint(String name, Text2SemanticConfig config, int value) {
    Path path = folder.resolve(name);
    TorchFile.write(
        path,
        TorchFile.tensors(config.tensorShapes(), DType.F32),
        Map.of("model", Map.of("head", config.heads())),
        tensor -> contents(tensor, value));
    return path;
  }

  private static byte[] contents(TensorInfo tensor, int value) {
    byte[] out = new byte[(int) tensor.byteSize()];
    java.util.Arrays.fill(out, (byte) value); // 0x01010101: a small number
    return out;
  }

  private static long count(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.count();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path out) throws IOException {
    if (!Files.exists(out)) {
      return;
    }
    try (Stream<Path> files = Files.walk(out)) {
      List<Path> all = files.sorted(java.util.Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.delete(file);
      }
    }
  }
}
