package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.FileKind;
import io.github.sovits4j.weights.MappedFile;
import io.github.sovits4j.weights.Safetensors;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.onnx.OnnxFile;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

  /** The MD5 of its first 8192 bytes, by which published files are known; empty when unknown. */
  default String beginning() {
    return "";
  }

  /** Attention heads, where the file says more about its network than tensors. */
  default OptionalInt heads() {
    return OptionalInt.empty();
  }

  @Override
  void close();

  /**
   * Whether a file is a safetensors file by its name or its beginning.
   *
   * @throws UserException when it cannot be read
   */
  static boolean isSafetensors(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return path.toString().endsWith(".safetensors")
          || FileKind.isSafetensors(MappedFile.map(path, arena));
    }
  }

  /**
   * Opens a file of any known container that may hold any known network: a voice's checkpoint with
   * its configuration, or an encoder's bare tensors.
   *
   * @throws UserException when it is none of them, or unsound
   */
  static TensorFile open(Path path) {
    if (OnnxFile.is(path)) {
      return new OfOnnx(OnnxFile.open(path));
    }
    if (isSafetensors(path)) {
      return new OfSafetensors(Safetensors.open(path));
    }
    TorchArchive archive = TorchArchive.open(path);
    boolean voice =
        archive.root() instanceof Pickled.Dict dict
            && dict.items.containsKey("weight")
            && dict.items.containsKey("config");
    return voice ? Checkpoint.of(archive) : EncoderCheckpoint.of(archive);
  }

  /** What was odd about the file but harmless, as sentences for people. */
  default List<String> notes() {
    return List.of();
  }

  /** The SHA-256 of the whole file, 64 hexadecimal digits; computed on each call. */
  String sha256();

  /**
   * An ONNX file.
   *
   * @param file the open file
   */
  record OfOnnx(OnnxFile file) implements TensorFile {
    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public String container() {
      return "ONNX";
    }

    @Override
    public StoredTensorSource weights() {
      return file;
    }

    @Override
    public OptionalInt heads() {
      return file.heads();
    }

    @Override
    public String sha256() {
      return file.sha256();
    }

    @Override
    public void close() {
      file.close();
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
    public String sha256() {
      return file.sha256();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
