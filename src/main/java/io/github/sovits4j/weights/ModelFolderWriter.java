package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Fills a model folder with one or both networks. All data goes to temporary files in the folder;
 * {@link #commit} moves them to their places, the description last. Closed without a commit, the
 * writer leaves the folder as it was, and removes it when it made it.
 */
public final class ModelFolderWriter implements AutoCloseable {

  private final Path folder;
  private final boolean replace;
  private final boolean created;
  private final Map<String, SafetensorsWriter> files = new LinkedHashMap<>();
  private ModelDescription description;
  private boolean committed;

  private ModelFolderWriter(
      Path folder, boolean replace, boolean created, ModelDescription description) {
    this.folder = folder;
    this.replace = replace;
    this.created = created;
    this.description = description;
  }

  /**
   * Starts to write a folder; makes it when there is none. An existing description stays valid for
   * the part that is not added.
   *
   * @param folder where the model will lie
   * @param replace whether parts that are there already may be replaced
   * @throws UserException when the folder cannot be made or holds an unsound description
   */
  public static ModelFolderWriter begin(Path folder, boolean replace) {
    boolean created = false;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        created = true;
      }
    } catch (IOException e) {
      throw new UserException(
          "The folder " + folder + " cannot be made: " + e.getMessage() + ". Choose another.", e);
    }
    ModelDescription existing =
        ModelFolder.isModel(folder) ? ModelFolder.describe(folder) : ModelDescription.empty();
    return new ModelFolderWriter(folder, replace, created, existing);
  }

  /**
   * Adds both networks. The writers are completed by {@link #commit}; do not finish them.
   *
   * @return writers for the tensors, in the order of the arguments that are present
   * @throws UserException when a part is there already or the two do not fit together
   */
  public List<SafetensorsWriter> add(
      Optional<Addition<Text2SemanticConfig>> t2s, Optional<Addition<SovitsConfig>> sovits) {
    if (!replace) {
      refuseExisting("first stage (S1)", t2s.isPresent() && description.t2s().isPresent());
      refuseExisting("second stage (S2)", sovits.isPresent() && description.sovits().isPresent());
    }
    description =
        new ModelDescription(
            t2s.map(Addition::part).or(description::t2s),
            sovits.map(Addition::part).or(description::sovits));
    t2s.ifPresent(part -> start(ModelFolder.T2S_FILE, part.tensors()));
    sovits.ifPresent(part -> start(ModelFolder.SOVITS_FILE, part.tensors()));
    return List.copyOf(files.values());
  }

  /**
   * A network to add.
   *
   * @param <C> the kind of description
   * @param part what to say about it
   * @param tensors the tensors that will be written, in this order
   */
  public record Addition<C>(ModelPart<C> part, List<TensorInfo> tensors) {}

  /**
   * Completes all files and puts them in their places.
   *
   * @throws UserException when the disk cannot take them
   */
  public void commit() {
    Path json = folder.resolve("." + ModelJson.FILE + "." + UUID.randomUUID() + ".part");
    try {
      Map<String, Path> finished = new LinkedHashMap<>();
      files.forEach((name, writer) -> finished.put(name, writer.finishAside()));
      Files.write(json, ModelJson.write(description), StandardOpenOption.CREATE_NEW);
      for (Map.Entry<String, Path> file : finished.entrySet()) {
        SafetensorsWriter.moveInto(file.getValue(), folder.resolve(file.getKey()));
      }
      SafetensorsWriter.moveInto(json, folder.resolve(ModelJson.FILE));
      committed = true;
    } catch (IOException e) {
      throw new UserException(
          "The model folder "
              + folder
              + " cannot be written: "
              + e.getMessage()
              + ". Check that it may be written to and has room.",
          e);
    } finally {
      SafetensorsWriter.deleteQuietly(json);
    }
  }

  /** Ends the writing; without a {@link #commit} before, nothing of it is left. */
  @Override
  public void close() {
    files.values().forEach(SafetensorsWriter::close);
    if (created && !committed) {
      SafetensorsWriter.deleteQuietly(folder);
    }
  }

  private void start(String name, List<TensorInfo> tensors) {
    files.put(name, SafetensorsWriter.create(folder.resolve(name), tensors, Map.of()));
  }

  private void refuseExisting(String stage, boolean exists) {
    if (exists) {
      throw new UserException(
          folder
              + " already holds the "
              + stage
              + " of a model. Choose another folder, or replace it with --force.");
    }
  }
}
