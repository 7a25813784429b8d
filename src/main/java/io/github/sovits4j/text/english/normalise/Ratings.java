package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many points of so many: {@code 4.5/5} is "four point five out of five", {@code 8/10} "eight
 * out of ten". What may be a fraction of something stays one: {@code 4/5 of it}, {@code 3/10 inch}.
 */
final class Ratings implements Rule {

  private static final Pattern RATING =
      Pattern.compile(
          "(?<![A-Za-z0-9/.,$£€-])([0-9]{1,3}(?:\\.[0-9]{1,2})?)/(5|10|15|20|25|30|40|50|60|80|100)"
              + "(?![A-Za-z0-9/⁄%\"']|[.,-][0-9]|-[A-Za-z]| ?(?:"
              + Measures.UNIT
              + ")(?![A-Za-z0-9])| (?:of an? |inch|mile|cup|teaspoon|tablespoon|second))");

  /** Words near one that speak of points. */
  private static final Set<String> JUDGING =
      WordList.of(
          """
          rate rated rates rating ratings score scored scores scoring give gives gave given
          get gets got a solid grade graded stars star points point review reviews marks
          """);

  /** What is 50/50, and 20/20. */
  private static final Set<String> EVEN =
      WordList.of("chance chances split shot odds mix deal basis partners vision hindsight");

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    return Rule.replace(RATING, text, Ratings::rating);
  }

  private static String rating(Matcher match, String text) {
    String points = match.group(1);
    String most = match.group(2);
    boolean whole = points.indexOf('.') < 0;
    if (whole && Integer.parseInt(points) > Integer.parseInt(most)) {
      return null;
    }
    String after = Context.wordAfter(text, match.end()).toLowerCase(Locale.ROOT);
    boolean judged = Context.isNear(text, match.start(), 3, JUDGING) || JUDGING.contains(after);
    if (points.equals(most) && EVEN.contains(after)) {
      return points + " " + most;
    }
    boolean likely = whole && Integer.parseInt(points) > 1 && Integer.parseInt(most) % 10 == 0;
    boolean part = whole && after.equals("of") && !judged;
    return whole && !judged && (!likely || part) ? null : points + " out of " + most;
  }
}
