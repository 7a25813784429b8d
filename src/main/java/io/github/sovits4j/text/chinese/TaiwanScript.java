package io.github.sovits4j.text.chinese;

import java.util.HashMap;
import java.util.Map;

/**
 * Simplified Chinese as Taiwan writes it, in which the network that tells readings apart learnt to
 * read. As OpenCC does it: the longest phrase from the left, else the character alone; a text keeps
 * its length.
 */
final class TaiwanScript {

  private final Map<String, String> phrases = new HashMap<>(1 << 17);
  private final Map<Character, Character> characters = new HashMap<>(1 << 13);
  private int longest = 1;

  private TaiwanScript() {
    Resources.lines("taiwan.txt.gz", this::add);
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    if (space == 1) {
      characters.put(line.charAt(0), line.charAt(2));
      return;
    }
    String phrase = space < 0 ? line : line.substring(0, space);
    phrases.put(phrase, space < 0 ? each(phrase) : line.substring(space + 1));
    longest = Math.max(longest, phrase.length());
  }

  /** What a text is as Taiwan writes it. */
  static String of(String simplified) {
    return Shared.SCRIPT.write(simplified);
  }

  private String write(String simplified) {
    StringBuilder written = new StringBuilder(simplified.length());
    while (written.length() < simplified.length()) {
      int at = written.length();
      String found = null;
      for (int length = Math.min(longest, simplified.length() - at);
          length > 1 && found == null;
          length--) {
        found = phrases.get(simplified.substring(at, at + length));
      }
      written.append(found == null ? each(simplified.substring(at, at + 1)) : found);
    }
    return written.toString();
  }

  private String each(String text) {
    StringBuilder written = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      written.append(characters.getOrDefault(text.charAt(i), text.charAt(i)).charValue());
    }
    return written.toString();
  }

  private static final class Shared {
    static final TaiwanScript SCRIPT = new TaiwanScript();
  }
}
