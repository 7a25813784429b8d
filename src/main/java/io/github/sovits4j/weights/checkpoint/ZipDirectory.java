package io.github.sovits4j.weights.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.sovits4j.UserException;
import io.github.sovits4j.weights.Quote;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the directory of a zip archive. The format says much twice or thrice, and readers differ in
 * whom they believe; here all of it must agree, so that a file is the same to every reader or
 * refused: one end record, its 64-bit form, the directory, and the header before each entry.
 */
final class ZipDirectory {

  static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
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
  private static final int MOST_NAME_BYTES = 1 << 24;
  private static final long MOST_APPENDED = 1 << 26;
  private static final int WIDE_FIELD = 1;
  private static final int OTHER_NAME_FIELD = 0x7075; // of Info-ZIP
  private static final long WIDE = 0xffffffffL; // the true value is in the zip64 field

  /** Sizes and checksum follow the entry and may be 0 in the header before it. */
  private static final int DESCRIPTOR_FOLLOWS = 8;

  private final String path;
  private final MemorySegment file;
  private long start;
  private long size;
  private long count;
  private long nameBytes;

  private ZipDirectory(String path, MemorySegment file) {
    this.path = path;
    this.file = file;
  }

  /**
   * The entries in the directory's order.
   *
   * @param path what to call the file in complaints
   * @throws UserException when the archive is cut off or contradicts itself
   */
  static List<ZipEntryView> read(String path, MemorySegment file) {
    ZipDirectory directory = new ZipDirectory(path, file);
    directory.readEnd();
    return directory.readEntries();
  }

  static UserException bad(String path, String what) {
    return new UserException(path + " " + what + ". It is damaged; get the file again.");
  }

  private void readEnd() {
    long end = findEnd();
    count = u16(end + 10);
    size = u32(end + 12);
    start = u32(end + 16);
    if (u16(end + 4) != 0 || u16(end + 6) != 0 || u16(end + 8) != count) {
      throw bad("is one of several parts of an archive");
    }
    long limit = end;
    long locator = end - LOCATOR64_SIZE;
    if (locator >= 0 && file.get(U32, locator) == LOCATOR64_MARK) {
      limit = readEnd64(locator);
    } else if (count == 0xffff || size == WIDE || start == WIDE) {
      throw bad("lacks the directory for large archives");
    }
    if (start < 0 || size < 0 || start > limit || size != limit - start) {
      throw bad("has a directory that does not end where the archive ends");
    }
    if (count < 0 || count > MOST_ENTRIES || count * CENTRAL_SIZE > size) {
      throw bad("claims " + Long.toUnsignedString(count) + " entries");
    }
  }

  private long readEnd64(long locator) {
    long wide = file.get(I64, locator + 8);
    if (file.get(U32, locator + 4) != 0
        || file.get(U32, locator + 16) != 1
        || wide < 0
        || wide > locator - END64_SIZE
        || file.get(U32, wide) != END64_MARK
        || file.get(I64, wide + 4) != locator - wide - 12
        || file.get(U32, wide + 16) != 0
        || file.get(U32, wide + 20) != 0
        || file.get(I64, wide + 24) != file.get(I64, wide + 32)) {
      throw bad("has an unsound directory for large archives");
    }
    count = agreed(count, 0xffff, file.get(I64, wide + 32));
    size = agreed(size, WIDE, file.get(I64, wide + 40));
    start = agreed(start, WIDE, file.get(I64, wide + 48));
    return wide;
  }

  private long agreed(long narrow, long unset, long wide) {
    if (narrow != unset && narrow != wide) {
      throw bad("has two directories that do not agree");
    }
    return wide;
  }

  private List<ZipEntryView> readEntries() {
    List<ZipEntryView> out = new ArrayList<>();
    long at = start;
    for (long i = 0; i < count; i++) {
      at = readCentral(at, out);
    }
    if (at != start + size) {
      throw bad("has a directory that does not end with its last entry");
    }
    List<ZipEntryView> sorted = new ArrayList<>(out);
    sorted.sort(Comparator.comparingLong(ZipEntryView::headerAt));
    long reached = 0;
    for (ZipEntryView entry : sorted) {
      if (entry.headerAt() < reached) {
        throw bad("has the entry " + Quote.of(entry.name()) + " within another one");
      }
      reached = entry.end();
    }
    return out;
  }

  private long readCentral(long at, List<ZipEntryView> out) {
    long end = start + size;
    if (end - at < CENTRAL_SIZE || file.get(U32, at) != CENTRAL_MARK) {
      throw bad("has a directory that breaks off");
    }
    int nameSize = u16(at + 28);
    int extraSize = u16(at + 30);
    long next = at + CENTRAL_SIZE + nameSize + extraSize + u16(at + 32);
    if (next > end) {
      throw bad("has a directory that breaks off");
    }
    nameBytes += nameSize;
    if (nameBytes > MOST_NAME_BYTES) {
      throw bad("has entries with names of more than " + MOST_NAME_BYTES + " bytes together");
    }
    MemorySegment name = file.asSlice(at + CENTRAL_SIZE, nameSize);
    requireOneName(name, at + CENTRAL_SIZE + nameSize, extraSize);
    long[] fields = {u32(at + 24), u32(at + 20), u32(at + 42)}; // size, packed size, header
    widen(fields, at + CENTRAL_SIZE + nameSize, extraSize);
    ZipEntryView entry =
        new ZipEntryView(
            new String(name.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8),
            fields[2],
            fields[2],
            fields[1],
            fields[0],
            u16(at + 10),
            u16(at + 8),
            file.get(U32, at + 16));
    out.add(located(entry, name));
    return next;
  }

