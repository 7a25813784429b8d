package io.github.sovits4j.text.english;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whole numbers in English words, from their decimal digits. */
final class NumberWords {

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

  /** British style, with "and": {@code 1234} is one thousand, two hundred and thirty-four. */
  static String withAnd(String digits) {
    return cardinal(digits, " and ");
  }

  /** American style, without "and": one thousand, two hundred thirty-four. */
  static String withoutAnd(String digits) {
    return cardinal(digits, " ");
  }

  /** The ordinal, with "and": {@code 101} is one hundred and first. */
  static String ordinal(String digits) {
    String cardinal = withAnd(digits);
    int last = Math.max(cardinal.lastIndexOf(' '), cardinal.lastIndexOf('-')) + 1;
    String word = cardinal.substring(last);
    String ordinal =
        ORDINALS.getOrDefault(
            word, word.endsWith("y") ? word.substring(0, word.length() - 1) + "ieth" : word + "th");
    return cardinal.substring(0, last) + ordinal;
  }

  /** The ending that makes the digits an ordinal: st, nd, rd or th. */
  static String ordinalSuffix(String digits) {
    int length = digits.length();
    if (length > 1 && digits.charAt(length - 2) == '1') {
      return "th";
    }
    return switch (digits.charAt(length - 1)) {
      case '1' -> "st";
      case '2' -> "nd";
      case '3' -> "rd";
      default -> "th";
    };
  }

  /**
   * A bare number in running text: 1001 to 2999 as a year, all others without "and".
   *
   * <p>{@code 1999} is nineteen ninety-nine, {@code 1905} nineteen oh five, {@code 2005} two
   * thousand five, {@code 1900} nineteen hundred.
   */
  static String plain(String digits) {
    String significant = stripZeros(digits);
    if (significant.length() != 4) {
      return withoutAnd(digits);
    }
    int number = Integer.parseInt(significant);
    if (number <= 1000 || number >= 3000) {
      return withoutAnd(digits);
    }
    int high = number / 100;
    int low = number % 100;
    if (number == 2000) {
      return "two thousand";
    }
    if (high == 20 && low < 10) {
      return "two thousand " + ONES[low];
    }
    if (low == 0) {
      return belowHundred(high) + " hundred";
    }
    return belowHundred(high) + (low < 10 ? " oh " + ONES[low] : " " + belowHundred(low));
  }

  /** The digits without zeros before them; at least one digit. */
  static String stripZeros(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  private static String cardinal(String digits, String and) {
    String significant = stripZeros(digits);
    if (significant.equals("0")) {
      return ONES[0];
    }
    if (significant.length() > LONGEST_NAMED) {
      return digitByDigit(significant);
    }
    List<String> groups = new ArrayList<>();
    for (int end = significant.length(); end > 0; end -= 3) {
      int value = Integer.parseInt(significant.substring(Math.max(0, end - 3), end));
      if (value > 0) {
        String scale = THOUSANDS[(significant.length() - end) / 3];
        groups.addFirst(belowThousand(value, and) + scale);
      }
    }
    String last = groups.getLast();
    if (groups.size() > 1 && last.indexOf(' ') < 0) {
      return String.join(", ", groups.subList(0, groups.size() - 1)) + and + last;
    }
    return String.join(", ", groups);
  }

  private static String digitByDigit(String digits) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      words.append(i == 0 ? "" : " ").append(ONES[digits.charAt(i) - '0']);
    }
    return words.toString();
  }

  private static String belowThousand(int value, String and) {
    if (value < 100) {
      return belowHundred(value);
    }
    String hundreds = ONES[value / 100] + " hundred";
    return value % 100 == 0 ? hundreds : hundreds + and + belowHundred(value % 100);
  }

  private static String belowHundred(int value) {
    if (value < ONES.length) {
      return ONES[value];
    }
    String tens = TENS[value / 10];
    return value % 10 == 0 ? tens : tens + "-" + ONES[value % 10];
  }
}
