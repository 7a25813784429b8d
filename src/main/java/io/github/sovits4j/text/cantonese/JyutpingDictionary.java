package io.github.sovits4j.text.cantonese;

import io.github.sovits4j.text.DataLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Readings of characters and words in Jyutping; the data is that of ToJyutping. A text is read by
 * its longest entries from the left.
 */
final class JyutpingDictionary {

  /**
   * An entry that was found in a text.
   *
   * @param text its characters
   * @param syllables those of each character: one, rarely two, none where it has no reading
   */
  record Entry(String text, List<List<String>> syllables) {}

  private final Map<String, String> readings = new HashMap<>(1 << 17);
  private final Map<Integer, Integer> longest = new HashMap<>(1 << 16); // by first character

  private JyutpingDictionary() {
    DataLines.of(JyutpingDictionary.class, "readings.txt.gz", this::add);
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    String word = line.substring(0, space);
    readings.put(word, line.substring(space + 1));
    longest.merge(word.codePointAt(0), space, Math::max);
  }

  /** The dictionary, loaded when first asked for. */
  static JyutpingDictionary shared() {
    return Shared.DICTIONARY;
  }

  /** Whether a character has a reading of its own. */
  boolean has(String character) {
    return readings.containsKey(character);
  }

  /** A text in entries; what has no reading is an entry of its own without syllables. */
  List<Entry> entries(String text) {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + longest.getOrDefault(text.codePointAt(at), 0));
      while (end > at && !readings.containsKey(text.substring(at, end))) {
        end--;
      }
      if (end == at) {
        end += Character.charCount(text.codePointAt(at));
        entries.add(new Entry(text.substring(at, end), List.of(List.of())));
      } else {
        String word = text.substring(at, end);
        List<List<String>> syllables = new ArrayList<>();
        for (String character : readings.get(word).split(" ", -1)) {
          syllables.add(List.of(character.split("~", -1)));
        }
        entries.add(new Entry(word, syllables));
      }
      at = end;
    }
    return entries;
  }

  private static final class Shared {
    static final JyutpingDictionary DICTIONARY = new JyutpingDictionary();
  }
}
