package io.github.sovits4j.text.japanese.mecab;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The words of a compiled MeCab dictionary, {@code sys.dic} or {@code unk.dic}: a double-array trie
 * over the bytes of UTF-8, an entry of 16 bytes for each word under a key, and their features as
 * strings that end in a zero.
 *
 * <p>The trie is Darts' (Kudo, after Aoe 1989): of a state with base {@code b}, the byte {@code c}
 * leads to cell {@code b + c + 1} if that cell's check is {@code b}; cell {@code b} with check
 * {@code b} holds the value of what was read so far, as {@code -value - 1}.
 */
final class WordTable {

  private static final int MAGIC = 0xef718f77; // the file begins with this, exclusive-or its size
  private static final int VERSION = 102;
  private static final int HEADER = 72;
  private static final int CELL = 8;
  private static final int ENTRY = 16;
  private static final int COUNT_BITS = 8; // a value is a first entry and a number of entries

  private final ByteBuffer file;
  private final int entries; // where they begin in the file
  private final int features;
  private final int leftIds;
  private final int rightIds;

  /** A range of entries: those under one key. */
  record Entries(int first, int count) {}

  /** Told of a key that begins at the place asked about. */
  interface Match {

    /**
     * A key.
     *
     * @param length in bytes
     * @param entries those under it
     */
    void key(int length, Entries entries);
  }

  private WordTable(ByteBuffer file, int entries, int features, int leftIds, int rightIds) {
    this.file = file;
    this.entries = entries;
    this.features = features;
    this.leftIds = leftIds;
    this.rightIds = rightIds;
  }

  /**
   * Opens a dictionary.
   *
   * @throws io.github.sovits4j.UserException when it is missing or no such file
   */
  static WordTable open(Path path) {
    ByteBuffer file = MecabFile.map(path);
    int size = file.limit();
    if (size < HEADER || (file.getInt(0) ^ MAGIC) != size) {
      throw MecabFile.broken(path, "it is cut short or of another kind (" + size + " bytes)");
    }
    if (file.getInt(4) != VERSION) {
      throw MecabFile.broken(path, "its format is " + file.getInt(4) + " instead of " + VERSION);
    }
    long trie = file.getInt(24);
    long words = file.getInt(28);
    long strings = file.getInt(32);
    if (trie < CELL || words < 0 || strings < 0 || HEADER + trie + words + strings != size) {
      throw MecabFile.broken(path, "its parts do not add up");
    }
    String charset = string(file, 40, HEADER);
    if (!charset.equalsIgnoreCase("utf8") && !charset.equalsIgnoreCase("utf-8")) {
      throw MecabFile.broken(path, "its texts are in \"" + charset + "\" instead of UTF-8");
    }
    int entries = HEADER + (int) trie;
    return new WordTable(file, entries, entries + (int) words, file.getInt(16), file.getInt(20));
  }

  /** How many connections there are on the left and on the right of words. */
  boolean fits(ConnectionCosts costs) {
    return costs.fits(leftIds, rightIds);
  }

  /** Tells of every key that begins at {@code from}, the shortest first. */
  void prefixes(byte[] text, int from, int to, Match match) {
    int base = base(0);
    for (int at = from; ; at++) {
      int value = base >= 0 && check(base) == base ? base(base) : 0;
      if (value < 0 && at > from) {
        int packed = -value - 1;
        match.key(at - from, new Entries(packed >>> COUNT_BITS, packed & ((1 << COUNT_BITS) - 1)));
      }
      if (at == to) {
        return;
      }
      int next = base + (text[at] & 0xff) + 1;
      if (check(next) != base) {
        return;
      }
      base = base(next);
    }
  }

  /** The entries under a key; none where it is no key. */
  Entries find(byte[] key) {
    Entries[] found = {new Entries(0, 0)};
    prefixes(
        key,
        0,
        key.length,
        (length, entries) -> {
          if (length == key.length) {
            found[0] = entries;
          }
        });
    return found[0];
  }

  private int base(int cell) {
    return file.getInt(HEADER + CELL * cell);
  }

  /** Cells beyond the trie belong to nobody. */
  private int check(int cell) {
    int at = HEADER + CELL * cell;
    return cell >= 0 && at >= HEADER && at + CELL <= entries ? file.getInt(at + 4) : -1;
  }

  /** Connection id of an entry's left side. */
  int left(int entry) {
    return file.getShort(entries + ENTRY * entry) & 0xffff;
  }

  /** Connection id of an entry's right side. */
  int right(int entry) {
    return file.getShort(entries + ENTRY * entry + 2) & 0xffff;
  }

  /** What it costs to use an entry. */
  int cost(int entry) {
    return file.getShort(entries + ENTRY * entry + 6);
  }

  /** What the dictionary says of an entry. */
  String features(int entry) {
    int offset = file.getInt(entries + ENTRY * entry + 8);
    return string(file, Math.addExact(features, offset), file.limit());
  }

  private static String string(ByteBuffer file, int from, int limit) {
    int end = from;
    while (end < limit && file.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - from];
    file.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
