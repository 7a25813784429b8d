package io.github.sovits4j.server;

/** What a client sent, made fit to be shown in a message or a log. */
final class Shown {

  private static final int LONGEST = 80;

  private Shown() {}

  /** In quotation marks, on one line, cut after {@value #LONGEST} characters. */
  static String of(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c ->
                out.appendCodePoint(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? '\ufffd'
                        : c));
    if (text.codePointCount(0, text.length()) > LONGEST) {
      out.append('…');
    }
    return out.append('"').toString();
  }
}
