package io.github.sovits4j.text.english.normalise;

import java.util.regex.Pattern;

/** Powers: {@code x^2} is "x squared". Those of units are gone by then. */
final class Powers implements Rule {

  /** Two letters side by side are two quantities: mc². Units of two letters are units. */
  private static final Pattern PRODUCT =
      Pattern.compile(
          "(?<![A-Za-z0-9/^])(?!cm|mm|km|dm|nm|ft|in|yd|mi|ha)([a-z])([a-z])(?=\\^[0-9])");

  private static final Pattern POWER =
      Pattern.compile("(?<=[A-Za-z0-9)])\\^(-?)([0-9]{1,3})(?![0-9])");

  @Override
  public String apply(String text) {
    String t = PRODUCT.matcher(text).replaceAll("$1 $2");
    return Rule.replace(POWER, t, (m, all) -> power(!m.group(1).isEmpty(), m.group(2)));
  }

  private static String power(boolean negative, String digits) {
    if (!negative && digits.equals("2")) {
      return " squared";
    }
    if (!negative && digits.equals("3")) {
      return " cubed";
    }
    return " to the power of " + (negative ? "minus " : "") + NumberWords.cardinal(digits);
  }
}
