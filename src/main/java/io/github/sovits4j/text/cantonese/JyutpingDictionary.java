package io.github.sovits4j.text.cantonese;

import io.github.sovits4j.text.DataLines;
import io.github.sovits4j.text.chinese.ChineseNormaliser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** Simplified forms that are common words in traditional script too, with their own sound. */
  private static final String WORDS_OF_THEIR_OWN = "只里斗干松台舍占尽咽表别累郁豆并须铺夭涌划么纠迫搒佛卜仆杆柜佣症哺匾吓荫畲撅扁猊吁";

  private final Map<String, String> readings = new HashMap<>(1 << 17);
  private final Map<Integer, Integer> longest = new HashMap<>(1 << 16); // by first character

  /** Of single characters, in place of what the dictionary has for their simplified form. */
  private final Map<Character, String> own = new HashMap<>();

  private JyutpingDictionary() {
    DataLines.of(JyutpingDictionary.class, "readings.txt.gz", this::add);
    for (String word : List.copyOf(readings.keySet())) {
      String simplified = ChineseNormaliser.simplified(word);
      if (!readings.containsKey(simplified)) {
        add(simplified + ' ' + readings.get(word));
      }
    }
    Set<String> asTraditional = new HashSet<>();
    for (char traditional : ChineseNormaliser.traditional()) {
      String simplified = ChineseNormaliser.simplified(String.valueOf(traditional));
      String reading = readings.get(String.valueOf(traditional));
      boolean formal = traditional == '請'; // cing2 is said too, and always in announcements
      if (reading == null || formal || reading.equals(readings.get(simplified))) {
        asTraditional.add(simplified);
      } else {
        own.put(traditional, reading);
      }
    }
    for (char traditional : List.copyOf(own.keySet())) {
      String simplified = ChineseNormaliser.simplified(String.valueOf(traditional));
      if (WORDS_OF_THEIR_OWN.indexOf(simplified) < 0 && !asTraditional.contains(simplified)) {
        own.putIfAbsent(simplified.charAt(0), own.get(traditional));
      }
    }
  }

  /** Whether a traditional character sounds otherwise than its simplified form. */
  boolean differs(char traditional) {
    return own.containsKey(traditional);
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

  /**
   * A text in entries, simplified; what has no reading is an entry of its own without syllables.
   */
  List<Entry> entries(String written) {
    String text = ChineseNormaliser.simplified(written);
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
        String reading =
            end == at + 1
                ? own.getOrDefault(written.charAt(at), readings.get(word))
                : readings.get(word);
        for (String character : reading.split(" ", -1)) {
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
