package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.SecondStageConfig;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorCheck;
import io.github.sovits4j.weights.TensorInfo;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a checkpoint was found to be.
 *
 * @param checkpoint the open file
 * @param t2s sizes, when it is a first stage
 * @param sovits sizes, when it is a second stage
 * @param tensors the tensors to keep, in the order of the network's description
 * @param dropped names that the network does not use
 */
record RecognisedModel(
    Checkpoint checkpoint,
    Optional<Text2SemanticConfig> t2s,
    Optional<SecondStageConfig> sovits,
    List<TensorInfo> tensors,
    List<String> dropped) {

  private static final String TRAINING_ONLY = "enc_q.";

  /**
   * Recognises a checkpoint and checks all its tensors.
   *
   * @param checkpoint the open file
   * @param dropUnknown whether tensors that the network does not know may be left out
   * @throws UserException when it is no supported model or not complete
   */
  static RecognisedModel of(Checkpoint checkpoint, boolean dropUnknown) {
    String file = Quote.path(checkpoint.path());
    Map<String, TensorInfo> infos = infos(checkpoint.weights());
    Map<String, int[]> shapes = shapes(infos);
    refuseAdapters(file, checkpoint);
    return switch (Network.of(shapes.keySet())) {
      case T2S -> {
        var config =
            sizes(file, () -> Text2SemanticConfig.fromUpstream(checkpoint.config(), shapes));
        yield kept(
            checkpoint,
            Optional.of(config),
            Optional.empty(),
            infos,
            config.tensorShapes(),
            dropUnknown);
      }
      case SOVITS -> {
        ModelVersion version =
            SovitsVersion.detect(file, shapes, checkpoint.mark(), checkpoint.statedVersion());
        SecondStageConfig config =
            sizes(file, () -> SovitsConfig.fromUpstream(version, checkpoint.config(), shapes));
        yield kept(
            checkpoint,
            Optional.empty(),
            Optional.of(config),
            infos,
            config.tensorShapes(),
            dropUnknown);
      }
      case HUBERT, BERT, SPEAKER, POLYPHONES ->
          throw new UserException(file + " is an encoder and no voice: convert it by itself.");
      case UNKNOWN ->
          throw new UserException(
              file
                  + " holds "
                  + shapes.size()
                  + " tensors, but neither those of an S1 nor of an S2 network. It is not a"
                  + " GPT-SoVITS model.");
    };
  }

  /** Complaints about sizes do not know the file that they come from. */
  private static <C> C sizes(String file, Supplier<C> reading) {
    try {
      return reading.get();
    } catch (UserException e) {
      String message = e.getMessage();
      throw message.startsWith(file) ? e : new UserException(file + ": " + message, e);
    }
  }

  static Map<String, int[]> shapes(Map<String, TensorInfo> infos) {
    Map<String, int[]> out = new LinkedHashMap<>();
    infos.forEach((name, info) -> out.put(name, info.shape()));
    return out;
  }

  static Map<String, TensorInfo> infos(StoredTensorSource source) {
    Map<String, TensorInfo> out = new LinkedHashMap<>();
    for (String name : source.names()) {
      if (!name.startsWith(TRAINING_ONLY)) {
        out.put(name, source.info(name));
      }
    }
    return out;
  }

  private static void refuseAdapters(String file, Checkpoint checkpoint) {
    if (checkpoint.entries().contains("lora_rank")) {
      throw new UserException(
          file
              + " is a LoRA of a v3 or v4 model, which is not supported yet. Use a v1, v2, v2Pro or"
              + " v2ProPlus model.");
    }
  }

  private static RecognisedModel kept(
      Checkpoint checkpoint,
      Optional<Text2SemanticConfig> t2s,
      Optional<SecondStageConfig> sovits,
      Map<String, TensorInfo> infos,
      Map<String, int[]> expected,
      boolean dropUnknown) {
    String file = Quote.path(checkpoint.path());
    List<String> unknown = TensorCheck.check(file, infos, expected);
    if (!unknown.isEmpty() && !dropUnknown) {
      throw new UserException(
          file
              + " holds the tensor "
              + Quote.of(unknown.getFirst())
              + ", which the network does not know ("
              + unknown.size()
              + " such tensors). Check that the model is an unchanged GPT-SoVITS network, or leave"
              + " them out with --drop-unknown.");
    }
    List<TensorInfo> tensors = expected.keySet().stream().map(infos::get).toList();
    return new RecognisedModel(checkpoint, t2s, sovits, tensors, unknown);
  }
}
