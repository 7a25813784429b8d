package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Readings of characters and phrases in pinyin with tone digits, ü written v, 5 for no tone. The
 * data is pypinyin's; {@code corrections.txt} holds the readings that the models were trained with
 * where they differ, {@code more-phrases.txt.gz} and {@code right-phrases.txt} words that neither
 * would read rightly.
 */
final class PinyinDictionary {

  private final Map<String, String> phrases = new HashMap<>(1 << 17);
  private final Map<String, String> words = new HashMap<>(1 << 14);
  private final Map<Character, String> characters = new HashMap<>(1 << 15);
  private final Map<String, String> corrections = new HashMap<>();
  private int longest = 1;

  private PinyinDictionary() {
    Resources.lines("phrases.txt.gz", line -> put(phrases, line));
    Resources.lines("more-phrases.txt.gz", line -> put(words, line));
    Resources.lines("corrections.txt", line -> put(corrections, line));
    Resources.lines("characters.txt.gz", line -> characters.put(line.charAt(0), line.substring(2)));
    Resources.lines(
        "right-phrases.txt",
        line -> {
          if (line.charAt(1) == ' ') { // a surname, which the data reads as the word of old
            characters.put(line.charAt(0), line.substring(2));
          } else {
            put(phrases, line);
          }
        });
    phrases.keySet().forEach(phrase -> longest = Math.max(longest, phrase.length()));
    words.keySet().forEach(word -> longest = Math.max(longest, word.length()));
  }

  private static void put(Map<String, String> map, String line) {
    int space = line.indexOf(' ');
    map.put(line.substring(0, space), line.substring(space + 1));
  }

  /** The dictionary, loaded when first asked for. */
  static PinyinDictionary shared() {
    return Shared.DICTIONARY;
  }

  /**
   * A syllable for each character of a text: by the longest phrases from the left, else the
   * character's most usual reading. Characters without one, marks too, stand for themselves.
   */
  List<String> readings(String text) {
    List<String> syllables = new ArrayList<>(text.length());
    int at = 0;
    while (at < text.length()) {
      int length = Math.min(longest, text.length() - at);
      String found = null;
      while (length > 1 && found == null) {
        String candidate = text.substring(at, at + length);
        found = phrases.getOrDefault(candidate, words.get(candidate));
        length -= found == null ? 1 : 0;
      }
      if (found != null) {
        syllables.addAll(Arrays.asList(found.split(" ", -1)));
        at += length;
      } else {
        char c = text.charAt(at);
        syllables.add(characters.getOrDefault(c, String.valueOf(c)));
        at++;
      }
    }
    return syllables;
  }

  /** Whether a word as a whole has a reading of its own. */
  boolean knows(String word) {
    return phrases.containsKey(word) || words.containsKey(word);
  }

  /**
   * What a word is read as whatever a network says: its own entry, else those of its characters.
   *
   * @param syllables a reading of the word, one syllable a character
   * @return the corrected reading
   */
  List<String> corrected(String word, List<String> syllables) {
    String whole = corrections.get(word);
    if (whole == null && word.length() > 1) {
      whole = phrases.get(word);
    }
    if (whole != null) {
      return Arrays.asList(whole.split(" ", -1));
    }
    List<String> corrected = new ArrayList<>(syllables);
    for (int i = 0; i < word.length(); i++) {
      String single = corrections.get(word.substring(i, i + 1));
      if (single != null) {
        corrected.set(i, single);
      }
    }
    return corrected;
  }

  private static final class Shared {
    static final PinyinDictionary DICTIONARY = new PinyinDictionary();
  }
}
