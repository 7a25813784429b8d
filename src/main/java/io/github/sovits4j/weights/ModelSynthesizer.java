package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes model folders with synthetic weights. */
public final class ModelSynthesizer {

  private ModelSynthesizer() {}

  /**
   * Writes a whole model folder, F32, in constant memory.
   *
   * @param folder where it will lie; made when there is none
   * @param t2s sizes of the first stage
   * @param sovits sizes of the second stage
   * @param seed any number; decides all weights
   * @param replace whether a model that is there already may be replaced
   * @throws UserException when the folder holds a model already or cannot be written
   */
  public static void write(
      Path folder, Text2SemanticConfig t2s, SovitsConfig sovits, long seed, boolean replace) {
    write(folder, t2s, sovits, Optional.empty(), seed, replace);
  }

  /**
   * Writes the whole folder of a version's model, F32, in constant memory.
   *
   * @param full whether it has the sizes of the released models, and not small ones
   * @param seed any number; decides all weights
   * @param replace whether a model that is there already may be replaced
   * @throws UserException when the folder holds a model already or cannot be written
   */
  public static void write(
      Path folder, ModelVersion version, boolean full, long seed, boolean replace) {
    Optional<VocoderConfig> vocoder =
        Optional.of(full ? VocoderConfig.full(version) : VocoderConfig.tiny(version));
    write(
        folder,
        full ? Text2SemanticConfig.full(version) : Text2SemanticConfig.tiny(version),
        full ? SecondStageConfig.full(version) : SecondStageConfig.tiny(version),
        vocoder.filter(config -> version.isDiffusion()),
        seed,
        replace);
  }

  private static void write(
      Path folder,
      Text2SemanticConfig t2s,
      SecondStageConfig sovits,
      Optional<VocoderConfig> vocoder,
      long seed,
      boolean replace) {
    try (ModelFolderWriter out = ModelFolderWriter.begin(folder, replace)) {
      List<SafetensorsWriter> files =
          out.add(
              Optional.of(addition(t2s, "s1", t2s.tensorShapes(), seed)),
              Optional.of(addition(sovits, "s2", sovits.tensorShapes(), seed)),
              vocoder.map(c -> addition(c, family(c), c.tensorShapes(), seed)));
      new SyntheticWeights("s1", t2s.tensorShapes(), seed).writeTo(files.get(0));
      new SyntheticWeights("s2", sovits.tensorShapes(), seed).writeTo(files.get(1));
      vocoder.ifPresent(
          c -> new SyntheticWeights(family(c), c.tensorShapes(), seed).writeTo(files.get(2)));
      out.commit();
    }
  }

  private static String family(VocoderConfig config) {
    return config.kind().key();
  }

  private static <C> ModelFolderWriter.Addition<C> addition(
      C config, String family, Map<String, int[]> shapes, long seed) {
    List<TensorInfo> tensors =
        shapes.entrySet().stream()
            .map(e -> new TensorInfo(e.getKey(), DType.F32, e.getValue()))
            .toList();
    return new ModelFolderWriter.Addition<>(
        config, new WeightOrigin.Synthetic(family, seed), tensors);
  }
}
