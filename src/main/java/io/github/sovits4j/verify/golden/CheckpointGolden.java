package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.checkpoint.Checkpoint;
import io.github.sovits4j.weights.checkpoint.CheckpointConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoints as users have them, and broken and hostile ones: sound ones must come out bit for
 * bit, the others must be refused with one message, by the reader, the converter or the opened
 * model.
 */
final class CheckpointGolden {

  private static final Tolerance EXACT = Tolerance.EXACT;

  private CheckpointGolden() {}

  /**
   * Runs one file.
   *
   * @param entry its entry in the manifest
   * @param folder where it lies
   */
  static List<Comparison> run(JsonNode entry, Path folder) {
    Path file = folder.resolve(entry.get("file").asText());
    String kind = entry.get("kind").asText();
    List<Comparison> comparisons = new ArrayList<>();
    try {
      if (entry.path("expected").isTextual()) {
        compare(file, folder.resolve(entry.get("expected").asText()), comparisons);
      } else {
        convertAndOpen(file);
        comparisons.add(
            Comparison.failed(kind, EXACT, "expected a refusal, but it was read without one"));
      }
    } catch (UserException e) {
      boolean mayRefuse = !kind.equals("ok") || entry.path("optional").asBoolean();
      comparisons.add(
          mayRefuse
              ? Comparison.passed("refused: " + e.getMessage())
              : Comparison.failed(kind, EXACT, "refused: " + e.getMessage()));
    } catch (IOException e) {
      comparisons.add(Comparison.failed(kind, EXACT, e.toString()));
    }
    return comparisons;
  }

  private static void compare(Path file, Path expected, List<Comparison> comparisons) {
    try (Checkpoint checkpoint = Checkpoint.open(file);
        Safetensors want = Safetensors.open(expected)) {
      StoredTensorSource got = checkpoint.weights();
      int different = 0;
      for (String name : want.names()) {
        if (!same(name, want, got)) {
          different++;
          comparisons.add(Comparison.failed(name, EXACT, "other type, shape or bytes"));
        }
      }
      if (different == 0) {
        comparisons.add(Comparison.passed(want.names().size() + " tensors bit for bit"));
      }
    }
  }

  /** Fixtures hold types that safetensors lacks widened, under {@code name_as_type}. */
  private static boolean same(String name, Safetensors want, StoredTensorSource got) {
    String stored = name.replaceFirst("_as_.*", "");
    if (!got.contains(stored) || !Arrays.equals(want.shape(name), got.shape(stored))) {
      return false;
    }
    if (want.dtype(name) == got.dtype(stored)) {
      return want.bytes(name).mismatch(got.bytes(stored)) == -1;
    }
    if (stored.equals(name)) {
      return false;
    }
    return want.dtype(name) == DType.F32
        ? Arrays.equals(want.floats(name), got.floats(stored))
        : Arrays.equals(want.longs(name), got.longs(stored));
  }

  /** Damage may show when reading, when converting, or when the converted model is opened. */
  private static void convertAndOpen(Path file) throws IOException {
    Path folder = Files.createTempDirectory("sovits-golden");
    try {
      List<String> warnings = new ArrayList<>();
      new CheckpointConverter(folder.resolve("model"), false, false, warnings::add)
          .convert(List.of(file));
      if (!warnings.isEmpty()) {
        throw new UserException(String.join(" ", warnings));
      }
      ModelFolder.describe(folder.resolve("model"));
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
