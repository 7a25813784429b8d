package io.github.sovits4j.text.english.normalise;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers in English words, from their decimal digits, the American way: without "and". */
final class NumberWords {

  /** Source of a pattern: a whole number, thousands grouped by commas or not. */
  static final String WHOLE = "[0-9]++(?:,[0-9]{3}(?![0-9]))*+";

  /** Source of a pattern: a number with or without decimals. */
  static final String NUMBER = "(?:" + WHOLE + "(?:\\.[0-9]++)?+|\\.[0-9]++)";

  /** Source of a pattern: no digit, point or comma of a number comes just before. */
  static final String STARTS = "(?<![0-9])(?<![0-9][.,])";

  private static final String[] ONES = {
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen"
  };

  private static final String[] TENS = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
  };

  private static final String[] THOUSANDS = {
    "",
    " thousand",
    " million",
    " billion",
    " trillion",
    " quadrillion",
    " quintillion",
    " sextillion",
    " septillion",
    " octillion",
    " nonillion",
    " decillion"
  };

  /** Ordinals that are not the cardinal followed by "th". */
  private static final Map<String, String> ORDINALS =
      Map.of(
          "one", "first",
          "two", "second",
          "three", "third",
          "five", "fifth",
          "eight", "eighth",
          "nine", "ninth",
          "twelve", "twelfth");

  private static final int LONGEST_NAMED = 3 * THOUSANDS.length;

  private NumberWords() {}

  /** A whole number: {@code 1234} is one thousand two hundred thirty-four. */
  static String cardinal(String digits) {
    String significant = stripZeros(digits.replace(",", ""));
    if (significant.equals("0")) {
      return ONES[0];
    }
    if (significant.length() > LONGEST_NAMED) {
      return digitByDigit(significant, "zero");
    }
    List<String> groups = new ArrayList<>();
    for (int end = significant.length(); end > 0; end -= 3) {
      int value = Integer.parseInt(significant.substring(Math.max(0, end - 3), end));
      if (value > 0) {
        groups.addFirst(belowThousand(value) + THOUSANDS[(significant.length() - end) / 3]);
      }
    }
    return String.join(" ", groups);
  }

  /** The ordinal: {@code 101} is one hundred first. */
  static String ordinal(String digits) {
    String cardinal = cardinal(digits);
    int last = Math.max(cardinal.lastIndexOf(' '), cardinal.lastIndexOf('-')) + 1;
    String word = cardinal.substring(last);
    String ordinal =
        ORDINALS.getOrDefault(
            word, word.endsWith("y") ? word.substring(0, word.length() - 1) + "ieth" : word + "th");
    return cardinal.substring(0, last) + ordinal;
  }

  /**
   * A year, or another number of four digits said in pairs: {@code 1999} is nineteen ninety-nine,
   * {@code 1905} nineteen oh five, {@code 2005} two thousand five, {@code 1900} nineteen hundred.
   */
  static String year(String digits) {
    String significant = stripZeros(digits);
    if (significant.length() != 4) {
      return cardinal(significant);
    }
    int number = Integer.parseInt(significant);
    int high = number / 100;
    int low = number % 100;
    if (high % 10 == 0 && low < 10) {
      return cardinal(significant);
    }
    if (low == 0) {
      return belowHundred(high) + " hundred";
    }
    return belowHundred(high) + (low < 10 ? " oh " + ONES[low] : " " + belowHundred(low));
  }

  /** A number that names a thing: A320 is three twenty, B205 two oh five, 1080p ten eighty. */
  static String name(String digits) {
    if (digits.length() > 4 || digits.startsWith("0")) {
      return digitByDigit(digits);
    }
    if (digits.length() == 4) {
      int high = Integer.parseInt(digits) / 100;
      int low = Integer.parseInt(digits) % 100;
      return high % 10 == 0 && low == 0 ? cardinal(digits) : year(digits);
    }
    if (digits.length() < 3 || digits.endsWith("00")) {
      return cardinal(digits);
    }
    int value = Integer.parseInt(digits);
    int low = value % 100;
    return ONES[value / 100] + (low < 10 ? " oh " + ONES[low] : " " + belowHundred(low));
  }

  /** Every digit by itself, as in a telephone number: {@code 0123} is oh one two three. */
  static String digitByDigit(String digits) {
    return digitByDigit(digits, "oh");
  }

  /** A bare number: with a leading zero digit by digit, else as a cardinal, decimals one by one. */
  static String plain(String number) {
    int point = number.indexOf('.');
    if (point < 0) {
      if (number.equals("007")) {
        return "double oh seven";
      }
      return number.length() > 1 && number.startsWith("0") && number.indexOf(',') < 0
          ? digitByDigit(number)
          : cardinal(number);
    }
    String whole = number.substring(0, point);
    return (whole.isEmpty() ? "" : cardinal(whole) + " ")
        + "point "
        + digitByDigit(number.substring(point + 1), "zero");
  }

  /** Whether a number is exactly one. */
  static boolean isOne(String number) {
    return number.indexOf('.') < 0 && stripZeros(number.replace(",", "")).equals("1");
  }

  /** The digits without zeros before them; at least one digit. */
  static String stripZeros(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  /** The plural of a number word: twenties, hundreds, thousands. */
  static String plural(String words) {
    return words.endsWith("y")
        ? words.substring(0, words.length() - 1) + "ies"
        : words + (words.endsWith("x") ? "es" : "s");
  }

  private static String digitByDigit(String digits, String zero) {
    // Digits of any script, some of which are two Java characters.
    return digits
        .codePoints()
        .map(c -> Character.digit(c, 10))
        .filter(digit -> digit >= 0)
        .mapToObj(digit -> digit == 0 ? zero : ONES[digit])
        .collect(Collectors.joining(" "));
  }

  private static String belowThousand(int value) {
    if (value < 100) {
      return belowHundred(value);
    }
    String hundreds = ONES[value / 100] + " hundred";
    return value % 100 == 0 ? hundreds : hundreds + " " + belowHundred(value % 100);
  }

  private static String belowHundred(int value) {
    if (value < ONES.length) {
      return ONES[value];
    }
    String tens = TENS[value / 10];
    return value % 10 == 0 ? tens : tens + "-" + ONES[value % 10];
  }
}