  /** Checks the header before an entry and finds where its bytes begin. */
  private ZipEntryView located(ZipEntryView entry, MemorySegment name) {
    long at = entry.headerAt();
    String what = "the entry " + Quote.of(entry.name());
    if (at < 0 || at > start - LOCAL_SIZE) {
      throw bad("has " + what + " outside the file");
    }
    // The first entry's mark may be half overwritten by upstream's digits.
    boolean marked =
        file.get(U32, at) == LOCAL_MARK || (at == 0 && u16(2) == LOCAL_MARK >>> Short.SIZE);
    int nameSize = u16(at + 26);
    int extraSize = u16(at + 28);
    long data = at + LOCAL_SIZE + nameSize + extraSize;
    if (!marked
        || data > start
        || file.asSlice(at + LOCAL_SIZE, nameSize).mismatch(name) != -1
        || !agrees(entry, at, extraSize, nameSize)) {
      throw bad("has a directory that does not agree with the header of " + what);
    }
    requireOneName(name, at + LOCAL_SIZE + nameSize, extraSize);
    if (entry.packed() < 0
        || entry.size() < 0
        || (entry.stored() && entry.size() != entry.packed())
        || entry.packed() > start - data) {
      throw bad("has " + what + " longer than the file or of two sizes");
    }
    return new ZipEntryView(
        entry.name(),
        at,
        data,
        entry.packed(),
        entry.size(),
        entry.method(),
        entry.flags(),
        entry.crc());
  }

  private boolean agrees(ZipEntryView entry, long at, int extraSize, int nameSize) {
    long[] fields = {u32(at + 22), u32(at + 18)}; // size, packed size
    widen(fields, at + LOCAL_SIZE + nameSize, extraSize);
    boolean later = (entry.flags() & DESCRIPTOR_FOLLOWS) != 0;
    return u16(at + 6) == entry.flags()
        && u16(at + 8) == entry.method()
        && agrees(file.get(U32, at + 14), entry.crc(), later)
        && agrees(fields[0], entry.size(), later)
        && agrees(fields[1], entry.packed(), later);
  }

  private static boolean agrees(long local, long central, boolean mayBeZero) {
    return local == central || (mayBeZero && local == 0);
  }

  /** An entry may carry another name in a field of its own, which some readers prefer. */
  private void requireOneName(MemorySegment name, long extra, int extraSize) {
    if (field(OTHER_NAME_FIELD, extra, extraSize) >= 0) {
      String text = new String(name.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      throw new UserException(
          path
              + " has the entry "
              + Quote.of(text)
              + " with a second name: what it is called depends on who reads it. PyTorch writes no"
              + " such archives; do not use it.");
    }
  }

  /** Replaces values that do not fit into 32 bits by those of the zip64 field. */
  private void widen(long[] values, long extra, int extraSize) {
    long at = field(WIDE_FIELD, extra, extraSize);
    if (at < 0) {
      return;
    }
    long end = at + u16(at - 2);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == WIDE && at + 8 <= end) {
        values[i] = file.get(I64, at);
        at += 8;
      }
    }
  }

  /** Where the content of the first extra field of a kind begins, after its length; or -1. */
  private long field(int id, long extra, int extraSize) {
    long end = extra + extraSize;
    for (long at = extra; end - at >= 4; at += 4 + u16(at + 2)) {
      if (u16(at + 2) > end - at - 4) {
        return -1;
      }
      if (u16(at) == id) {
        return at + 4;
      }
    }
    return -1;
  }

  /** The end record: the only one whose comment reaches to the end of the file. */
  private long findEnd() {
    long last = file.byteSize() - END_SIZE;
    long found = -1;
    for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (file.get(U32, at) == END_MARK && at + END_SIZE + u16(at + 20) == file.byteSize()) {
        if (found >= 0) {
          throw new UserException(
              path
                  + " has two ends, one within the comment of the other: what it holds depends on"
                  + " who reads it. It is hostile; do not use it.");
        }
        found = at;
      }
    }
    if (found < 0) {
      throw noEnd();
    }
    return found;
  }

  private UserException noEnd() {
    long last = file.byteSize() - END_SIZE;
    for (long at = last; at >= Math.max(0, last - MOST_APPENDED); at--) {
      if (file.get(U32, at) == END_MARK && u32(at + 12) + u32(at + 16) <= at && u16(at + 4) == 0) {
        long more = last - at - u16(at + 20);
        if (more > 0) {
          return new UserException(
              path
                  + " has "
                  + more
                  + " bytes after the end of its archive: something was appended to it, perhaps by"
                  + " a download that began again. Get the file again.");
        }
      }
    }
    return new UserException(
        path
            + " begins like a PyTorch checkpoint but has no directory at its end: it is cut off"
            + " or damaged. Get the file again.");
  }

  private int u16(long at) {
    return file.get(U16, at) & 0xffff;
  }

  private long u32(long at) {
    return file.get(U32, at) & 0xffffffffL;
  }

  private UserException bad(String what) {
    return bad(path, what);
  }
}
