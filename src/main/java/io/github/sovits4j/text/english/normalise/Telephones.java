package io.github.sovits4j.text.english.normalise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telephone numbers, digit by digit with a rest between groups: {@code 555-0123} is "five five
 * five, oh one two three". Card and security numbers in groups too.
 */
final class Telephones implements Rule {

  private static final String STARTS = "(?<![A-Za-z0-9])(?<![0-9][-.,/])";
  private static final String ENDS = "(?![A-Za-z0-9]|[-.,/][0-9])";

  private static final Pattern INTERNATIONAL =
      Pattern.compile(
          "(?<![A-Za-z0-9])\\+([0-9]{1,3})((?:[ .-]?(?:\\([0-9]{1,4}\\)|[0-9]{2,12})){1,6})"
              + ENDS);
  private static final Pattern AMERICAN =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?<![0-9][-.,/])(?:(1)[ .-])?(?:\\(([0-9]{3})\\) ?|([0-9]{3})([ .-]))"
              + "([0-9]{3})[ .-]([0-9]{4})"
              + ENDS);
  private static final Pattern LOCAL = Pattern.compile(STARTS + "([0-9]{3})-([0-9]{4})" + ENDS);
  private static final Pattern BRITISH =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:\\((0[0-9]{2,4})\\)|(0[0-9]{2,4}))[ -]([0-9]{3,4})[ -]?([0-9]{3,4})"
              + ENDS);
  private static final Pattern CARD =
      Pattern.compile(STARTS + "([0-9]{4})([ -])([0-9]{4})\\2([0-9]{4})\\2([0-9]{4})" + ENDS);
  private static final Pattern FREE = Pattern.compile("(?<![A-Za-z0-9-])1-(8[0-9]{2})-(?=[A-Z])");
  private static final Pattern SECURITY =
      Pattern.compile(STARTS + "([0-9]{3})-([0-9]{2})-([0-9]{4})" + ENDS);
  private static final Pattern SHORT =
      Pattern.compile(
          "(?i:\\b(?:call|dial|dialed|dialled|calling|dialing|phone|ring)) ([0-9]{3})(?![A-Za-z0-9]|[-.,:/][0-9]| [a-z]+s\\b)");
  private static final Pattern BOOK =
      Pattern.compile(
          "(?<![A-Za-z0-9])ISBN(?:-1[03])?:? ?([0-9](?:[ -]?[0-9]){8,12}(?:[ -]?X)?)(?![A-Za-z0-9])");
  private static final Pattern LONG = Pattern.compile(STARTS + "([0-9]{7,12})" + ENDS);

  private static final Set<String> CALLS =
      WordList.of(
          """
          call calls called calling phone telephone tel fax dial text ring contact mobile
          cell hotline whatsapp sms phoned dialed reach
          """);

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t =
        Rule.replace(
            CARD, text, (m, all) -> groups(m.group(1), m.group(3), m.group(4), m.group(5)));
    t = Rule.replace(BOOK, t, (m, all) -> book(m.group(1)));
    t = Rule.replace(INTERNATIONAL, t, Telephones::international);
    t = Rule.replace(AMERICAN, t, Telephones::american);
    t = Rule.replace(FREE, t, (m, all) -> "one, " + NumberWords.cardinal(m.group(1)) + ", ");
    t = Rule.replace(SECURITY, t, (m, all) -> groups(m.group(1), m.group(2), m.group(3)));
    t =
        Rule.replace(
            BRITISH,
            t,
            (m, all) ->
                groups(m.group(1) == null ? m.group(2) : m.group(1), m.group(3), m.group(4)));
    t = Rule.replace(LOCAL, t, Telephones::local);
    t =
        Rule.replace(
            SHORT,
            t,
            (m, all) -> m.group().substring(0, m.group().length() - 3) + digits(m.group(1)));
    return Rule.replace(
        LONG, t, (m, all) -> Context.isNear(all, m.start(), 4, CALLS) ? digits(m.group(1)) : null);
  }

  private static String international(Matcher match, String text) {
    String rest = match.group(2);
    if (rest.replaceAll("[^0-9]", "").length() < 6) {
      return null;
    }
    String[] parts = rest.replaceAll("[^0-9]+", " ").strip().split(" ", -1);
    StringBuilder spoken = new StringBuilder("plus ").append(digits(match.group(1)));
    for (String part : parts) {
      spoken.append(", ").append(digits(part));
    }
    return spoken.toString();
  }

  private static String american(Matcher match, String text) {
    String area = match.group(2) == null ? match.group(3) : match.group(2);
    boolean freeCall = match.group(1) != null && area.endsWith("00");
    String first = freeCall ? NumberWords.cardinal(area) : digits(area);
    String spoken = first + ", " + groups(match.group(5), match.group(6));
    return match.group(1) == null ? spoken : digits(match.group(1)) + ", " + spoken;
  }

  /** Three digits and four are a telephone number where they look like one, or a call is near. */
  private static String local(Matcher match, String text) {
    boolean looks = match.group(1).equals("555") || match.group(2).startsWith("0");
    return looks || Context.isNear(text, match.start(), 6, CALLS)
        ? groups(match.group(1), match.group(2))
        : null;
  }

  /** 7-302-12345-X: the last figure may be an X. */
  private static String book(String number) {
    String figures = number.replaceAll("[ -]?X$", "");
    return "I S B N, " + groups(figures.split("[ -]", -1)) + (figures.equals(number) ? "" : ", X");
  }

  private static String groups(String... groups) {
    StringBuilder spoken = new StringBuilder();
    for (String group : groups) {
      spoken.append(spoken.isEmpty() ? "" : ", ").append(digits(group));
    }
    return spoken.toString();
  }

  private static String digits(String digits) {
    return NumberWords.digitByDigit(digits);
  }
}
