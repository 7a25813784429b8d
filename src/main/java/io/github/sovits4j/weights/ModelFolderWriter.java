package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fills a model folder with one or both networks: the old model or the new one is there, whole, at
 * every moment.
 */
public final class ModelFolderWriter implements AutoCloseable {

  private static final String T2S = "t2s";
  private static final String SOVITS = "sovits";

  private static final FolderWriter.Kind KIND =
      new FolderWriter.Kind(ModelJson.FILE, List.of(T2S, SOVITS));

  private final FolderWriter folder;
  private final boolean replace;
  private final ModelDescription existing;
  private Optional<Addition<Text2SemanticConfig>> t2s = Optional.empty();
  private Optional<Addition<SovitsConfig>> sovits = Optional.empty();

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
   * @throws UserException when a part is there already or the two do not fit together
   */
  public List<SafetensorsWriter> add(
      Optional<Addition<Text2SemanticConfig>> first, Optional<Addition<SovitsConfig>> second) {
    if (!replace) {
      refuseExisting("first stage (S1)", first.isPresent() && existing.t2s().isPresent());
      refuseExisting("second stage (S2)", second.isPresent() && existing.sovits().isPresent());
    }
    ModelDescription.checkPair(
        first.map(Addition::config).or(() -> existing.t2s().map(ModelPart::config)),
        second.map(Addition::config).or(() -> existing.sovits().map(ModelPart::config)));
    t2s = first;
    sovits = second;
    List<SafetensorsWriter> writers = new ArrayList<>();
    first.ifPresent(part -> writers.add(folder.start(T2S, part.tensors(), Map.of())));
    second.ifPresent(part -> writers.add(folder.start(SOVITS, part.tensors(), Map.of())));
    return List.copyOf(writers);
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
                  sovits.map(part -> part.part(data.get(SOVITS))).or(existing::sovits));
          return new FolderWriter.Content(ModelJson.write(description), named(description));
        });
  }

  /** Ends the writing; without a {@link #commit} before, nothing of it is left. */
  @Override
  public void close() {
    folder.close();
  }

  private static Set<String> named(ModelDescription description) {
    Set<String> out = new HashSet<>();
    description.t2s().ifPresent(part -> out.add(part.data().name()));
    description.sovits().ifPresent(part -> out.add(part.data().name()));
    return out;
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
