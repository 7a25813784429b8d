package io.github.sovits4j.text.english.normalise;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marks that the models know: full stop, comma, question and exclamation mark. Whatever else
 * makes a pause (colons, dashes, brackets, line ends) becomes one of them, whatever makes none
 * goes.
 */
final class Marks implements Rule {

  private static final Pattern BULLET =
      Pattern.compile("(?m)^[ \t]*(?:[-*+–—>]+|#{1,6}|\\(?([0-9]{1,3}|[a-zA-Z])\\))[ \t]+");
  private static final Pattern RULE_LINE = Pattern.compile("(?m)^[ \t]*[-*_=~#]{2,}[ \t]*$");
  private static final Pattern LINE = Pattern.compile("[ \t]*\n\\s*");

  /** As a hyphen between equals: the London–Paris train. */
  private static final Pattern EN_DASH = Pattern.compile("(?<=[A-Za-z])–(?=[A-Za-z])");

  private static final Pattern DASH =
      Pattern.compile("[ ]*(?:—|–|--+|(?<= |^)-+(?= |$)|(?<![A-Za-z])-|-(?![A-Za-z]))[ ]*");
  private static final Pattern PAUSE = Pattern.compile("[;:|()\\[\\]{}]|(?<= )/(?= )|\\\\n");
  private static final Pattern QUOTE =
      Pattern.compile("(?<![A-Za-z])'+(?!(?:tis|twas|em|cause|til)(?![A-Za-z]))|'+(?![A-Za-z])|\"");
  private static final Pattern ELISION =
      Pattern.compile(
          "(?<![A-Za-z])'(?=(?:tis|twas|em|cause|til)(?![A-Za-z]))", Pattern.CASE_INSENSITIVE);
  private static final Pattern RUN = Pattern.compile("[ ]*+([.,?!…](?:[ ]*+[.,?!…])*+)");
  private static final Pattern SPACES = Pattern.compile(" {2,}");
  private static final Pattern GLUED = Pattern.compile("([.,?!])(?=[A-Za-z])");

  @Override
  public String apply(String text) {
    String t = RULE_LINE.matcher(text).replaceAll("");
    t = Rule.replace(BULLET, t, (m, all) -> m.group(1) == null ? "" : m.group(1) + ", ");
    boolean opened = endsOpen(t);
    t = LINE.matcher(t.strip()).replaceAll(", ");
    t = ELISION.matcher(t).replaceAll("");
    t = QUOTE.matcher(t).replaceAll("");
    t = PAUSE.matcher(t).replaceAll(",");
    t = EN_DASH.matcher(t).replaceAll("-");
    t = DASH.matcher(t).replaceAll(", ");
    t = Rule.replace(RUN, t, Marks::strongest);
    t = GLUED.matcher(t).replaceAll("$1 ");
    t = SPACES.matcher(t).replaceAll(" ").strip();
    t = t.startsWith(", ") ? t.substring(2) : t;
    return opened && t.endsWith(",") ? t.substring(0, t.length() - 1) + "." : t;
  }

  /** Whether the text ends in a colon or a dash: what it leads to is not there, so it is over. */
  private static boolean endsOpen(String text) {
    String t = text.stripTrailing();
    return !t.isEmpty() && ":;—–-|)]}".indexOf(t.charAt(t.length() - 1)) >= 0;
  }

  /** Of several marks in a row the first question or exclamation mark, else a full stop, counts. */
  private static String strongest(Matcher match, String text) {
    String marks = match.group(1);
    char found = ',';
    for (int i = 0; i < marks.length(); i++) {
      char c = marks.charAt(i) == '…' ? '.' : marks.charAt(i);
      if (c == '?' || c == '!') {
        found = c;
        break;
      }
      if (c == '.') {
        found = c;
      }
    }
    return Character.toString(found) + (match.end() < text.length() ? " " : "");
  }
}
