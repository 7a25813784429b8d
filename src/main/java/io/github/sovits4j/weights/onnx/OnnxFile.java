package io.github.sovits4j.weights.onnx;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.FileHash;
import io.github.sovits4j.weights.MappedFile;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StoredTensorSource;
import io.github.sovits4j.weights.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An ONNX file as a source of tensors. Those of g2pW are found by the graph and have the names that
 * PyTorch gives them; those of any other network have the file's own. The file is mapped, and
 * nothing in it is run.
 */
public final class OnnxFile implements StoredTensorSource, AutoCloseable {

  private final Path path;
  private final Arena arena;
  private final MemorySegment bytes;
  private final Map<String, FoundTensor> tensors;
  private final OptionalInt heads;

  private OnnxFile(Path path, Arena arena) {
    this.path = path;
    this.arena = arena;
    this.bytes = MappedFile.map(path, arena);
    OnnxGraph graph = OnnxReader.read(Quote.path(path), bytes);
    if (PolyphoneGraph.isOne(graph)) {
      PolyphoneGraph.Weights weights = PolyphoneGraph.weights(Quote.path(path), graph);
      tensors = weights.tensors();
      heads = OptionalInt.of(weights.heads());
    } else {
      tensors = new LinkedHashMap<>();
      graph.tensors().forEach((name, tensor) -> tensors.put(name, new FoundTensor(tensor, false)));
      heads = OptionalInt.empty();
    }
  }

  /** Whether a file is one of these, by its name: the format has no mark of its own. */
  public static boolean is(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  /**
   * Opens a file.
   *
   * @throws UserException when it is not sound, keeps tensors in other files, or is called like
   *     g2pW and built otherwise
   */
  public static OnnxFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      return new OnnxFile(path, arena);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /** Attention heads of g2pW; empty for another network. */
  public OptionalInt heads() {
    return heads;
  }

  /** The SHA-256 of the whole file, 64 hexadecimal digits; computed on each call. */
  public String sha256() {
    return FileHash.sha256(bytes);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public TensorInfo info(String name) {
    FoundTensor found = found(name);
    TensorInfo stored = found.tensor().info();
    int[] shape = stored.shape();
    return new TensorInfo(
        name, stored.dtype(), found.turned() ? new int[] {shape[1], shape[0]} : shape);
  }

  private FoundTensor found(String name) {
    FoundTensor found = tensors.get(name);
    if (found == null) {
      throw new UserException(Quote.path(path) + " has no tensor " + Quote.of(name) + ".");
    }
    return found;
  }

  /** The elements; of a matrix that is stored the other way round a copy. */
  @Override
  public MemorySegment bytes(String name) {
    FoundTensor found = found(name);
    MemorySegment stored = found.tensor().bytes();
    return found.turned() ? turned(stored, found.tensor().info()) : stored.asReadOnly();
  }

  private static MemorySegment turned(MemorySegment from, TensorInfo info) {
    int rows = info.shape()[0];
    int columns = info.shape()[1];
    MemorySegment to = Arena.ofAuto().allocate(Math.max(1, from.byteSize()));
    boolean narrow = info.dtype().bytes() == Short.BYTES; // else 32 bits: it is a weight
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long at = (long) row * columns + column;
        long turned = (long) column * rows + row;
        if (narrow) {
          to.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              2 * turned,
              from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * at));
        } else {
          to.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              4 * turned,
              from.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * at));
        }
      }
    }
    return to.asSlice(0, from.byteSize()).asReadOnly();
  }

  @Override
  public void close() {
    arena.close();
  }
}
