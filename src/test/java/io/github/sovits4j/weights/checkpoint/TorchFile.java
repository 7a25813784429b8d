package io.github.sovits4j.weights.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.sovits4j.weights.DType;
import io.github.sovits4j.weights.TensorInfo;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes files as torch.save does: a pickle of protocol 2 and one stored entry per tensor. */
public final class TorchFile {

  /** Gives the bytes of one tensor. */
  public interface Contents {
    byte[] of(TensorInfo tensor);
  }

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  private TorchFile() {}

  /** Writes a checkpoint with {@code weight}, {@code config} and {@code info}. */
  public static void write(
      Path path, List<TensorInfo> tensors, Map<String, ?> config, Contents contents) {
    TorchFile file = new TorchFile();
    file.op(0x80, 2).op('}').op('(').text("weight").dict();
    file.op('(');
    for (int i = 0; i < tensors.size(); i++) {
      file.text(tensors.get(i).name()).tensor(tensors.get(i), Integer.toString(i));
    }
    file.op('u');
    file.text("config").value(config).text("info").text("made by a test").op('u').op('.');
    archive(path, file, tensors, contents);
  }

  /** As {@link #write}, of an adapter that states its rank. */
  public static void writeAdapter(
      Path path, List<TensorInfo> tensors, Map<String, ?> config, int rank, Contents contents) {
    TorchFile file = new TorchFile();
    file.op(0x80, 2).op('}').op('(').text("weight").dict();
    file.op('(');
    for (int i = 0; i < tensors.size(); i++) {
      file.text(tensors.get(i).name()).tensor(tensors.get(i), Integer.toString(i));
    }
    file.op('u');
    file.text("config").value(config).text("lora_rank").value(rank).op('u').op('.');
    archive(path, file, tensors, contents);
  }

  /**
   * Writes tensors without a configuration.
   *
   * @param holder the entry that holds them; null: they lie at the top
   */
  public static void writeBare(
      Path path, List<TensorInfo> tensors, String holder, Contents contents) {
    TorchFile file = new TorchFile();
    file.op(0x80, 2).op('}');
    if (holder != null) {
      file.op('(').text(holder).dict();
    }
    file.op('(');
    for (int i = 0; i < tensors.size(); i++) {
      file.text(tensors.get(i).name()).tensor(tensors.get(i), Integer.toString(i));
    }
    file.op('u');
    if (holder != null) {
      file.op('u');
    }
    file.op('.');
    archive(path, file, tensors, contents);
  }

  private static void archive(
      Path path, TorchFile file, List<TensorInfo> tensors, Contents contents) {
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(path));
        ZipOutputStream zip = new ZipOutputStream(raw)) {
      store(zip, "archive/data.pkl", file.pickle.toByteArray());
      for (int i = 0; i < tensors.size(); i++) {
        store(zip, "archive/data/" + i, contents.of(tensors.get(i)));
      }
      store(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Writes an archive with this pickle and one entry {@code data/0} of the given bytes. */
  static void writePickle(Path path, byte[] pickle, byte[] data) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      store(zip, "archive/data.pkl", pickle);
      store(zip, "archive/data/0", data);
    }
  }

  private static void store(ZipOutputStream zip, String name, byte[] data) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(data);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(data.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }

  private TorchFile op(int... bytes) {
    for (int b : bytes) {
      pickle.write(b);
    }
    return this;
  }

  private TorchFile i32(int value) {
    byte[] bytes = new byte[4];
    ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).putInt(value);
    pickle.writeBytes(bytes);
    return this;
  }

  private TorchFile text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    op('X').i32(utf8.length).pickle.writeBytes(utf8);
    return this;
  }

  private TorchFile global(String module, String name) {
    pickle.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  private TorchFile dict() {
    return global("collections", "OrderedDict").op(')').op('R');
  }

  private TorchFile number(long value) {
    return op('J').i32(Math.toIntExact(value));
  }

  private TorchFile value(Object value) {
    return switch (value) {
      case String text -> text(text);
      case Integer number -> number(number);
      case List<?> list -> {
        op(']').op('(');
        list.forEach(this::value);
        yield op('e');
      }
      case Map<?, ?> map -> {
        op('}').op('(');
        map.forEach((key, item) -> value(key).value(item));
        yield op('u');
      }
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  private void tensor(TensorInfo tensor, String key) {
    String storage =
        switch (tensor.dtype()) {
          case F32 -> "FloatStorage";
          case F16 -> "HalfStorage";
          case BF16 -> "BFloat16Storage";
          default -> "LongStorage";
        };
    global("torch._utils", "_rebuild_tensor_v2").op('(').op('(').text("storage");
    global("torch", storage).text(key).text("cpu").number(tensor.elements()).op('t').op('Q');
    number(0).op('(');
    int[] shape = tensor.shape();
    for (int extent : shape) {
      number(extent);
    }
    op('t').op('(');
    for (int i = 0; i < shape.length; i++) {
      long stride = 1;
      for (int j = i + 1; j < shape.length; j++) {
        stride *= shape[j];
      }
      number(stride);
    }
    op('t').op(0x89).dict().op('t').op('R');
  }

  /** Tensors of one type for a network's description. */
  public static List<TensorInfo> tensors(Map<String, int[]> shapes, DType dtype) {
    return shapes.entrySet().stream()
        .map(e -> new TensorInfo(e.getKey(), dtype, e.getValue()))
        .toList();
  }
}
