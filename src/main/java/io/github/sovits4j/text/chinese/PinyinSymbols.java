package io.github.sovits4j.text.chinese;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pinyin syllables to the two phones the models know them by. */
final class PinyinSymbols {

  private static final List<String> UNKNOWN = List.of("UNK", "UNK");

  private record Parts(String initial, String last) {}

  private static final Map<String, Parts> SYLLABLES = new HashMap<>(1024);

  static {
    Resources.lines(
        "syllables.txt",
        line -> {
          String[] fields = line.split(" ", -1);
          for (int i = 1; i < fields.length; i++) {
            int colon = fields[i].indexOf(':');
            SYLLABLES.put(
                fields[i].substring(0, colon),
                new Parts(fields[0], fields[i].substring(colon + 1)));
          }
        });
  }

  private PinyinSymbols() {}

  /** All syllables, without tones, in alphabetical order. */
  static List<String> syllables() {
    return SYLLABLES.keySet().stream().sorted().toList();
  }

  /**
   * The phones of a syllable.
   *
   * @param syllable pinyin with a tone digit
   * @return two phones; {@code UNK} twice for a syllable the models never saw, such as {@code ng2}
   */
  static List<String> phones(String syllable) {
    int end = syllable.length() - 1;
    Parts parts = end < 1 ? null : SYLLABLES.get(syllable.substring(0, end));
    return parts == null ? UNKNOWN : List.of(parts.initial(), parts.last() + syllable.charAt(end));
  }
}
