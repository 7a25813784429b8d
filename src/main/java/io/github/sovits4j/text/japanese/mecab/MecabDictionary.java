package io.github.sovits4j.text.japanese.mecab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The four files of a dictionary, opened together.
 *
 * @param folder where they lie
 * @param known words: {@code sys.dic}
 * @param unknown how words that it lacks are treated, by type of character: {@code unk.dic}
 * @param connections {@code matrix.bin}
 * @param types {@code char.bin}
 * @param unknownByType the entries of {@code unknown} for each type, by its number
 */
record MecabDictionary(
    Path folder,
    WordTable known,
    WordTable unknown,
    ConnectionCosts connections,
    CharacterTypes types,
    List<WordTable.Entries> unknownByType) {

  /**
   * Opens a dictionary.
   *
   * @throws io.github.sovits4j.UserException for the first file that is missing or broken
   */
  static MecabDictionary open(Path folder) {
    WordTable known = WordTable.open(folder.resolve("sys.dic"));
    WordTable unknown = WordTable.open(folder.resolve("unk.dic"));
    ConnectionCosts connections = ConnectionCosts.open(folder.resolve("matrix.bin"));
    CharacterTypes types = CharacterTypes.open(folder.resolve("char.bin"));
    if (!known.fits(connections)) {
      throw MecabFile.broken(folder.resolve("sys.dic"), "matrix.bin beside it is of another one");
    }
    List<WordTable.Entries> byType = new ArrayList<>();
    for (String type : types.names()) {
      WordTable.Entries entries = unknown.find(type.getBytes(StandardCharsets.UTF_8));
      if (entries.count() == 0) {
        throw MecabFile.broken(folder.resolve("unk.dic"), "it has nothing of type " + type);
      }
      byType.add(entries);
    }
    return new MecabDictionary(folder, known, unknown, connections, types, List.copyOf(byType));
  }
}
