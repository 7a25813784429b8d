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
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fills a folder with files of tensors and a description that names them. Files are named by their
 * hash, so none takes another's place; {@link #commit} puts the new ones beside the old, then
 * replaces the description in one step, which is the moment when the folder becomes the new one,
 * then deletes what it names no longer. Whenever the process dies, the folder holds the old content
 * or the new, whole; what else lies in it is swept away by the next writer.
 *
 * <p>Closed without a commit, the writer leaves the folder as it was, and removes every folder that
 * it made.
 */
final class FolderWriter implements AutoCloseable {

  /**
   * A kind of folder.
   *
   * @param description name of its description
   * @param stems what the names of its files begin with
   */
  record Kind(String description, List<String> stems) {

    /** Whether a file of that name is one that this library gives; only such are ever deleted. */
    boolean owns(String name) {
      return DataFile.hasStem(name, stems);
    }

    /** Temporary files that a writer which was killed could not delete. */
    Pattern leftovers() {
      String json = description.substring(0, description.indexOf('.'));
      return Pattern.compile(
          "\\.(" + String.join("|", stems) + '|' + json + ")[A-Za-z0-9.-]*\\.part");
    }
  }

  /**
   * What a folder will hold.
   *
   * @param json the description
   * @param files the names of the files that it names
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
  record Content(byte[] json, Set<String> files) {}

  private final Path folder;
  private final Kind kind;
  private final List<Path> made;
  private final FolderLock lock;
  private final Map<String, SafetensorsWriter> files = new LinkedHashMap<>();
  private final Set<String> placed = new HashSet<>();
  private Set<String> existing = Set.of();
  private boolean committed;

  private FolderWriter(Path folder, Kind kind, List<Path> made, FolderLock lock) {
    this.folder = folder;
    this.kind = kind;
    this.made = made;
    this.lock = lock;
  }

  /**
   * Starts to write a folder; makes it when there is none.
   *
   * @throws UserException when the folder cannot be made or is being written by somebody else
   */
  static FolderWriter begin(Path folder, Kind kind) {
    List<Path> made = new ArrayList<>();
    boolean done = false;
    try {
      makeFolders(folder.toAbsolutePath(), made);
      FolderWriter writer = new FolderWriter(folder, kind, made, FolderLock.take(folder));
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
        removeFolders(made);
      }
    }
  }

  Path folder() {
    return folder;
  }

  /** Tells which files the folder's description names now; others of ours are swept away. */
  void keep(Set<String> named) {
    existing = Set.copyOf(named);
    sweep(existing);
  }

  /**
   * Starts a file, which {@link #commit} completes.
   *
   * @param stem one of the kind's
   * @param tensors what will be written, in this order
   * @param metadata free text for the header
   */
  SafetensorsWriter start(String stem, List<TensorInfo> tensors, Map<String, String> metadata) {
    Path target = folder.resolve(stem + ".safetensors");
    SafetensorsWriter writer = SafetensorsWriter.create(target, tensors, metadata);
    files.put(stem, writer);
    return writer;
  }

  /**
   * Completes all files and makes them the folder's content.
   *
   * @param content of the finished files by stem
   * @throws UserException when the disk cannot take them
   */
  void commit(Function<Map<String, DataFile>, Content> content) {
    Path json = folder.resolve("." + kind.description + "." + UUID.randomUUID() + ".part");
    try {
      Map<String, DataFile> data = new LinkedHashMap<>();
      Map<String, Path> finished = new LinkedHashMap<>();
      files.forEach(
          (stem, writer) -> {
            SafetensorsWriter.Finished file = writer.finishAside();
            data.put(stem, DataFile.of(stem, file.bytes(), file.sha256()));
            finished.put(stem, file.path());
          });
      Content next = content.apply(data);
      writeDown(json, next.json);
      for (Map.Entry<String, Path> file : finished.entrySet()) {
        String name = data.get(file.getKey()).name();
        placed.add(name);
        SafetensorsWriter.moveInto(file.getValue(), folder.resolve(name));
      }
      SafetensorsWriter.moveInto(json, folder.resolve(kind.description));
      committed = true;
      sweep(next.files);
    } catch (IOException e) {
      throw new UserException(
          "The folder "
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
      placed.removeAll(existing);
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
  private void sweep(Set<String> named) {
    Pattern leftovers = kind.leftovers();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path path : entries.toList()) {
        String name = path.getFileName().toString();
        boolean unnamed = kind.owns(name) && !named.contains(name);
        if ((unnamed || leftovers.matcher(name).matches()) && Files.isRegularFile(path)) {
          SafetensorsWriter.deleteQuietly(path);
        }
      }
    } catch (IOException ignored) {
      // They only take room, until the next writer comes by.
    }
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
}
