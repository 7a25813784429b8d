package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * A memory-mapped safetensors file. Everything the header claims is checked when the file is
 * opened: nothing read later can leave the file. The file must not be shortened while it is open.
 *
 * <pre>{@code
 * try (Safetensors file = Safetensors.open(Path.of("sovits.safetensors"))) {
 *   float[] bias = file.floats("dec.conv_pre.bias");
 * }
 * }</pre>
 */
public final class Safetensors implements StoredTensorSource, AutoCloseable {

  private final Path path;
  private final Arena arena;
  private final MemorySegment file;
  private final SafetensorsHeader header;

  private Safetensors(Path path, Arena arena, MemorySegment file, SafetensorsHeader header) {
    this.path = path;
    this.arena = arena;
    this.file = file;
    this.header = header;
  }

  /**
   * Maps a file and checks its header: length, JSON, names, element types, shapes, and that the
   * tensors fill the data part without overlap or gap.
   *
   * @throws UserException when the file cannot be read or is not a sound safetensors file
   */
  public static Safetensors open(Path path) {
    Arena arena = Arena.ofShared();
    boolean done = false;
    try {
      Safetensors result = read(path, arena, MappedFile.map(path, arena));
      done = true;
      return result;
    } finally {
      if (!done) {
        arena.close();
      }
    }
  }

  /** As {@link #open}, of bytes that live as long as the arena, which {@link #close} closes. */
  static Safetensors read(Path path, Arena arena, MemorySegment file) {
    return new Safetensors(path, arena, file, SafetensorsHeader.read(path, file));
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /** The whole file. */
  MemorySegment file() {
    return file;
  }

  /** The free text of the header; empty when there is none, not modifiable. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The SHA-256 of the whole file, 64 hexadecimal digits; computed on each call. */
  public String sha256() {
    return FileHash.sha256(file);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  @Override
  public TensorInfo info(String name) {
    return placed(name).info();
  }

  @Override
  public MemorySegment bytes(String name) {
    SafetensorsHeader.Placed tensor = placed(name);
    return file.asSlice(header.dataStart() + tensor.begin(), tensor.info().byteSize());
  }

  /** Unmaps the file; no tensor may be read afterwards. */
  @Override
  public void close() {
    arena.close();
  }

  private SafetensorsHeader.Placed placed(String name) {
    SafetensorsHeader.Placed tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new UserException(
          "Tensor "
              + Quote.of(name)
              + " is missing from "
              + Quote.path(path)
              + ", which holds "
              + header.tensors().size()
              + " tensors. Check that this is the right file for this network.");
    }
    return tensor;
  }
}
