package io.github.sovits4j.weights;

import java.nio.file.Path;

/**
 * Makes text from files safe to show: names in a file of weights are a stranger's choice. Escaped
 * are control characters (C0, C1, DEL), what steers the direction or joining of letters (bidi
 * marks, zero-width characters and all else of Unicode's class "format"), line and paragraph
 * separators, spaces that look like nothing or like another, and halves of surrogate pairs. Every
 * message that shows such text goes through here.
 */
public final class Quote {

  private static final int LONGEST = 120;
  private static final int LONGEST_PATH = 400;
  private static final int LONGEST_MESSAGE = 4000;

  private Quote() {}

  /** The text in quotation marks, unsafe characters escaped, cut after 120 characters. */
  public static String of(String text) {
    return "'" + plain(text) + "'";
  }

  /** As {@link #of}, without the quotation marks. */
  public static String plain(String text) {
    return escape(text, LONGEST, false, false);
  }

  /** As {@link #of}, with everything but ASCII escaped: letters that only look alike show. */
  public static String ascii(String text) {
    return "'" + escape(text, LONGEST, true, false) + "'";
  }

  /** A path to begin a message with, on one line; a very long one loses its beginning. */
  public static String path(Path path) {
    String text = path.toString();
    int from = Math.max(0, text.length() - LONGEST_PATH);
    return (from > 0 ? "…" : "") + escape(text.substring(from), LONGEST_PATH, false, false);
  }

  /** A whole message on one line, for text that others composed; cut after 4000 characters. */
  public static String line(String message) {
    return escape(message, LONGEST_MESSAGE, false, false);
  }

  /** As {@link #line}, but line feeds stay; the last guard before a terminal. */
  public static String lines(String message) {
    return escape(message, LONGEST_MESSAGE, false, true);
  }

  private static String escape(String text, int longest, boolean asciiOnly, boolean lineFeeds) {
    StringBuilder out = new StringBuilder();
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean safe = isSafe(c) && (c < 0x80 || !asciiOnly);
      if (safe || (lineFeeds && c == '\n')) {
        out.appendCodePoint(c);
      } else {
        number(c, out);
      }
    }
    return out.append(end < text.length() ? "…" : "").toString();
  }

  /** A code point as Java's sources name it; by hand, for names may hold millions. */
  private static void number(int c, StringBuilder out) {
    String digits = Integer.toHexString(c);
    if (c > 0xffff) {
      out.append("\\u{").append(digits).append('}');
    } else {
      out.append("\\u").repeat("0", 4 - digits.length()).append(digits);
    }
  }

  private static boolean isSafe(int c) {
    if (c >= ' ' && c < 0x7f) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
