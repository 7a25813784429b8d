package io.github.sovits4j.text.english.normalise;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates, the month first as Americans say them: {@code 3/4/2024} is "March fourth, twenty twenty
 * four", {@code 3 March} "the third of March"; decades and years cut short: the nineties.
 */
final class Dates implements Rule {

  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("jan", "January"),
          Map.entry("feb", "February"),
          Map.entry("mar", "March"),
          Map.entry("apr", "April"),
          Map.entry("jun", "June"),
          Map.entry("jul", "July"),
          Map.entry("aug", "August"),
          Map.entry("sep", "September"),
          Map.entry("sept", "September"),
          Map.entry("oct", "October"),
          Map.entry("nov", "November"),
          Map.entry("dec", "December"));

  private static final String MONTH =
      "(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
          + "|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV"
          + "|DEC)\\.?";

  private static final String DAY = "([0-9]{1,2})(?:st|nd|rd|th)?";
  private static final String ALONE = "(?<![A-Za-z0-9/.,:-])(?<!\\^)";
  private static final String ENDS = "(?![A-Za-z0-9/]|[.,:-][0-9])";

  private static final Pattern YEAR_FIRST =
      Pattern.compile(
          ALONE
              + "([12][0-9]{3})([-/.])([0-9]{1,2})\\2([0-9]{1,2})(?![0-9/]|[.,-][0-9])(?:T([0-2][0-9]:[0-5][0-9])(?::[0-5][0-9](?:\\.[0-9]+)?)?(Z|[-+][0-9]{2}:?[0-9]{2})?)?");
  private static final Pattern YEAR_LAST =
      Pattern.compile(ALONE + "([0-9]{1,2})([-/.])([0-9]{1,2})\\2([12][0-9]{3}|[0-9]{2})" + ENDS);
  private static final Pattern MONTH_FIRST =
      Pattern.compile(
          "(?<![A-Za-z0-9'])"
              + MONTH
              + "[ -]"
              + DAY
              + "(?:( ?[-–—] ?| to | and )"
              + DAY
              + "(?![0-9]))?(?:(,? )'?([12][0-9]{3}|(?<=')[0-9]{2}))?"
              + ENDS);
  private static final Pattern MONTH_AND_YEAR =
      Pattern.compile(
          "(?<![A-Za-z0-9'])" + MONTH + ",?(?: of)? '?([12][0-9]{3}|(?<=')[0-9]{2})" + ENDS);
  private static final Pattern DAY_FIRST =
      Pattern.compile(
          "(?<![A-Za-z0-9/.,:-])([Tt]he )?"
              + DAY
              + "(?:( ?[-–—] ?| to )"
              + DAY
              + ")?[ -](of )?"
              + MONTH
              + "(?![A-Za-z])(?:(,?[ -])([12][0-9]{3})(?![A-Za-z0-9]))?");
  private static final Pattern MONTH_AND_DAY =
      Pattern.compile(ALONE + "([0-9]{1,2})/([0-9]{1,2})" + ENDS);
  private static final Set<String> BEFORE_DATES =
      WordList.of("on by until till before since after dated due");

  private static final Pattern SEPTEMBER = Pattern.compile("(?<=(?:pre|post)-)9/11(?![0-9/])");
  private static final Pattern WEEKDAY =
      Pattern.compile(
          "(?<![A-Za-z0-9'])(Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\\.?(?=,? (?:[0-9]|" + MONTH + "))");
  private static final Pattern WEEKDAYS =
      Pattern.compile(
          "(?<![A-Za-z0-9'])(Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\\.? ?[-–—] ?"
              + "(Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)(?![A-Za-z])(?:\\.(?=,? ?[a-z0-9]))?");
  private static final Pattern MONTHS_ON =
      Pattern.compile("(?<![A-Za-z0-9'.])" + MONTH + " ?[-–—] ?(?=" + MONTH + "(?![A-Za-z]))");
  private static final Pattern DECADES =
      Pattern.compile(
          "(?<![A-Za-z0-9.,])('?(?:[0-9]{2})?[0-9]0'?s) ?[-–—] ?(?='?(?:[0-9]{2})?[0-9]0'?s(?![A-Za-z0-9]))");

  private static final Pattern DECADE =
      Pattern.compile("(?<![A-Za-z0-9.,$£€])('?)((?:[0-9]{2})?[0-9]0)('?)s(?![A-Za-z0-9])");
  private static final Pattern SHORT_YEAR =
      Pattern.compile("(?<![A-Za-z0-9'])'([0-9]{2})(?![A-Za-z0-9']|[.,/:-][0-9])");
  private static final Set<String> BEFORE_DECADES =
      WordList.of(
          """
          the early late mid his her their my your our its and or to one's low high lower
          upper in
          """);

  /** A month by itself. Jan is a name as well, and Mar. may be one. */
  private static final Pattern LONE_MONTH =
      Pattern.compile(
          "(?<![A-Za-z0-9.'-])(?:(Feb|Aug|Sept?|Oct|Nov|Dec)(\\.|(?![A-Za-z.'-]))"
              + "|(?<=(?:[Ii]n|or|[Ll]ast|[Nn]ext|by|[Ss]ince|until|till|of|and|[Tt]his|[Ee]arly|[Ll]ate|mid|from|to) )"
              + "(Jan|Mar|Apr|Jun|Jul)\\.)");

  /** Quarters and halves of a year: Q3 2021. */
  private static final Pattern PART_OF_YEAR =
      Pattern.compile(
          "(?<![A-Za-z0-9.-])([QH][1-4]),? ((?:19|20)[0-9]{2})(?![0-9A-Za-z]|[.,-][0-9])");

  private static final Pattern ERA =
      Pattern.compile(
          "(?<![A-Za-z0-9.,])(c\\. ?|ca\\. ?)?([0-9]{3,4})(?= ?(?:AD|BC|BCE|CE|B C|A D|A\\.D|B\\.C))");

  @Override
  public String apply(String text) {
    String t =
        Rule.replace(
            WEEKDAYS,
            SEPTEMBER.matcher(text).replaceAll("nine eleven"),
            (m, all) -> weekday(m.group(1)) + " to " + weekday(m.group(2)));
    t = Rule.replace(WEEKDAY, t, (m, all) -> weekday(m.group(1)));
    t = Rule.replace(MONTHS_ON, t, (m, all) -> monthName(m.group(1)) + " to ");
    t = Rule.replace(DECADES, t, (m, all) -> m.group(1) + " to ");
    t = Rule.replace(YEAR_FIRST, t, (m, all) -> yearFirst(m));
    t = Rule.replace(YEAR_LAST, t, (m, all) -> yearLast(m));
    t = Rule.replace(DAY_FIRST, t, (m, all) -> dayFirst(m));
    t = Rule.replace(MONTH_FIRST, t, (m, all) -> monthFirst(m));
    t = Rule.replace(MONTH_AND_YEAR, t, (m, all) -> monthName(m.group(1)) + " " + year(m.group(2)));
    t = Rule.replace(MONTH_AND_DAY, t, Dates::monthAndDay);
    t = Rule.replace(LONE_MONTH, t, Dates::loneMonth);
    t = Rule.replace(PART_OF_YEAR, t, (m, all) -> m.group(1) + " " + year(m.group(2)));
    t = Rule.replace(DECADE, t, Dates::decade);
    t = Rule.replace(SHORT_YEAR, t, (m, all) -> shortYear(m.group(1)));
    return Rule.replace(
        ERA, t, (m, all) -> (m.group(1) == null ? "" : "circa ") + NumberWords.year(m.group(2)));
  }

  private static String yearFirst(Matcher match) {
    return date(match.group(3), match.group(4), NumberWords.year(match.group(1)))
        + (match.group(5) == null ? "" : " at " + match.group(5))
        + ("Z".equals(match.group(6)) ? " U T C" : "");
  }

  private static String yearLast(Matcher match) {
    String year = year(match.group(4));
    boolean slashed = match.group(2).equals("/");
    if (!slashed && match.group(4).length() == 2) {
      return null; // 1-2-34 and 1.2.34 are no dates.
    }
    boolean dotted = match.group(2).equals(".");
    String first = dotted ? match.group(3) : match.group(1);
    String second = dotted ? match.group(1) : match.group(3);
    String date = date(first, second, year);
    return date == null ? date(second, first, year) : date;
  }

  private static String date(String month, String day, String year) {
    int m = Integer.parseInt(month);
    int d = Integer.parseInt(day);
    return m < 1 || m > 12 || d < 1 || d > 31
        ? null
        : MONTHS.get(m - 1) + " " + NumberWords.ordinal(day) + ", " + year;
  }

  private static String monthFirst(Matcher match) {
    if (!isDay(match.group(2)) || (match.group(4) != null && !isDay(match.group(4)))) {
      return null;
    }
    String date = monthName(match.group(1)) + " " + NumberWords.ordinal(match.group(2));
    if (match.group(4) != null) {
      String joint = match.group(3).equals(" and ") ? " and " : " to ";
      date += joint + NumberWords.ordinal(match.group(4));
    }
    return match.group(6) == null ? date : date + ", " + year(match.group(6));
  }

  private static String dayFirst(Matcher match) {
    if (!isDay(match.group(2)) || (match.group(4) != null && !isDay(match.group(4)))) {
      return null;
    }
    String date = "the " + NumberWords.ordinal(match.group(2));
    if (match.group(4) != null) {
      date += " to the " + NumberWords.ordinal(match.group(4));
    }
    date += " of " + monthName(match.group(6));
    return match.group(8) == null ? date : date + ", " + year(match.group(8));
  }

  private static String loneMonth(Matcher match, String text) {
    boolean stopped = match.group().endsWith(".");
    String month = monthName(match.group(1) == null ? match.group(3) : match.group(1));
    return month + (stopped && Context.endsSentence(text, match.end()) ? "." : "");
  }

  private static String monthAndDay(Matcher match, String text) {
    int month = Integer.parseInt(match.group(1));
    int day = Integer.parseInt(match.group(2));
    if (match.group().equals("9/11")) {
      return "nine eleven";
    }
    String before = Context.wordBefore(text, match.start()).toLowerCase(Locale.ROOT);
    boolean partOf = Context.wordAfter(text, match.end()).equals("of");
    if (!BEFORE_DATES.contains(before)
        || partOf
        || month < 1
        || month > 12
        || day < 1
        || day > 31) {
      return null;
    }
    return MONTHS.get(month - 1) + " " + NumberWords.ordinal(match.group(2));
  }

  private static String decade(Matcher match, String text) {
    String digits = match.group(2);
    if (digits.equals("1000") && text.startsWith(" of ", match.end())) {
      return null; // things, not years
    }
    if (digits.length() == 4) {
      return NumberWords.plural(NumberWords.year(digits));
    }
    String before = Context.wordBefore(text, match.start()).toLowerCase(Locale.ROOT);
    boolean marked = !match.group(1).isEmpty() || !match.group(3).isEmpty();
    boolean joined = match.start() > 0 && text.charAt(match.start() - 1) == '-';
    return marked || joined || BEFORE_DECADES.contains(before)
        ? NumberWords.plural(NumberWords.cardinal(digits))
        : null;
  }

  private static String year(String digits) {
    return digits.length() == 2
        ? NumberWords.year((digits.compareTo("50") < 0 ? "20" : "19") + digits)
        : NumberWords.year(digits);
  }

  private static String shortYear(String digits) {
    return digits.startsWith("0") ? NumberWords.digitByDigit(digits) : NumberWords.cardinal(digits);
  }

  private static String monthName(String written) {
    String lower = written.toLowerCase(Locale.ROOT);
    return SHORT.getOrDefault(
        lower,
        MONTHS.stream().filter(m -> m.equalsIgnoreCase(written)).findFirst().orElse(written));
  }

  private static String weekday(String written) {
    return switch (written.substring(0, 2)) {
      case "Mo" -> "Monday";
      case "Tu" -> "Tuesday";
      case "We" -> "Wednesday";
      case "Th" -> "Thursday";
      case "Fr" -> "Friday";
      case "Sa" -> "Saturday";
      default -> "Sunday";
    };
  }

  private static boolean isDay(String digits) {
    int day = Integer.parseInt(digits);
    return day >= 1 && day <= 31;
  }
}
