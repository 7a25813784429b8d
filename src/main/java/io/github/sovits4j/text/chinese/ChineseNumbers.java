package io.github.sovits4j.text.chinese;

/** Digits in Chinese words. */
final class ChineseNumbers {

  private static final String DIGITS = "零一二三四五六七八九";
  private static final int[] POWERS = {8, 4, 3, 2, 1};
  private static final String UNITS = "亿万千百十";

  /** Beyond this many digits nobody says a number; its digits are read. */
  private static final int LONGEST = 16;

  private ChineseNumbers() {}

  /** A whole number: 120 is 一百二十. Leading zeros do not count. */
  static String cardinal(String digits) {
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    String significant = digits.substring(zeros);
    if (significant.isEmpty()) {
      return "零";
    }
    if (significant.length() > LONGEST) {
      return each(digits, false);
    }
    String words = part(significant);
    return words.startsWith("一十") ? words.substring(1) : words;
  }

  private static String part(String digits) {
    String rest = digits.replaceFirst("^0+", "");
    if (rest.isEmpty()) {
      return "";
    }
    if (rest.length() == 1) {
      String digit = each(rest, false);
      return rest.length() < digits.length() ? "零" + digit : digit;
    }
    for (int i = 0; i < POWERS.length; i++) {
      int power = POWERS[i];
      if (power < rest.length()) {
        int cut = rest.length() - power;
        String words = part(rest.substring(0, cut)) + UNITS.charAt(i) + part(rest.substring(cut));
        return rest.length() < digits.length() ? "零" + words : words;
      }
    }
    throw new AssertionError(digits);
  }

  /**
   * Digit by digit.
   *
   * @param telephone whether 1 is said 幺
   */
  static String each(String digits, boolean telephone) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c >= '0' && c <= '9') {
        words.append(telephone && c == '1' ? '幺' : DIGITS.charAt(c - '0'));
      }
    }
    return words.toString();
  }

  /** A number with or without a decimal point, such as {@code 12}, {@code 3.50}, {@code .5}. */
  static String number(String number) {
    int point = number.indexOf('.');
    if (point < 0) {
      return cardinal(number);
    }
    String decimals = number.substring(point + 1).replaceFirst("00++$", "0");
    return cardinal(number.substring(0, point)) + '点' + each(decimals, false);
  }

  /** As {@link #number}, 负 for a minus before it. */
  static String signed(String number) {
    return number.startsWith("-") ? "负" + number(number.substring(1)) : number(number);
  }
}
