package io.github.sovits4j.weights;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.sovits4j.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a safetensors file in one pass: all tensors are declared first, then their data is given
 * in the declared order, in pieces of any size. The bytes go to a temporary file beside the target,
 * which is moved there by {@link #finish}; a writer closed earlier leaves nothing behind.
 *
 * <pre>{@code
 * try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors, Map.of())) {
 *   writer.write("a", bytesOfA);
 *   writer.write("b", bytesOfB);
 *   writer.finish();
 * }
 * }</pre>
 */
public final class SafetensorsWriter implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final long SLICE_BYTES = 1 << 28;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final List<TensorInfo> tensors;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final FileHash hash = new FileHash();
  private int current;
  private long written;
  private boolean moved;

  private SafetensorsWriter(
      Path target, Path temporary, FileChannel channel, List<TensorInfo> tensors) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
    this.tensors = tensors;
  }

  /**
   * Starts a file.
   *
   * @param target where the finished file will lie; its folder must exist
   * @param tensors what will be written, in this order
   * @param metadata free text for the header
   * @throws IllegalArgumentException when two tensors have one name
   * @throws UserException when the folder cannot be written to
   */
  public static SafetensorsWriter create(
      Path target, List<TensorInfo> tensors, Map<String, String> metadata) {
    Set<String> names = new HashSet<>();
    for (TensorInfo tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors named " + tensor.name());
      }
    }
    Path folder = target.toAbsolutePath().getParent();
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    SafetensorsWriter writer;
    try {
      FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      writer = new SafetensorsWriter(target, temporary, channel, List.copyOf(tensors));
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
    try {
      writer.writeHeader(metadata);
      return writer;
    } catch (IOException e) {
      writer.close();
      throw cannotWrite(target, e);
    }
  }

  /**
   * Writes the next bytes of a tensor: all of it or a part; parts follow one another.
   *
   * @param name the tensor whose turn it is
   * @param bytes little-endian elements, row-major
   * @throws IllegalStateException when it is another tensor's turn or there are too many bytes
   * @throws UserException when the disk cannot take them
   */
  public void write(String name, MemorySegment bytes) {
    take(name, bytes.byteSize());
    try {
      drain();
      for (long at = 0; at < bytes.byteSize(); at += SLICE_BYTES) {
        ByteBuffer slice =
            bytes.asSlice(at, Math.min(SLICE_BYTES, bytes.byteSize() - at)).asByteBuffer();
        put(slice);
      }
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /**
   * Writes the next elements of an F32 tensor.
   *
   * @param name the tensor whose turn it is
   * @param values holds the elements
   * @param from first index
   * @param count number of elements
   */
  public void writeFloats(String name, float[] values, int from, int count) {
    take(name, 4L * count);
    try {
      for (int i = from; i < from + count; i++) {
        if (buffer.remaining() < 4) {
          drain();
        }
        buffer.putFloat(values[i]);
      }
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /**
   * Completes the file and moves it to its place, replacing what is there.
   *
   * @throws IllegalStateException when a tensor's data is not complete
   * @throws UserException when the disk cannot take it
   */
  public void finish() {
    Finished stays = finishAside();
    try {
      moveInto(stays.path(), target);
      moved = true;
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /**
   * A complete file that has not got its name yet.
   *
   * @param path where it lies; {@link #close} deletes it unless it was moved away before
   * @param bytes its size
   * @param sha256 its hash
   */
  record Finished(Path path, long bytes, String sha256) {}

  /** Completes the temporary file, down to the disk, but leaves it where it is. */
  Finished finishAside() {
    skipEmpty();
    if (current < tensors.size()) {
      throw new IllegalStateException("data missing for " + tensors.get(current));
    }
    try {
      drain();
      channel.force(true);
      long bytes = channel.size();
      channel.close();
      return new Finished(temporary, bytes, hash.hex());
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Ends the writing; without a {@link #finish} before, nothing is left on the disk. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannotWrite(target, e);
    } finally {
      if (!moved) {
        deleteQuietly(temporary);
      }
    }
  }

  /** Moves a file, atomically where the file system can. */
  static void moveInto(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void take(String name, long bytes) {
    skipEmpty();
    if (current >= tensors.size() || !tensors.get(current).name().equals(name)) {
      if (bytes == 0) {
        return;
      }
      throw new IllegalStateException(
          "data given for "
              + name
              + (current < tensors.size()
                  ? ", expected " + tensors.get(current)
                  : " after the end"));
    }
    written += bytes;
    if (written > tensors.get(current).byteSize()) {
      throw new IllegalStateException("too much data for " + tensors.get(current));
    }
    if (written == tensors.get(current).byteSize()) {
      current++;
      written = 0;
    }
  }

  private void skipEmpty() {
    while (current < tensors.size() && tensors.get(current).byteSize() == 0) {
      current++;
    }
  }

  private void writeHeader(Map<String, String> metadata) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator out = StrictJson.factory().createGenerator(json)) {
      out.writeStartObject();
      if (!metadata.isEmpty()) {
        out.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
      }
      long offset = 0;
      for (TensorInfo tensor : tensors) {
        out.writeObjectFieldStart(tensor.name());
        out.writeStringField("dtype", tensor.dtype().name());
        out.writeFieldName("shape");
        int[] shape = tensor.shape();
        out.writeArray(shape, 0, shape.length);
        out.writeFieldName("data_offsets");
        long end = Math.addExact(offset, tensor.byteSize());
        out.writeArray(new long[] {offset, end}, 0, 2);
        out.writeEndObject();
        offset = end;
      }
      out.writeEndObject();
    }
    byte[] text = json.toByteArray();
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    byte[] spaces = new byte[padded - text.length];
    Arrays.fill(spaces, (byte) ' ');
    header.putLong(padded).put(text).put(spaces).flip();
    put(header);
  }

  private void drain() throws IOException {
    buffer.flip();
    put(buffer);
    buffer.clear();
  }

  private void put(ByteBuffer bytes) throws IOException {
    hash.add(bytes);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // The failure that led here is the one to report.
    }
  }

  private static UserException cannotWrite(Path target, IOException cause) {
    return new UserException(
        Quote.path(target)
            + " cannot be written: "
            + Quote.plain(String.valueOf(cause.getMessage()))
            + ". Check that the folder exists, may be written to and has room.",
        cause);
  }
}
