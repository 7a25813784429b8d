package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.MappedFile;
import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file of weights holds, for people to look at.
 *
 * @param file where it lies
 * @param container safetensors or PyTorch checkpoint
 * @param network which network the tensors belong to
 * @param version its version, or why none can be told
 * @param tensors all tensors, in the file's order
 */
public record Inspection(
    Path file, String container, Network network, String version, List<TensorInfo> tensors) {

  /** The number of all elements. */
  public long parameters() {
    return tensors.stream().mapToLong(TensorInfo::elements).sum();
  }

  /** The number of bytes of all tensors. */
  public long bytes() {
    return tensors.stream().mapToLong(TensorInfo::byteSize).sum();
  }

  /**
   * Looks at a safetensors file, a checkpoint or a model folder.
   *
   * @return one inspection per file of weights; two for a complete model folder
   * @throws UserException when the path is none of these, or unsound
   */
  public static List<Inspection> of(Path path) {
    if (Files.isDirectory(path)) {
      ModelDescription description = ModelFolder.describe(path);
      List<Inspection> out = new ArrayList<>();
      if (description.t2s().isPresent()) {
        out.add(safetensors(path.resolve(ModelFolder.T2S_FILE)));
      }
      if (description.sovits().isPresent()) {
        out.add(safetensors(path.resolve(ModelFolder.SOVITS_FILE)));
      }
      return List.copyOf(out);
    }
    return List.of(isSafetensors(path) ? safetensors(path) : checkpoint(path));
  }

  private static boolean isSafetensors(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = MappedFile.map(path, arena);
      boolean named = path.toString().endsWith(".safetensors");
      return named || (file.byteSize() > 8 && file.get(ValueLayout.JAVA_BYTE, 8) == '{');
    }
  }

  private static Inspection safetensors(Path path) {
    try (Safetensors file = Safetensors.open(path)) {
      return of(path, "safetensors", file, "PK", Optional.empty());
    }
  }

  private static Inspection checkpoint(Path path) {
    try (Checkpoint file = Checkpoint.open(path)) {
      Optional<String> stated = RecognisedModel.statedVersion(file);
      return of(path, "PyTorch checkpoint", file.weights(), file.mark(), stated);
    }
  }

  private static Inspection of(
      Path path,
      String container,
      StoredTensorSource source,
      String mark,
      Optional<String> stated) {
    List<TensorInfo> tensors = source.names().stream().map(source::info).toList();
    Network network = Network.of(source.names());
    Map<String, int[]> shapes = RecognisedModel.shapes(RecognisedModel.infos(source));
    String version =
        switch (network) {
          case T2S -> t2sVersion(shapes);
          case SOVITS -> sovitsVersion(path, shapes, mark, stated);
          case UNKNOWN -> "unknown";
        };
    return new Inspection(path, container, network, version, tensors);
  }

  private static String t2sVersion(Map<String, int[]> shapes) {
    int[] phonemes = shapes.get("model.ar_text_embedding.word_embeddings.weight");
    if (phonemes == null || phonemes.length != 2) {
      return "unknown";
    }
    return phonemes[0] < ModelVersion.V2.phonemeVocabSize() ? "v1" : "v2 or later";
  }

  private static String sovitsVersion(
      Path path, Map<String, int[]> shapes, String mark, Optional<String> stated) {
    try {
      return SovitsVersion.detect(path.getFileName().toString(), shapes, mark, stated).label();
    } catch (UserException e) {
      return "not usable: " + e.getMessage();
    }
  }
}
