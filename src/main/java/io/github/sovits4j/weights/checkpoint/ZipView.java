package io.github.sovits4j.weights.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.FileKind;
import io.github.sovits4j.weights.Quote;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private static final int LOCAL_MARK = 0x04034b50;
  private static final int CENTRAL_MARK = 0x02014b50;
  private static final int END_MARK = 0x06054b50;
  private static final int END64_MARK = 0x06064b50;
  private static final int LOCATOR64_MARK = 0x07064b50;
  private static final int LOCAL_SIZE = 30;
  private static final int CENTRAL_SIZE = 46;
  private static final int END_SIZE = 22;
  private static final int END64_SIZE = 56;
  private static final int LOCATOR64_SIZE = 20;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int MOST_ENTRIES = 200_000;
  private static final long CRC_STEP = 1 << 26;

  private record Entry(
      String name, int method, int flags, int crc, long packed, long size, long at) {}

  private final Path path;
  private final MemorySegment file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> verified = ConcurrentHashMap.newKeySet();
  private long directoryStart;

  private ZipView(Path path, MemorySegment file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Reads the directory at the end of the file.
   *
   * @throws UserException when the file is no zip archive, cut off or unsound
   */
  static ZipView open(Path path, MemorySegment file) {
    ZipView zip = new ZipView(path, file);
    zip.checkStart();
    zip.readDirectory();
    return zip;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** The first two bytes: {@code PK}, or two digits in their place. */
  String mark() {
    return new String(
        new char[] {
          (char) (file.get(ValueLayout.JAVA_BYTE, 0) & 0xff),
          (char) (file.get(ValueLayout.JAVA_BYTE, 1) & 0xff)
        });
  }

  /** The size in bytes that an entry claims; -1 when there is no such entry. */
  long size(String name) {
    Entry entry = entries.get(name);
    return entry == null ? -1 : entry.size();
  }

  /**
   * An entry's bytes, read-only. Its checksum is verified when it is first asked for.
   *
   * @throws UserException when there is no such entry, it is compressed, leaves the file or is
   *     damaged
   */
  MemorySegment entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw bad("has no entry " + Quote.of(name));
    }
    if ((entry.flags() & 1) != 0) {
      throw bad("has the encrypted entry " + Quote.of(name));
    }
    if (entry.method() != 0) {
      throw new UserException(
          path
              + " has the compressed entry "
              + Quote.of(name)
              + ", expected entries that are only stored, as PyTorch writes them. Unpack the file"
              + " and pack it again without compression (zip -0), or save it again with PyTorch.");
    }
    MemorySegment bytes = locate(entry);
    if (!verified.contains(name)) {
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

  private void checkStart() {
    if (file.byteSize() < END_SIZE + LOCAL_SIZE) {
      throw notACheckpoint();
    }
    String mark = mark();
    boolean digits = mark.matches("0[0-6]");
    boolean rest = file.get(U16, 2) == 0x0403;
    if (!rest || !(digits || mark.equals("PK"))) {
      throw notACheckpoint();
    }
  }

  private void readDirectory() {
    long end = findEnd();
    long count = file.get(U16, end + 10) & 0xffff;
    long size = file.get(U32, end + 12) & 0xffffffffL;
    long start = file.get(U32, end + 16) & 0xffffffffL;
    long limit = end;
    if (count == 0xffff || size == 0xffffffffL || start == 0xffffffffL) {
      long wide = findEnd64(end);
      count = file.get(I64, wide + 32);
      size = file.get(I64, wide + 40);
      start = file.get(I64, wide + 48);
      limit = wide;
    }
    if (start < 0 || size < 0 || start > limit || size > limit - start) {
      throw bad("has a directory that leaves the file");
    }
    if (count < 0 || count > MOST_ENTRIES || count * CENTRAL_SIZE > size) {
      throw bad("claims " + Long.toUnsignedString(count) + " entries");
    }
    directoryStart = start;
    long at = start;
    for (long i = 0; i < count; i++) {
      at = readCentral(at, start + size);
    }
  }

  private long readCentral(long at, long end) {
    if (end - at < CENTRAL_SIZE || file.get(U32, at) != CENTRAL_MARK) {
      throw bad("has a directory that breaks off");
    }
    int nameSize = file.get(U16, at + 28) & 0xffff;
    int extraSize = file.get(U16, at + 30) & 0xffff;
    int commentSize = file.get(U16, at + 32) & 0xffff;
    long next = at + CENTRAL_SIZE + nameSize + extraSize + commentSize;
    if (next > end) {
      throw bad("has a directory that breaks off");
    }
    String name = text(at + CENTRAL_SIZE, nameSize);
    long[] wide = {
      file.get(U32, at + 24) & 0xffffffffL,
      file.get(U32, at + 20) & 0xffffffffL,
      file.get(U32, at + 42) & 0xffffffffL
    };
    widen(wide, at + CENTRAL_SIZE + nameSize, extraSize);
    Entry entry =
        new Entry(
            name,
            file.get(U16, at + 10) & 0xffff,
            file.get(U16, at + 8) & 0xffff,
            file.get(U32, at + 16),
            wide[1],
            wide[0],
            wide[2]);
    if (entries.put(name, entry) != null) {
      throw bad("has two entries named " + Quote.of(name));
    }
    return next;
  }

  /** Replaces sizes and offset that do not fit into 32 bits by those of the zip64 field. */
  private void widen(long[] values, long extra, int extraSize) {
    long at = extra;
    long end = extra + extraSize;
    while (end - at >= 4) {
      int id = file.get(U16, at) & 0xffff;
      int length = file.get(U16, at + 2) & 0xffff;
      at += 4;
      if (length > end - at) {
        return;
      }
      if (id == 1) {
        long field = at;
        for (int i = 0; i < values.length; i++) {
          if (values[i] == 0xffffffffL && field + 8 <= at + length) {
            values[i] = file.get(I64, field);
            field += 8;
          }
        }
      }
      at += length;
    }
  }

  private MemorySegment locate(Entry entry) {
    String name = entry.name();
    long at = entry.at();
    if (at < 0 || at > directoryStart - LOCAL_SIZE) {
      throw bad("has the entry " + Quote.of(name) + " outside the file");
    }
    boolean marked =
        file.get(U32, at) == LOCAL_MARK || (at == 0 && file.get(U16, 2) == LOCAL_MARK >>> 16);
    int nameSize = file.get(U16, at + 26) & 0xffff;
    int extraSize = file.get(U16, at + 28) & 0xffff;
    long data = at + LOCAL_SIZE + nameSize + extraSize;
    if (!marked
        || data > directoryStart
        || !text(at + LOCAL_SIZE, nameSize).equals(name)
        || entry.size() != entry.packed()) {
      throw bad("has a directory that does not agree with its entry " + Quote.of(name));
    }
    if (entry.size() < 0 || entry.size() > directoryStart - data) {
      throw bad("has the entry " + Quote.of(name) + " longer than the file");
    }
    return file.asSlice(data, entry.size());
  }

  private long findEnd() {
    long last = file.byteSize() - END_SIZE;
    long first = Math.max(0, last - LONGEST_COMMENT);
    for (long at = last; at >= first; at--) {
      if (file.get(U32, at) == END_MARK
          && at + END_SIZE + (file.get(U16, at + 20) & 0xffff) == file.byteSize()) {
        return at;
      }
    }
    throw new UserException(
        path
            + " begins like a PyTorch checkpoint but has no directory at its end: it is cut off"
            + " or damaged. Get the file again.");
  }

  private long findEnd64(long end) {
    long locator = end - LOCATOR64_SIZE;
    if (locator < 0 || file.get(U32, locator) != LOCATOR64_MARK) {
      throw bad("lacks the directory for large archives");
    }
    long wide = file.get(I64, locator + 8);
    if (wide < 0 || wide > locator - END64_SIZE || file.get(U32, wide) != END64_MARK) {
      throw bad("has an unsound directory for large archives");
    }
    return wide;
  }

  private static int crc(MemorySegment bytes) {
    CRC32 crc = new CRC32();
    for (long at = 0; at < bytes.byteSize(); at += CRC_STEP) {
      ByteBuffer part = bytes.asSlice(at, Math.min(CRC_STEP, bytes.byteSize() - at)).asByteBuffer();
      crc.update(part);
    }
    return (int) crc.getValue();
  }

  private String text(long at, int size) {
    byte[] bytes = file.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private UserException notACheckpoint() {
    return new UserException(
        path
            + " is not a PyTorch checkpoint of the zip format: it is "
            + FileKind.describe(file)
            + ". Get the file again, or save it again with PyTorch 1.6 or later.");
  }

  private UserException bad(String what) {
    return new UserException(path + " " + what + ". It is damaged; get the file again.");
  }
}
