package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers joined by a mark: ranges ({@code 5–10} is "five to ten"), ratios and scores ({@code
 * 10:1}), sizes ({@code 2x4} is "two by four"), chains ({@code 1-2-3}). The numbers stay in digits
 * for the rules that read them.
 */
final class Ranges implements Rule {

  private static final String NUMBER = NumberWords.NUMBER;
  private static final String BEFORE = "(?<![A-Za-z0-9])(?<![0-9][.,:/-])";

  private static final Pattern CHAIN =
      Pattern.compile(BEFORE + "([0-9]{1,4}(?:-[0-9]{1,4}){2,9}+)(?![0-9A-Za-z-])");
  private static final Pattern TIGHT_RATIO =
      Pattern.compile(BEFORE + "(" + NUMBER + "):(?=(?:" + NUMBER + "))");
  private static final Pattern SIZE =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?!0x)("
              + NUMBER
              + ")((?: ?[a-z]{1,2})?)(?: ?[x×] ?)(?=[0-9]|\\.[0-9])");
  private static final Pattern PRODUCT =
      Pattern.compile(BEFORE + "(" + NUMBER + ") ?x ?(?=" + NUMBER + " ?=)");

  /** Boeings have a number of their own behind that of the type: 737-800, 747-8. */
  private static final Pattern BOEING =
      Pattern.compile("(?<![A-Za-z0-9.,/-])(7[0-9]7)-([1-9]0{0,2})(?![A-Za-z0-9/-]|[.,][0-9])");

  /** Several of a type: 747s, Porsche 911s. */
  private static final Pattern TYPES =
      Pattern.compile(
          "(?<![A-Za-z0-9.,/-])(7[0-9]7|(?<=(?:Airbus|Porsche|Peugeot|Cessna|Ferrari|Fiat|Mazda) )[0-9]{3})s(?![A-Za-z0-9])");

  private static final Set<String> BEFORE_AIRCRAFT = WordList.of("a an the this that new");
  private static final Set<String> AIRCRAFT =
      WordList.of("jets planes airplanes aeroplanes airliners flights crews pilots");

  /** A1-A5, Q1–Q3. */
  private static final Pattern NAMED =
      Pattern.compile("(?<![A-Za-z0-9-])([A-Z])([0-9]{1,2})[-–](?=\\1[0-9]{1,2}(?![A-Za-z0-9-]))");

  private static final Pattern ORDINALS =
      Pattern.compile(
          "(?<![A-Za-z0-9.,-])([0-9]{1,4}(?:st|nd|rd|th)) ?[-–—] ?(?=[0-9]{1,4}(?:st|nd|rd|th)(?![A-Za-z0-9]))");
  private static final Pattern TIMES =
      Pattern.compile(
          "(?<![A-Za-z0-9.,/-])([0-9]{1,3}) ?[x×] ?(?=[0-9]{1,4}(?:\\.[0-9]+)?(?:g|kg|mg|ml|mL|cl|l|L|oz|lb|lbs)(?![A-Za-z0-9]))");
  private static final Pattern DASH =
      Pattern.compile(
          "(?<![A-Za-z0-9=-])(?<![0-9][.,])(?!([25]0)-\\1(?![0-9-]|[.,][0-9]))("
              + NUMBER
              + ")([%\"']|°[CF]?|[kKmM](?=[-–—]))?(?: ?[–—] ?|-)(?=[$£€¥]?(?:[0-9]|\\.[0-9]))"
              + "(?![0-9]{1,2}[/⁄]|[0-9.,]++ ?=)");
  private static final Pattern SPACED_DASH = Pattern.compile("(?<=[0-9]) - (?=[0-9])");
  private static final Pattern TILDE = Pattern.compile("(?<=[0-9]) ?~ ?(?=[0-9])");

  private static final Set<String> COUNTED =
      WordList.of(
          """
          pages page chapters verses ages aged lines from between steps questions items
          rows days weeks
          """);

  private static final Pattern YEARS =
      Pattern.compile(
          "(?<![0-9A-Za-z])([12][0-9]{3})(?:[-–]|/)([0-9]{2})(?![0-9A-Za-z/-]|[.,][0-9])");

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t = Rule.replace(YEARS, text, Ranges::years);
    t = Rule.replace(CHAIN, t, (m, all) -> m.group(1).replace('-', ' '));
    t = PRODUCT.matcher(t).replaceAll("$1 times ");
    t = Rule.replace(BOEING, t, Ranges::boeing);
    t = Rule.replace(TYPES, t, (m, all) -> NumberWords.plural(NumberWords.name(m.group(1))));
    t = NAMED.matcher(t).replaceAll("$1$2 to ");
    t = ORDINALS.matcher(t).replaceAll("$1 to ");
    t = TIMES.matcher(t).replaceAll("$1 times ");
    t = Rule.replace(SIZE, t, Ranges::size);
    t = Rule.replace(TIGHT_RATIO, t, (m, all) -> m.group(1) + " to ");
    t =
        Rule.replace(
            SPACED_DASH, t, (m, all) -> Context.isNear(all, m.start(), 3, COUNTED) ? " to " : null);
    t =
        Rule.replace(
            DASH, t, (m, all) -> m.group(2) + (m.group(3) == null ? "" : m.group(3)) + " to ");
    return TILDE.matcher(t).replaceAll(" to ");
  }

  /** {@code 2020-21}: the second year goes without its century. */
  private static String years(Matcher match, String text) {
    int first = Integer.parseInt(match.group(1)) % 100;
    int second = Integer.parseInt(match.group(2));
    return second > first
        ? NumberWords.year(match.group(1)) + " to " + NumberWords.cardinal(match.group(2))
        : null;
  }

  /** An aircraft where its maker or an article says so; pages 707-800 are a range. */
  private static String boeing(Matcher match, String text) {
    String before = Context.wordBefore(text, match.start()).toLowerCase(Locale.ROOT);
    String after = Context.wordAfter(text, match.end());
    boolean counts = Context.isPlural(after) && !AIRCRAFT.contains(after);
    return before.equals("boeing") || (BEFORE_AIRCRAFT.contains(before) && !counts)
        ? NumberWords.name(match.group(1)) + " " + NumberWords.name(match.group(2))
        : null;
  }

  private static String size(Matcher match, String text) {
    boolean spaced = match.group().contains("×") && match.group().contains(" ");
    if (spaced && match.group(2).isEmpty()) {
      return null; // A product.
    }
    String number = match.group(1);
    String said = number.matches("[0-9]{4}") ? NumberWords.name(number) : number;
    return said + match.group(2) + " by " + pixels(text, match.end());
  }

  /** Marks a number of four digits after "by", to be said in pairs like the one before it. */
  private static String pixels(String text, int start) {
    return text.substring(start).matches("(?s)[0-9]{4}(?![0-9.,]).*") ? Numbers.NAME : "";
  }
}
