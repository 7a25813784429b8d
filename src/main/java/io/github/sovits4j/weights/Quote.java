package io.github.sovits4j.weights;

import java.util.Locale;

/** Makes text from files safe to show: short, on one line, without control characters. */
public final class Quote {

  private static final int LONGEST = 120;

  private Quote() {}

  /** The text in quotation marks, control characters escaped, cut after 120 characters. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder("'");
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)
          || (Character.isSurrogate(c) && i + 1 == end)
          || Character.getType(c) == Character.FORMAT) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append(end < text.length() ? "…'" : "'").toString();
  }
}
