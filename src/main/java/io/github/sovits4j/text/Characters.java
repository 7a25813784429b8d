package io.github.sovits4j.text;

/**
 * Character classes as the upstream rules mean them, which is not always what Java's own methods of
 * similar names answer.
 */
public final class Characters {

  /** Source of a regular-expression class: characters a word is made of. */
  public static final String WORD = "[\\p{L}\\p{N}_]";

  /** Source of a regular-expression class: white space of every kind, non-breaking included. */
  public static final String SPACE = "[\\s\\x1c-\\x1f\\x85\\p{Z}]";

  private Characters() {}

  /** White space of every kind, non-breaking included. */
  public static boolean isSpace(int c) {
    return c <= ' '
        ? c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f)
        : c == 0x85 || Character.isSpaceChar(c);
  }

  /** A letter, a number of any kind or the underscore. */
  public static boolean isWord(int c) {
    return Character.isLetterOrDigit(c)
        || c == '_'
        || Character.getType(c) == Character.OTHER_NUMBER
        || Character.getType(c) == Character.LETTER_NUMBER;
  }

  /** Whether there is anything but white space. */
  public static boolean isBlank(String text) {
    return text.codePoints().allMatch(Characters::isSpace);
  }

  /** The text without white space at its ends. */
  public static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** The text without a character at its ends. */
  public static String strip(String text, char mark) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == mark) {
      start++;
    }
    while (end > start && text.charAt(end - 1) == mark) {
      end--;
    }
    return text.substring(start, end);
  }

  /** How many characters a reader would count: a surrogate pair is one. */
  public static int length(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }

  /** The beginning of a text in quotes, for a message. */
  static String excerpt(String text) {
    String line = strip(text).replaceAll("\\s+", " ");
    int end = line.offsetByCodePoints(0, Math.min(30, length(line)));
    return line.isEmpty()
        ? "an empty text"
        : "\"" + line.substring(0, end) + (end < line.length() ? "…" : "") + "\"";
  }
}
