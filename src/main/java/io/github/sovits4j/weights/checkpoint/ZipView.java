package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.FileKind;
import io.github.sovits4j.weights.Quote;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * The entries of a zip archive as slices of the mapped file. Entries must be stored, not
 * compressed, as PyTorch writes them; nothing is unpacked or copied. The first two bytes of the
 * file may be the digits that upstream writes over the zip mark.
 */
final class ZipView {

  private static final int SMALLEST = 52; // one local header and the end record
  private static final long CRC_STEP = 1 << 26;

  private final String path;
  private final MemorySegment file;
  private final Map<String, ZipEntryView> entries;
  private final boolean checksums;
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  private ZipView(String path, MemorySegment file, Map<String, ZipEntryView> entries) {
    this.path = path;
    this.file = file;
    this.entries = entries;
    this.checksums = entries.values().stream().anyMatch(entry -> entry.crc() != 0);
  }

  /**
   * Reads the directory at the end of the file, and checks every entry's own header against it.
   *
   * @throws UserException when the file is no zip archive, cut off or unsound
   */
  static ZipView open(Path path, MemorySegment file) {
    String name = Quote.path(path);
    checkStart(name, file);
    Map<String, ZipEntryView> entries = new LinkedHashMap<>();
    for (ZipEntryView entry : ZipDirectory.read(name, file)) {
      if (entries.put(entry.name(), entry) != null) {
        throw ZipDirectory.bad(name, "has two entries named " + Quote.of(entry.name()));
      }
    }
    return new ZipView(name, file, entries);
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** The first two bytes: {@code PK}, or two digits in their place. */
  String mark() {
    return mark(file);
  }

  /** The size in bytes that an entry has; -1 when there is no such entry. */
  long size(String name) {
    ZipEntryView entry = entries.get(name);
    return entry == null ? -1 : entry.size();
  }

  /** The whole archive. */
  MemorySegment file() {
    return file;
  }

  /**
   * Whether the archive has checksums. PyTorch can be told to write none; then all of them are 0,
   * and damage cannot be noticed.
   */
  boolean hasChecksums() {
    return checksums;
  }

  /**
   * Checks that an entry, if there is one of that name, can be read.
   *
   * @throws UserException when it is compressed or encrypted
   */
  void requireStored(String name) {
    if (entries.get(name) != null) {
      requireStored(entries.get(name));
    }
  }

  /**
   * An entry's bytes, read-only. Its checksum is verified when it is first asked for.
   *
   * @throws UserException when there is no such entry, it is compressed, encrypted or damaged
   */
  MemorySegment entry(String name) {
    ZipEntryView entry = entries.get(name);
    if (entry == null) {
      throw ZipDirectory.bad(path, "has no entry " + Quote.of(name));
    }
    requireStored(entry);
    MemorySegment bytes = file.asSlice(entry.dataAt(), entry.size());
    if (checksums && !verified.contains(name)) {
      if (crc(bytes) != entry.crc()) {
        throw new UserException(
            path
                + " is damaged: the checksum of its entry "
                + Quote.of(name)
                + " is wrong. Get the file again.");
      }
      verified.add(name);
    }
    return bytes;
  }

  private void requireStored(ZipEntryView entry) {
    if (entry.encrypted()) {
      throw new UserException(
          path
              + " has the encrypted entry "
              + Quote.of(entry.name())
              + ", expected entries that are only stored, as PyTorch writes them. Get the file"
              + " again, or have it decrypted.");
    }
    if (!entry.stored()) {
      throw new UserException(
          path
              + " has the compressed entry "
              + Quote.of(entry.name())
              + ", expected entries that are only stored, as PyTorch writes them. Unpack the file"
              + " and pack it again without compression (zip -0), or save it again with PyTorch.");
    }
  }

  private static void checkStart(String path, MemorySegment file) {
    boolean zip =
        file.byteSize() >= SMALLEST
            && file.get(ZipDirectory.U16, 2) == 0x0403
            && mark(file).matches("PK|0[0-6]");
    if (zip) {
      return;
    }
    if (FileKind.isSafetensors(file)) {
      throw new UserException(
          path
              + " is a safetensors file, expected a checkpoint as GPT-SoVITS exports it (.ckpt,"
              + " .pth): a safetensors file lacks a voice's configuration, and only encoders can do"
              + " without. Convert the checkpoint it was made of; 'sovits inspect' shows what is in"
              + " this file.");
    }
    throw new UserException(
        path
            + " is not a PyTorch checkpoint of the zip format: it is "
            + FileKind.describe(file)
            + ". Get the file again, or save it again with PyTorch 1.6 or later.");
  }

  private static String mark(MemorySegment file) {
    return new String(
        new char[] {
          (char) (file.get(ValueLayout.JAVA_BYTE, 0) & 0xff),
          (char) (file.get(ValueLayout.JAVA_BYTE, 1) & 0xff)
        });
  }

  private static int crc(MemorySegment bytes) {
    CRC32 crc = new CRC32();
    for (long at = 0; at < bytes.byteSize(); at += CRC_STEP) {
      ByteBuffer part = bytes.asSlice(at, Math.min(CRC_STEP, bytes.byteSize() - at)).asByteBuffer();
      crc.update(part);
    }
    return (int) crc.getValue();
  }
}
