package io.github.sovits4j.text.english.normalise;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours, minutes and seconds written as one: {@code 1h30} is "one hour thirty", {@code 2h 5m 10s}
 * "two hours five minutes ten seconds".
 */
final class Durations implements Rule {

  private static final Pattern PARTS =
      Pattern.compile(
          "(?<![A-Za-z0-9.,'])([0-9]{1,3})(d|h|m) ?([0-9]{1,2})(h|m(?:in)?|s)"
              + "(?: ?([0-9]{1,2})(m(?:in)?|s))?(?: ?([0-9]{1,2})(s))?(?![A-Za-z0-9])");
  private static final Pattern HOUR =
      Pattern.compile("(?<![A-Za-z0-9.,'])([0-9]{1,2})h([0-5][0-9])(?![A-Za-z0-9]|[.,][0-9])");

  /** From long to short. */
  private static final List<String> UNITS = List.of("d", "h", "m", "s");

  private static final int HOURS_OF_A_CLOCK = 12;

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t = Rule.replace(PARTS, text, (m, all) -> parts(m));
    return Rule.replace(HOUR, t, (m, all) -> hour(m));
  }

  private static String parts(Matcher match) {
    StringBuilder spoken = new StringBuilder();
    int last = -1;
    for (int group = 1; group < match.groupCount() && match.group(group) != null; group += 2) {
      int unit = UNITS.indexOf(match.group(group + 1).substring(0, 1));
      if (unit <= last) {
        return null; // 5m 10m is none
      }
      last = unit;
      spoken.append(spoken.isEmpty() ? "" : " ");
      spoken.append(amount(match.group(group), unit == 2 ? "min" : UNITS.get(unit)));
    }
    return spoken.toString();
  }

  private static String amount(String number, String symbol) {
    return NumberWords.cardinal(number)
        + " "
        + (NumberWords.isOne(number) ? Measures.unit(symbol) : Measures.units(symbol));
  }

  /** {@code 16h30} is rather a time of day. */
  private static String hour(Matcher match) {
    String hours = match.group(1);
    String minutes = NumberWords.stripZeros(match.group(2));
    boolean clock = Integer.parseInt(hours) > HOURS_OF_A_CLOCK;
    String rest = minutes.equals("0") ? "" : " " + NumberWords.cardinal(minutes);
    return (clock ? NumberWords.cardinal(hours) : amount(hours, "h")) + rest;
  }
}
