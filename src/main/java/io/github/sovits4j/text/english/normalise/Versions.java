package io.github.sovits4j.text.english.normalise;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions and network addresses: {@code v2.0.1} is "v two point zero point one", {@code 10.0.0.1}
 * "ten dot zero dot zero dot one".
 */
final class Versions implements Rule {

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![A-Za-z0-9.])([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})(?![A-Za-z0-9]|\\.[0-9])");
  private static final Pattern MANY =
      Pattern.compile("(?<![A-Za-z0-9.])([vVrR]?)([0-9]{1,4}(?:\\.[0-9]{1,5}){2,}+)(?![0-9])");
  private static final Pattern MARKED =
      Pattern.compile("(?<![A-Za-z0-9.])([vVrR])\\.? ?([0-9]{1,4}(?:\\.[0-9]{1,4})?+)(?![0-9])");

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t =
        Rule.replace(
            ADDRESS,
            text,
            (m, all) ->
                number(m.group(1))
                    + " dot "
                    + number(m.group(2))
                    + " dot "
                    + number(m.group(3))
                    + " dot "
                    + number(m.group(4)));
    t = Rule.replace(MANY, t, (m, all) -> letter(m) + points(m.group(2)));
    return Rule.replace(MARKED, t, Versions::marked);
  }

  private static String marked(Matcher match, String text) {
    // "V. 5" and "r 3" in running text may be anything.
    boolean attached = Character.isDigit(match.group().charAt(1));
    return attached ? letter(match) + points(match.group(2)) : null;
  }

  private static String letter(Matcher match) {
    return match.group(1).isEmpty() ? "" : match.group(1) + " ";
  }

  private static String points(String version) {
    StringBuilder spoken = new StringBuilder();
    for (String part : version.split("\\.", -1)) {
      spoken.append(spoken.isEmpty() ? "" : " point ").append(number(part));
    }
    return spoken.toString();
  }

  private static String number(String digits) {
    return digits.length() > 1 && digits.startsWith("0")
        ? NumberWords.plain("0." + digits).substring("zero point ".length())
        : NumberWords.cardinal(digits);
  }
}
