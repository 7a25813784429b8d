package io.github.sovits4j.text;

import io.github.sovits4j.text.english.normalise.Abbreviations;
import io.github.sovits4j.text.english.normalise.Addresses;

/**
 * Tells marks that end something from marks inside a number, an address or an abbreviation: {@code
 * 3.50}, {@code 1,000}, {@code 10:30}, {@code example.com}, {@code Dr. Smith}. Only letters and
 * digits of ASCII count, and full-width digits, so that text in other scripts is cut as ever.
 */
final class Joints {

  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_ADDRESS = 256;
  private static final String IN_NUMBERS = ".,:~—：";
  private static final int THOUSANDS = 3; // digits behind a comma

  private Joints() {}

  /** Whether the mark at a position holds its neighbours together. */
  static boolean isJoint(String text, int at) {
    char mark = text.charAt(at);
    char before = at > 0 ? text.charAt(at - 1) : ' ';
    char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    if (isWideDigit(before) && isWideDigit(after)) {
      return mark == '，' ? isThousands(text, at + 1) : IN_NUMBERS.indexOf(mark) >= 0;
    }
    if (isDigit(after) && IN_NUMBERS.indexOf(mark) >= 0) {
      boolean opens = mark == '.' && " \t\n($£€-−+".indexOf(before) >= 0;
      return isDigit(before) || opens;
    }
    if (mark == '.' && isWord(before) && isWord(after)) {
      return isDigit(before)
          || isDigit(after)
          || Abbreviations.isJoint(text, at)
          || isInName(text, at);
    }
    if (after > ' ' && after < 0x80 && isInAddress(text, at)) {
      return true;
    }
    return mark == '.' && Abbreviations.isJoint(text, at);
  }

  /** Whether the point stands inside the name of a host or of a file, such as example.com. */
  private static boolean isInName(String text, int at) {
    int start = at;
    while (start > 0 && at - start < LONGEST_NAME && isName(text.charAt(start - 1))) {
      start--;
    }
    int end = at + 1;
    while (end < text.length() && end - at < LONGEST_NAME && isName(text.charAt(end))) {
      end++;
    }
    while (!isWord(text.charAt(end - 1))) {
      end--;
    }
    return end > at + 1 && Addresses.isName(text.substring(start, end));
  }

  private static boolean isName(char c) {
    return isWord(c) || c == '.' || c == '-' || c == '_' || c == '@';
  }

  /** Whether the mark stands inside an address that names its scheme, a host or a mailbox. */
  private static boolean isInAddress(String text, int at) {
    int start = at;
    while (start > 0 && at - start < LONGEST_ADDRESS && isAddress(text.charAt(start - 1))) {
      start--;
    }
    int end = at + 1;
    while (end < text.length() && end - at < LONGEST_ADDRESS && isAddress(text.charAt(end))) {
      end++;
    }
    if (end == at + 1 || start == at) {
      return false;
    }
    String token = text.substring(start, end);
    boolean more = token.substring(at + 1 - start).chars().anyMatch(c -> isWord((char) c));
    return more && (token.contains("://") || token.startsWith("www.") || token.indexOf('@') > 0);
  }

  private static boolean isAddress(char c) {
    return c > ' ' && c < 0x7f && "\"<>".indexOf(c) < 0;
  }

  private static boolean isWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWideDigit(char c) {
    return c >= '０' && c <= '９';
  }

  /** Whether three digits stand at a position, and no fourth: １，０００ but not 1，2，3. */
  private static boolean isThousands(String text, int at) {
    int digits = 0;
    while (at + digits < text.length()
        && digits <= THOUSANDS
        && isWideDigit(text.charAt(at + digits))) {
      digits++;
    }
    return digits == THOUSANDS;
  }
}
