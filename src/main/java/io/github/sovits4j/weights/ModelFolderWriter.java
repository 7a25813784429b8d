package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fills a model folder with one or both networks. Files of weights are named by their hash, so none
 * takes another's place; {@link #commit} puts the new ones beside the old, then replaces {@code
 * model.json} in one step, which is the moment when the folder becomes the new model, then deletes
 * what it names no longer. Whenever the process dies, the folder holds the old model or the new
 * one, whole; what else lies in it is swept away by the next writer.
 *
 * <p>Closed without a commit, the writer leaves the folder as it was, and removes every folder that
 * it made.
 */
public final class ModelFolderWriter implements AutoCloseable {

  private static final String T2S = "t2s";
  private static final String SOVITS = "sovits";

  /** Temporary files that a writer which was killed could not delete. */
  private static final Pattern LEFTOVER =
      Pattern.compile("\\.(t2s|sovits|model)[A-Za-z0-9.-]*\\.part");

  private final Path folder;
  private final boolean replace;
  private final List<Path> made;
  private final FolderLock lock;
  private final ModelDescription existing;
  private final Map<String, SafetensorsWriter> files = new LinkedHashMap<>();
  private final Set<String> placed = new HashSet<>();
  private Optional<Addition<Text2SemanticConfig>> t2s = Optional.empty();
  private Optional<Addition<SovitsConfig>> sovits = Optional.empty();
  private boolean committed;

  private ModelFolderWriter(
      Path folder, boolean replace, List<Path> made, FolderLock lock, ModelDescription existing) {
    this.folder = folder;
    this.replace = replace;
    this.made = made;
    this.lock = lock;
    this.existing = existing;
  }

  /**
   * Starts to write a folder; makes it when there is none. An existing description stays valid for
   * the part that is not added.
   *
   * @param folder where the model will lie
   * @param replace whether parts that are there already may be replaced
   * @throws UserException when the folder cannot be made, holds an unsound description or is being
   *     written by somebody else
   */
  public static ModelFolderWriter begin(Path folder, boolean replace) {
    List<Path> made = new ArrayList<>();
    FolderLock lock = null;
    boolean done = false;
    try {
      makeFolders(folder.toAbsolutePath(), made);
      lock = FolderLock.take(folder);
      ModelDescription existing =
          ModelFolder.isModel(folder) ? ModelFolder.describe(folder) : ModelDescription.empty();
      ModelFolderWriter writer = new ModelFolderWriter(folder, replace, made, lock, existing);
      writer.sweep(existing);
      done = true;
      return writer;
    } catch (IOException e) {
      throw new UserException(
          "The folder "
              + Quote.path(folder)
              + " cannot be made: "
              + Quote.plain(String.valueOf(e.getMessage()))
              + ". Choose another.",
          e);
    } finally {
      if (!done) {
        if (lock != null) {
          lock.close();
        }
        removeFolders(made);
      }
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
    first.ifPresent(part -> start(T2S, part.tensors()));
    second.ifPresent(part -> start(SOVITS, part.tensors()));
    return List.copyOf(files.values());
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

    private ModelPart<C> part(DataFile data) {
      return new ModelPart<>(config, ModelPart.precisionOf(tensors), origin, data);
    }
  }

  /**
   * Completes all files and makes them the folder's model.
   *
   * @throws UserException when the disk cannot take them
   */
  public void commit() {
    Path json = folder.resolve("." + ModelJson.FILE + "." + UUID.randomUUID() + ".part");
    try {
      Map<String, DataFile> data = new LinkedHashMap<>();
      Map<String, Path> finished = new LinkedHashMap<>();
      files.forEach(
          (stem, writer) -> {
            SafetensorsWriter.Finished file = writer.finishAside();
            data.put(stem, DataFile.of(stem, file.bytes(), file.sha256()));
            finished.put(stem, file.path());
          });
      ModelDescription description =
          new ModelDescription(
              t2s.map(part -> part.part(data.get(T2S))).or(existing::t2s),
              sovits.map(part -> part.part(data.get(SOVITS))).or(existing::sovits));
      writeDown(json, ModelJson.write(description));
      for (Map.Entry<String, Path> file : finished.entrySet()) {
        String name = data.get(file.getKey()).name();
        placed.add(name);
        SafetensorsWriter.moveInto(file.getValue(), folder.resolve(name));
      }
      SafetensorsWriter.moveInto(json, folder.resolve(ModelJson.FILE));
      committed = true;
      sweep(description);
    } catch (IOException e) {
      throw new UserException(
          "The model folder "
              + Quote.path(folder)
              + " cannot be written: "
              + Quote.plain(String.valueOf(e.getMessage()))
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
    if (!committed) {
      placed.removeAll(named(existing));
      placed.forEach(name -> SafetensorsWriter.deleteQuietly(folder.resolve(name)));
    }
    lock.close();
    if (!committed) {
      removeFolders(made);
    }
  }

  private static void writeDown(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /**
   * Deletes what only we make and a description does not name: files of writers that were killed.
   */
  private void sweep(ModelDescription description) {
    Set<String> named = named(description);
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path path : entries.toList()) {
        String name = path.getFileName().toString();
        boolean unnamed = DataFile.isOurs(name) && !named.contains(name);
        if ((unnamed || LEFTOVER.matcher(name).matches()) && Files.isRegularFile(path)) {
          SafetensorsWriter.deleteQuietly(path);
        }
      }
    } catch (IOException ignored) {
      // They only take room, until the next writer comes by.
    }
  }

  private static Set<String> named(ModelDescription description) {
    Set<String> out = new HashSet<>();
    description.t2s().ifPresent(part -> out.add(part.data().name()));
    description.sovits().ifPresent(part -> out.add(part.data().name()));
    return out;
  }

  private static void makeFolders(Path folder, List<Path> made) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (folder.getParent() != null) {
      makeFolders(folder.getParent(), made);
    }
    Files.createDirectory(folder);
    made.add(folder);
  }

  private static void removeFolders(List<Path> made) {
    made.reversed().forEach(SafetensorsWriter::deleteQuietly);
  }

  private void start(String stem, List<TensorInfo> tensors) {
    Path target = folder.resolve(stem + ".safetensors");
    files.put(stem, SafetensorsWriter.create(target, tensors, Map.of()));
  }

  private void refuseExisting(String stage, boolean exists) {
    if (exists) {
      throw new UserException(
          Quote.path(folder)
              + " already holds the "
              + stage
              + " of a model. Choose another folder, or replace it with --force.");
    }
  }
}
