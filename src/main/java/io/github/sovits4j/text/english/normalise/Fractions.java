package io.github.sovits4j.text.english.normalise;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fractions: {@code 3/4} is "three quarters", {@code 2½} "two and a half", {@code ½ cup} "half a
 * cup".
 */
final class Fractions implements Rule {

  private static final Map<String, String> FIXED =
      Map.of(
          "24/7/365",
          "twenty four seven three sixty five",
          "24/7",
          "twenty four seven",
          "7/11",
          "seven eleven",
          "50/50",
          "fifty fifty",
          "20/20",
          "twenty twenty");

  private static final Pattern SET =
      Pattern.compile(
          "(?<![A-Za-z0-9/.,-])(24/7/365|24/7|7/11|50/50|20/20|50-50|20-20)(?![A-Za-z0-9/]|[.,-][0-9])");

  private static final Pattern FRACTION =
      Pattern.compile(
          "(?<![A-Za-z0-9/.,-])(-?)(?:([0-9]{1,6})(?: |-| and )(?=[0-9]{1,2}[/⁄]))?([0-9]{1,9})([/⁄])([0-9]{1,9})"
              + "(?![0-9/⁄])(?: ?("
              + Measures.UNIT
              + ")(?![A-Za-z0-9])(?:\\."
              + Measures.GOES_ON
              + ")?|(-)(?=[A-Za-z]))?+");

  private static final Set<String> NOT_THINGS =
      WordList.of(
          """
          of the a an to and or in is was are off more less as than for from by on at with
          full empty done way
          """);

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t = Rule.replace(SET, text, (m, all) -> FIXED.get(m.group(1).replace('-', '/')));
    return Rule.replace(FRACTION, t, Fractions::fraction);
  }

  private static String fraction(Matcher match, String text) {
    String minus = match.group(1).isEmpty() ? "" : "minus ";
    String whole = match.group(2);
    String numerator = match.group(3);
    String denominator = match.group(5);
    String unit = match.group(6) == null ? null : Measures.unit(match.group(6));
    String gap = match.group(7) == null ? "" : " ";
    boolean letter = match.end() < text.length() && Character.isLetter(text.charAt(match.end()));
    if (letter) {
      gap = " ";
    }
    if (isOver(numerator, denominator)) {
      return minus
          + NumberWords.cardinal(numerator)
          + " over "
          + NumberWords.cardinal(denominator)
          + (unit == null ? gap : " " + Measures.units(match.group(6)));
    }
    String part = part(denominator);
    boolean one = NumberWords.isOne(numerator);
    if (whole != null) {
      String rest =
          one
              ? (part.startsWith("ei") ? "an " : "a ") + part
              : NumberWords.cardinal(numerator) + " " + plural(part);
      return minus
          + NumberWords.cardinal(whole)
          + " and "
          + rest
          + (unit == null ? gap : " " + Measures.units(match.group(6)));
    }
    if (unit != null) {
      return minus + ofAThing(part, numerator, unit) + " " + unit;
    }
    String after = Context.wordAfter(text, match.end());
    if (match.group(4).equals("⁄") && !after.isEmpty() && text.startsWith(" ", match.end())) {
      if (Set.of("a", "an").contains(after) && part.equals("half") && one) {
        return minus + "half";
      }
      if (!NOT_THINGS.contains(after)
          && Character.isLowerCase(after.charAt(0))
          && !after.endsWith("s")) {
        return minus + ofAThing(part, numerator, after);
      }
    }
    return minus + NumberWords.cardinal(numerator) + " " + (one ? part : plural(part)) + gap;
  }

  private static String ofAThing(String part, String numerator, String thing) {
    String article = "aeiou".indexOf(thing.charAt(0)) >= 0 || thing.equals("hour") ? "an" : "a";
    if (part.equals("half")) {
      return "half " + article;
    }
    String amount =
        NumberWords.isOne(numerator)
            ? (part.startsWith("ei") ? "an " : "a ") + part
            : NumberWords.cardinal(numerator) + " " + plural(part);
    return amount + " of " + article;
  }

  private static boolean isOver(String numerator, String denominator) {
    String bottom = NumberWords.stripZeros(denominator);
    if (bottom.equals("0") || bottom.equals("1") || denominator.length() > 4) {
      return true;
    }
    return numerator.length() >= 2
        && Integer.parseInt(bottom) > 10
        && Long.parseLong(numerator) >= Integer.parseInt(bottom);
  }

  private static String part(String denominator) {
    return switch (NumberWords.stripZeros(denominator)) {
      case "2" -> "half";
      case "4" -> "quarter";
      default -> NumberWords.ordinal(denominator);
    };
  }

  private static String plural(String part) {
    return part.equals("half") ? "halves" : part + "s";
  }
}
