package io.github.sovits4j.text.english.normalise;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites one kind of writing as it is read out. Stateless; its time is linear in the text. */
@FunctionalInterface
interface Rule {

  /** The text with what the rule knows in words. */
  String apply(String text);

  /** Whether the rule has nothing to do in a text without digits. */
  default boolean isAboutNumbers() {
    return false;
  }

  /** What a match is read out as. */
  @FunctionalInterface
  interface Reader {
    /**
     * The replacement of a match.
     *
     * @param match the match
     * @param text the whole text, for a look around the match
     * @return what to put in its place, or null to leave it as it is
     */
    String read(Matcher match, String text);
  }

  /** The text with every match of a pattern replaced by what the reader makes of it. */
  static String replace(Pattern pattern, String text, Reader reader) {
    Matcher match = pattern.matcher(text);
    if (!match.find()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 32);
    int copied = 0;
    do {
      String spoken = reader.read(match, text);
      if (spoken != null) {
        out.append(text, copied, match.start()).append(spoken);
        copied = match.end();
      }
    } while (match.find());
    return out.append(text, copied, text.length()).toString();
  }
}
