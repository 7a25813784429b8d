package io.github.sovits4j.text.korean;

/** Numbers in Korean words: Sino-Korean as a rule, native before many counters. */
final class KoreanNumbers {

  private static final String DIGITS = "영일이삼사오육칠팔구";
  private static final String[] GROUPS = {"", "만", "억", "조", "경"};
  private static final String[] TENS = {"", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"};
  private static final String[] ONES = {"", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"};

  /** Beyond this many digits nobody says a number; its digits are read. */
  private static final int LONGEST = 16;

  private KoreanNumbers() {}

  /** A whole number in Sino-Korean: 15000 is 만오천. With leading zeros it is no number but digits. */
  static String sino(String digits) {
    if (digits.length() > LONGEST || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return each(digits);
    }
    StringBuilder words = new StringBuilder();
    for (int end = digits.length() % 4, from = 0, group = (digits.length() - 1) / 4;
        group >= 0;
        group--) {
      int to = from == 0 && end > 0 ? end : from + 4;
      String four = fourDigits(digits.substring(from, to));
      // 10000 is 만, but 100000000 is 일억.
      boolean bare = group == 1 && four.equals("일") && from == 0;
      words.append(bare ? "" : four).append(four.isEmpty() ? "" : GROUPS[group]);
      from = to;
    }
    return words.isEmpty() ? "영" : words.toString();
  }

  private static String fourDigits(String digits) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      int power = digits.length() - 1 - i;
      if (digit > 0) {
        words.append(digit == 1 && power > 0 ? "" : DIGITS.substring(digit, digit + 1));
        words.append(power == 0 ? "" : "십백천".substring(power - 1, power));
      }
    }
    return words.toString();
  }

  /**
   * A whole number as it stands before a counter: what is below a hundred in native words. 1 is 한,
   * 20 is 스무.
   */
  static String counting(String digits) {
    int below = digits.length() < 2 ? digits.charAt(0) - '0' : twoDigits(digits);
    if (below == 0 || digits.length() > LONGEST || digits.charAt(0) == '0') {
      return sino(digits);
    }
    String hundreds =
        digits.length() > 2 ? sino(digits.substring(0, digits.length() - 2) + "00") : "";
    return hundreds + (below == 20 ? "스무" : TENS[below / 10] + ONES[below % 10]);
  }

  private static int twoDigits(String digits) {
    return Integer.parseInt(digits.substring(digits.length() - 2));
  }

  /** Digit by digit. */
  static String each(String digits) {
    StringBuilder words = new StringBuilder();
    digits.chars().forEach(c -> words.append(DIGITS.charAt(c - '0')));
    return words.toString();
  }

  /** A number with or without a decimal point; the point is said 쩜. */
  static String number(String number) {
    int point = number.indexOf('.');
    return point < 0
        ? sino(number)
        : sino(number.substring(0, point)) + '쩜' + each(number.substring(point + 1));
  }
}
