package io.github.sovits4j.weights.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Files that are sound, or nearly, and hold as much of one thing as the limits of the readers let
 * through: whoever does work for each pair of things, or much for each, shows here.
 */
public enum BombFiles {
  /** One tensor under very many names. */
  NAMES_OF_ONE_TENSOR(path -> names(path, 120_000, BombFiles::numbered)),
  /** Names that all have the same hash code. */
  NAMES_THAT_COLLIDE(path -> names(path, 1 << 16, BombFiles::colliding)),
  /** Names of signs that are escaped when they are shown. */
  NAMES_TO_ESCAPE(path -> names(path, 110_000, i -> "\u0001".repeat(110) + numbered(i))),
  /** Names as long as they may be. */
  NAMES_TOO_LONG_TO_SHOW(path -> names(path, 1_600, i -> "\u0001".repeat(9_990) + numbered(i))),
  /** As many tensors as the steps suffice for, each in a storage of its own. */
  STORAGES(BombFiles::storages),
  /** A group of tensors that many entries at the top share. */
  SHARED_GROUP(BombFiles::sharedGroup),
  /** Keys that are numbers of 256 bytes, which become text. */
  LONG_NUMBERS(BombFiles::longNumbers),
  /** A configuration that is a tree of shared parts. */
  CONFIGURATION(BombFiles::configuration),
  /** An archive of very many entries that nobody asked for. */
  ENTRIES(BombFiles::entries),
  /** A safetensors file of very many empty tensors. */
  SAFETENSORS(path -> safetensors(path, 199_000, BombFiles::numbered)),
  /** The same with names that are escaped when they are shown. */
  SAFETENSORS_TO_ESCAPE(
      path -> safetensors(path, 120_000, i -> "\\u0001".repeat(120) + numbered(i)));

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Consumer<Path> writer;

  BombFiles(Consumer<Path> writer) {
    this.writer = writer;
  }

  /** Writes the file into a folder. */
  public Path write(Path folder) {
    Path path = folder.resolve(name() + (name().startsWith("SAFE") ? ".safetensors" : ".pth"));
    writer.accept(path);
    return path;
  }

  private static String numbered(int i) {
    return "enc_p." + i;
  }

  /** "Aa" and "BB" have one hash code. */
  private static String colliding(int i) {
    StringBuilder name = new StringBuilder("enc_p.");
    for (int bit = 0; bit < 16; bit++) {
      name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  private static void names(Path path, int count, IntFunction<String> name) {
    Pickle pickle = new Pickle();
    pickle.op("\u0080\2}(").text("weight").op("}(");
    for (int i = 0; i < count; i++) {
      pickle.text(name.apply(i));
      if (i == 0) {
        pickle.tensor("0").op("q\0");
      } else {
        pickle.op("h\0");
      }
    }
    pickle.op("u").text("config").op("}u.");
    archive(path, pickle, 1);
  }

  private static void storages(Path path) {
    int count = 22_000;
    Pickle pickle = new Pickle();
    pickle.op("\u0080\2}(").text("weight").op("}(");
    for (int i = 0; i < count; i++) {
      pickle.text(numbered(i)).tensor(Integer.toString(i));
    }
    pickle.op("u").text("config").op("}u.");
    archive(path, pickle, count);
  }

  private static void sharedGroup(Path path) {
    int count = 90_000;
    Pickle pickle = new Pickle();
    pickle.op("\u0080\2}(").text("model").op("}q\1(").text("0").tensor("0").op("q\0");
    for (int i = 1; i < count; i++) {
      pickle.text(Integer.toString(i)).op("h\0");
    }
    pickle.op("u");
    for (int i = 0; i < count; i++) {
      pickle.text(Integer.toString(i)).op("h\1");
    }
    archive(path, pickle.op("u."), 1);
  }

  private static void longNumbers(Path path) {
    Pickle pickle = new Pickle();
    pickle.op("\u0080\2}(").text("weight").op("}(");
    byte[] number = new byte[255];
    for (int i = 0; i < 60_000; i++) {
      ByteBuffer.wrap(number).putInt(i).put(254, (byte) 127);
      pickle.op("\u008a\u00ff").raw(number);
      if (i == 0) {
        pickle.tensor("0").op("q\0");
      } else {
        pickle.op("h\0");
      }
    }
    archive(path, pickle.op("uu."), 1);
  }

  private static void configuration(Path path) {
    Pickle pickle = new Pickle();
    pickle.op("\u0080\2}(").text("weight").op("}").text("enc_p.text_embedding.weight");
    pickle.tensor("0").op("s").text("config").op("}](");
    for (int i = 0; i < 300; i++) {
      pickle.op("K\1");
    }
    pickle.op("eq\0" + "0").text("model").op("](");
    for (int i = 0; i < 300; i++) {
      pickle.op("h\0");
    }
    archive(path, pickle.op("esu."), 1);
  }

  private static void entries(Path path) {
    Pickle pickle = new Pickle();
    archive(path, pickle.op("\u0080\2}").text("weight").op("}s."), 199_000);
  }

  private static void safetensors(Path path, int count, IntFunction<String> name) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      json.append(i == 0 ? "\"" : ",\"").append(name.apply(i));
      json.append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    byte[] header = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    byte[] length = new byte[8];
    ByteBuffer.wrap(length).order(LITTLE_ENDIAN).putLong(header.length);
    try (BufferedOutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      out.write(length);
      out.write(header);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void archive(Path path, Pickle pickle, int storages) {
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
      store(zip, "archive/data.pkl", pickle.bytes.toByteArray());
      for (int i = 0; i < storages; i++) {
        store(zip, "archive/data/" + i, new byte[4]);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
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

  /** A pickle as it is put together. */
  private static final class Pickle {

    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Pickle op(String latin) {
      return raw(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    Pickle raw(byte[] more) {
      bytes.writeBytes(more);
      return this;
    }

    Pickle text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      byte[] length = new byte[4];
      ByteBuffer.wrap(length).order(LITTLE_ENDIAN).putInt(utf8.length);
      return op("X").raw(length).raw(utf8);
    }

    /** One number of 32 bits. */
    Pickle tensor(String storage) {
      op("ctorch._utils\n_rebuild_tensor_v2\n((").text("storage").op("ctorch\nFloatStorage\n");
      text(storage).text("cpu").op("K\1tQK\0K\1\u0085K\1\u0085\u0089");
      return op("ccollections\nOrderedDict\n)RtR");
    }
  }
}
