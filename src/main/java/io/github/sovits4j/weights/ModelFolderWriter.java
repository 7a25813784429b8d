package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills a model folder with some or all of its networks: the old model or the new one is there,
 * whole, at every moment.
 */
public final class ModelFolderWriter implements AutoCloseable {

  private static final String T2S = "t2s";
  private static final String SOVITS = "sovits";
  private static final String VOCODER = "vocoder";

  private static final FolderWriter.Kind KIND =
      new FolderWriter.Kind(ModelJson.FILE, List.of(T2S, SOVITS, VOCODER));

  private final FolderWriter folder;
  private final boolean replace;
  private final ModelDescription existing;
  private Optional<Addition<Text2SemanticConfig>> t2s = Optional.empty();
  private Optional<Addition<SecondStageConfig>> sovits = Optional.empty();
  private Optional<Addition<VocoderConfig>> vocoder = Optional.empty();
  private Optional<ModelPart<VocoderConfig>> kept =
      Optional.empty(); // of the vocoder that is there

  private ModelFolderWriter(FolderWriter folder, boolean replace, ModelDescription existing) {
    this.folder = folder;
    this.replace = replace;
    this.existing = existing;
  }

  /**
   * Starts to write a folder; makes it when there is none. An existing description stays valid for
   * the part that is not added.
   *
   * @param path where the model will lie
   * @param replace whether parts that are there already may be replaced
   * @throws UserException when the folder cannot be made, holds an unsound description or is being
   *     written by somebody else
   */
  public static ModelFolderWriter begin(Path path, boolean replace) {
    FolderWriter folder = FolderWriter.begin(path, KIND);
    try {
      ModelDescription existing =
          ModelFolder.isModel(path) ? ModelFolder.describe(path) : ModelDescription.empty();
      folder.keep(named(existing));
      return new ModelFolderWriter(folder, replace, existing);
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Adds networks. The writers are completed by {@link #commit}; do not finish them.
   *
   * @return writers for the tensors, in the order of the arguments that are present
   * @throws UserException when a part is there already or they do not fit together
   */
  public List<SafetensorsWriter> add(
      Optional<Addition<Text2SemanticConfig>> first,
      Optional<Addition<SecondStageConfig>> second,
      Optional<Addition<VocoderConfig>> third) {
    if (!replace) {
      refuseExisting("first stage (S1)", first.isPresent() && existing.t2s().isPresent());
      refuseExisting("second stage (S2)", second.isPresent() && existing.sovits().isPresent());
      refuseExisting("vocoder", third.isPresent() && existing.vocoder().isPresent());
    }
    kept = keptVocoder(second, third);
    ModelDescription.check(
        first.map(Addition::config).or(() -> existing.t2s().map(ModelPart::config)),
        second.map(Addition::config).or(() -> existing.sovits().map(ModelPart::config)),
        third.map(Addition::config).or(() -> kept.map(ModelPart::config)));
    t2s = first;
    sovits = second;
    vocoder = third;
    List<SafetensorsWriter> writers = new ArrayList<>();
    first.ifPresent(part -> writers.add(folder.start(T2S, part.tensors(), Map.of())));
    second.ifPresent(part -> writers.add(folder.start(SOVITS, part.tensors(), Map.of())));
    third.ifPresent(part -> writers.add(folder.start(VOCODER, part.tensors(), Map.of())));
    return List.copyOf(writers);
  }

  /** A vocoder goes with the second stage that it served when that one is replaced by another. */
  private Optional<ModelPart<VocoderConfig>> keptVocoder(
      Optional<Addition<SecondStageConfig>> second, Optional<Addition<VocoderConfig>> third) {
    return third.isPresent()
        ? Optional.empty()
        : existing
            .vocoder()
            .filter(
                part ->
                    second
                        .map(s2 -> ModelDescription.fit(s2.config(), part.config()))
                        .orElse(true));
  }

  /**
   * A network to add.
   *
   * @param <C> the kind of description
   * @param config its sizes
   * @param origin where its weights come from
   * @param tensors the tensors that will be written, in this order
   */
  public record Addition<C>(C config, WeightOrigin origin, List<TensorInfo> tensors) {

    ModelPart<C> part(DataFile data) {
      return new ModelPart<>(config, ModelPart.precisionOf(tensors), origin, data);
    }
  }

  /**
   * Completes all files and makes them the folder's model.
   *
   * @throws UserException when the disk cannot take them
   */
  public void commit() {
    folder.commit(
        data -> {
          ModelDescription description =
              new ModelDescription(
                  t2s.map(part -> part.part(data.get(T2S))).or(existing::t2s),
                  sovits.map(part -> part.part(data.get(SOVITS))).or(existing::sovits),
                  vocoder.map(part -> part.part(data.get(VOCODER))).or(() -> kept));
          return new FolderWriter.Content(ModelJson.write(description), named(description));
        });
  }

  /** Ends the writing; without a {@link #commit} before, nothing of it is left. */
  @Override
  public void close() {
    folder.close();
  }

  private static Set<String> named(ModelDescription description) {
    return description.parts().stream().map(part -> part.data().name()).collect(Collectors.toSet());
  }

  private void refuseExisting(String stage, boolean exists) {
    if (exists) {
      throw new UserException(
          Quote.path(folder.folder())
              + " already holds the "
              + stage
              + " of a model. Choose another folder, or replace it with --force.");
    }
  }
}
