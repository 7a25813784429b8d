package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.VocoderConfig;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * Looks at a safetensors file, a checkpoint, or a folder of a model or of encoders, whose files
   * must be those that its description names.
   *
   * @return one inspection per file of weights; two for a complete model folder
   * @throws UserException when the path is none of these, or unsound
   */
  public static List<Inspection> of(Path path) {
    if (Files.isDirectory(path)) {
      List<Path> files =
          EncoderFolder.isEncoders(path)
              ? EncoderFolder.of(path).checkedFiles()
              : ModelFolder.checkedFiles(path);
      return files.stream().map(Inspection::file).toList();
    }
    return List.of(file(path));
  }

  private static Inspection file(Path path) {
    try (TensorFile file = TensorFile.open(path)) {
      StoredTensorSource source = file.weights();
      Network network = Network.of(source.names());
      Map<String, int[]> shapes = RecognisedModel.shapes(RecognisedModel.infos(source));
      String version =
          switch (network) {
            case T2S -> t2sVersion(shapes);
            case SOVITS -> sovitsVersion(file, shapes);
            case HUBERT, BERT, SPEAKER, POLYPHONES -> "the same for all voices";
            case VOCODER -> vocoderVersion(file, shapes);
            case UNKNOWN -> "unknown";
          };
      List<TensorInfo> tensors = source.names().stream().map(source::info).toList();
      return new Inspection(path, file.container(), network, version, tensors);
    }
  }

  private static String t2sVersion(Map<String, int[]> shapes) {
    int[] phonemes = shapes.get("model.ar_text_embedding.word_embeddings.weight");
    if (phonemes == null || phonemes.length != 2) {
      return "unknown";
    }
    return phonemes[0] < ModelVersion.V2.phonemeVocabSize() ? "v1" : "v2 or later";
  }

  private static String vocoderVersion(TensorFile file, Map<String, int[]> shapes) {
    try {
      VocoderConfig config = RecognisedModel.vocoder(file, shapes);
      return config.kind().label()
          + " of "
          + (config.kind() == VocoderConfig.Kind.BIGVGAN ? ModelVersion.V3 : ModelVersion.V4);
    } catch (UserException e) {
      return "not usable: " + e.getMessage();
    }
  }

  private static String sovitsVersion(TensorFile file, Map<String, int[]> shapes) {
    if (DiffusionVersion.isDiffusion(shapes.keySet())) {
      DiffusionVersion found = DiffusionVersion.of(file, Optional.empty());
      return found.version() + (found.certain() ? "" : " or v4");
    }
    try {
      return SovitsVersion.detect("this file", shapes, file.mark(), file.statedVersion()).label();
    } catch (UserException e) {
      return "not usable: " + e.getMessage();
    }
  }
}
