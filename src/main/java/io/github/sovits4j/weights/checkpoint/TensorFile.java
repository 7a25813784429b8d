package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.FileKind;
import io.github.sovits4j.weights.MappedFile;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.StoredTensorSource;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of named tensors that may come from a stranger, whatever its container: where networks are
 * recognised, nothing else needs to be known of it. A new container is one implementation more.
 */
interface TensorFile extends AutoCloseable {

  /** The first two bytes of a file that upstream has not marked. */
  String NO_MARK = "PK";

  /** Where the file lies. */
  Path path();

  /** The container's name for people. */
  String container();

  /** The tensors, read where they lie. Valid until the file is closed. */
  StoredTensorSource weights();

  /** Two digits by which upstream marks a version; {@link #NO_MARK} when there are none. */
  default String mark() {
    return NO_MARK;
  }

  /** The version that the file's configuration names, where it has one that does. */
  default Optional<String> statedVersion() {
    return Optional.empty();
  }

  @Override
  void close();

  /**
   * Opens a file of any known container.
   *
   * @throws UserException when it is none of them, or unsound
   */
  static TensorFile open(Path path) {
    return isSafetensors(path) ? new OfSafetensors(Safetensors.open(path)) : Checkpoint.open(path);
  }

  private static boolean isSafetensors(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return path.toString().endsWith(".safetensors")
          || FileKind.isSafetensors(MappedFile.map(path, arena));
    }
  }

  /**
   * A safetensors file.
   *
   * @param file the open file
   */
  record OfSafetensors(Safetensors file) implements TensorFile {
    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public String container() {
      return "safetensors";
    }

    @Override
    public StoredTensorSource weights() {
      return file;
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
