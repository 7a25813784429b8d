package io.github.sovits4j.text.japanese.mecab;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What kinds of characters there are, and how words that the dictionary lacks are made of them:
 * {@code char.bin}. A character's entry is a packed number of 32 bits.
 */
final class CharacterTypes {

  private static final int NAME = 32;
  private static final int CHARACTERS = 0xffff;
  private static final int TYPES = (1 << 18) - 1;

  private final List<String> names = new ArrayList<>();
  private final int[] characters = new int[CHARACTERS + 1];

  private CharacterTypes() {}

  /**
   * Reads the table.
   *
   * @throws io.github.sovits4j.UserException when it is missing or no such file
   */
  static CharacterTypes open(Path path) {
    ByteBuffer file = MecabFile.map(path);
    long count = file.limit() < 4 ? -1 : file.getInt(0);
    if (count <= 0 || 4 + NAME * count + 4L * CHARACTERS != file.limit()) {
      throw MecabFile.broken(path, "it is cut short or of another kind");
    }
    CharacterTypes types = new CharacterTypes();
    byte[] name = new byte[NAME];
    for (int i = 0; i < count; i++) {
      file.get(4 + NAME * i, name);
      types.names.add(new String(name, StandardCharsets.UTF_8).replace("\0", ""));
    }
    for (int c = 0; c < CHARACTERS; c++) {
      int packed = file.getInt(4 + NAME * (int) count + 4 * c);
      if (mainType(packed) >= count) {
        throw MecabFile.broken(path, "a character is of a type that it does not name");
      }
      types.characters[c] = packed;
    }
    types.characters[CHARACTERS] = types.characters[0];
    return types;
  }

  /** Names of the types, by number. */
  List<String> names() {
    return names;
  }

  /** The entry of a character; those beyond the first plane count as character 0. */
  int of(int codePoint) {
    return characters[codePoint > CHARACTERS ? 0 : codePoint];
  }

  /** Whether two entries have a type in common. */
  static boolean share(int one, int other) {
    return (one & other & TYPES) != 0;
  }

  /** The number of an entry's main type. */
  static int mainType(int entry) {
    return entry >>> 18 & 0xff;
  }

  /** Unknown words are made of one to this many characters. */
  static int lengths(int entry) {
    return entry >>> 26 & 0xf;
  }

  /** Whether a run of one type makes an unknown word. */
  static boolean isGrouped(int entry) {
    return (entry >>> 30 & 1) != 0;
  }

  /** Whether unknown words are made even where the dictionary has words. */
  static boolean isAlwaysMade(int entry) {
    return entry >>> 31 != 0;
  }
}
