package io.github.sovits4j.text.english;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits normalised English into words and marks, with the same result as NLTK's tweet tokeniser
 * has on the characters that {@link EnglishNormaliser} leaves.
 *
 * <p>A token is, tried in this order: something like a domain name ({@code example.com}); letters
 * with apostrophes and hyphens inside ({@code rock'n'roll}); one or two letters; two or more full
 * stops with nothing but spaces between; any other single character.
 */
final class EnglishTokeniser {

  private static final Pattern LONG_RUN = Pattern.compile("([^a-zA-Z0-9])\\1{3,}+");

  private static final int SHORTEST_DOMAIN_END = 2;
  private static final int LONGEST_DOMAIN_END = 13;

  private final String text;

  /** No domain name starts before this position: a run of letters is searched only once. */
  private int searchedForDomain;

  private EnglishTokeniser(String text) {
    this.text = text;
  }

  /** The tokens of a normalised text, in order, without spaces. */
  static List<String> tokens(String normalised) {
    return new EnglishTokeniser(LONG_RUN.matcher(normalised).replaceAll("$1$1$1")).split();
  }

  private List<String> split() {
    List<String> tokens = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      if (text.charAt(start) == ' ') {
        start++;
        continue;
      }
      int end = endOfToken(start);
      tokens.add(text.substring(start, end));
      start = end;
    }
    return tokens;
  }

  private int endOfToken(int start) {
    if (isLetter(start)) {
      int domain = start < searchedForDomain ? start : endOfDomain(start);
      return domain > start ? domain : endOfWord(start);
    }
    return text.charAt(start) == '.' ? endOfDots(start) : start + 1;
  }

  /** Letters joined by single full stops and hyphens, up to the last part that may end a domain. */
  private int endOfDomain(int start) {
    int domain = start;
    int position = endOfLetters(start);
    while (position + 1 < text.length() && isJoint(position) && isLetter(position + 1)) {
      int end = endOfLetters(position + 1);
      int length = end - position - 1;
      if (text.charAt(position) == '.'
          && length >= SHORTEST_DOMAIN_END
          && length <= LONGEST_DOMAIN_END) {
        domain = end;
      }
      position = end;
    }
    searchedForDomain = position;
    return domain;
  }

  private int endOfWord(int start) {
    int end = start + 1;
    int lastLetter = start;
    while (end < text.length()
        && (isLetter(end) || text.charAt(end) == '\'' || text.charAt(end) == '-')) {
      lastLetter = isLetter(end) ? end : lastLetter;
      end++;
    }
    return lastLetter >= start + 2 ? lastLetter + 1 : endOfLetters(start);
  }

  private int endOfDots(int start) {
    int end = start + 1;
    int next = end;
    while (next < text.length() && (text.charAt(next) == '.' || text.charAt(next) == ' ')) {
      next++;
      end = text.charAt(next - 1) == '.' ? next : end;
    }
    return end;
  }

  private int endOfLetters(int start) {
    int end = start;
    while (end < text.length() && isLetter(end)) {
      end++;
    }
    return end;
  }

  private boolean isJoint(int position) {
    return text.charAt(position) == '.' || text.charAt(position) == '-';
  }

  private boolean isLetter(int position) {
    return isLetter(text.charAt(position));
  }

  /** An unaccented Latin letter. */
  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
