package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers that no other rule has read: ordinals, years, decimals, percentages, the rest. */
final class Numbers implements Rule {

  /** Put before a number of four digits that is to be said in pairs. Not a character of a text. */
  static final String NAME = "\u0002";

  private static final Pattern NAMED = Pattern.compile(NAME + "([0-9]{4})");
  private static final Pattern ORDINAL =
      Pattern.compile(
          NumberWords.STARTS
              + "("
              + NumberWords.WHOLE
              + ")(?:st|nd|rd|th|ST|ND|RD|TH)(?![A-Za-z0-9])");
  private static final Pattern PERCENT =
      Pattern.compile(
          "(?<![0-9])(" + NumberWords.NUMBER + ") ?(%|‰|pct(?![A-Za-z]))(-(?=[A-Za-z]))?");
  private static final Pattern FOUR =
      Pattern.compile("(?<![A-Za-z0-9.,])([1-9][0-9]{3})(?![0-9]|[.,][0-9])");
  private static final Pattern THREE =
      Pattern.compile(
          "(?<=(?:Boeing|Airbus|[Ff]light|[Rr]oom|[Rr]oute|[Hh]ighway|Interstate|[Ss]uite|[Ee]xtension|[Aa]partment|[Ee]rror|HTTP|Xbox|Box) )"
              + "([1-9][0-9]{2})(?![0-9A-Za-z]|[.,][0-9])");

  /**
   * What is keyed in or written on an envelope, figure by figure: "ZIP 10001", "the PIN is 1234".
   */
  private static final Pattern CODE =
      Pattern.compile(
          "(?<=(?<![A-Za-z])(?i:zip|zip code|postal code|postcode|area code|pin|pin code|pin number|passcode|password|access code"
              + "|security code|account number|confirmation code|tracking number)(?: is|:)? |(?<![A-Za-z])(?i:code)(?: is|:)? (?=[0-9]{4}))"
              + "([0-9]{3,12})(?![0-9A-Za-z]|[.,-][0-9])");

  private static final Pattern ANY = Pattern.compile(NumberWords.NUMBER);

  private static final Set<String> BEFORE_YEARS =
      WordList.of(
          """
          in since year from until till before after by around circa of early late mid
          during the and to january february march april may june july august september
          october november december spring summer autumn fall winter class years
          """);

  private static final Set<String> POINTERS = WordList.of("the this that its our their his her");

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t = Rule.replace(NAMED, text, (m, all) -> NumberWords.name(m.group(1)));
    t = Rule.replace(ORDINAL, t, (m, all) -> NumberWords.ordinal(m.group(1)));
    t = Rule.replace(PERCENT, t, Numbers::percent);
    t = Rule.replace(CODE, t, (m, all) -> NumberWords.digitByDigit(m.group(1)));
    t = Rule.replace(FOUR, t, Numbers::four);
    t = Rule.replace(THREE, t, (m, all) -> NumberWords.name(m.group(1)));
    return Rule.replace(ANY, t, Numbers::any);
  }

  private static String percent(Matcher match, String text) {
    String sign = match.group(2).equals("‰") ? " per mille" : " percent";
    return NumberWords.plain(match.group(1)) + sign + (match.group(3) == null ? "" : " ");
  }

  /** A year is said in pairs; a number of things in thousands: "1500 pages" fits both. */
  private static String four(Matcher match, String text) {
    String digits = match.group(1);
    String word = Context.wordBefore(text, match.start());
    String before = word.toLowerCase(Locale.ROOT);
    boolean dated = BEFORE_YEARS.contains(before);
    boolean recent = digits.startsWith("19") || digits.startsWith("20");
    dated |= recent && POINTERS.contains(before); // the 2016 elections
    boolean counted =
        Context.isPlural(Context.wordAfter(text, match.end())) && !digits.endsWith("00");
    if (word.length() > 1 && word.chars().allMatch(Character::isUpperCase)) {
      return NumberWords.name(digits); // A model, such as RTX 4090.
    }
    if (digits.charAt(0) > '2') {
      return NumberWords.cardinal(digits);
    }
    if ((counted && !dated) || (digits.startsWith("10") && !dated)) {
      return NumberWords.cardinal(digits);
    }
    return NumberWords.year(digits);
  }

  private static String any(Matcher match, String text) {
    String spoken = NumberWords.plain(match.group());
    int start = match.start();
    int end = match.end();
    boolean before = start > 0 && Character.isLetter(text.charAt(start - 1));
    boolean after = end < text.length() && Character.isLetter(text.charAt(end));
    return (before ? " " : "") + spoken + (after ? " " : "");
  }
}
