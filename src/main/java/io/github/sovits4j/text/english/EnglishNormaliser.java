package io.github.sovits4j.text.english;

import static io.github.sovits4j.text.Characters.SPACE;
import static io.github.sovits4j.text.Characters.WORD;

import java.text.Normalizer;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes English as it is read out: numbers, units, money, times and signs become words, and what
 * cannot be spoken goes.
 *
 * <p>The rules and their order are those the models' training text went through, oddities included;
 * "improving" one would feed the models text unlike any they have seen. Every pattern is anchored
 * so that it starts once per run of digits or spaces: the time is linear in the text's length.
 */
final class EnglishNormaliser {

  private static final String NOT_IN_WORD = "(?<!" + WORD + ")";
  private static final String WORD_ENDS = "(?!" + WORD + ")";
  private static final String NUMBER = "(?<![0-9])([0-9]++)";
  private static final String AMOUNT = "([0-9.,]*+)(?<=[0-9])";

  /** Up to the last digit: a mark that follows the amount is the sentence's. */
  private static final String AMOUNT_AFTER_SIGN = "([0-9.,]*[0-9])";

  private static final Pattern LIST_NUMBER = Pattern.compile(NOT_IN_WORD + "([0-9]++)\\. ");

  private static final String POWERS = "[⁰¹²³⁴⁵⁶⁷⁸⁹ˣʸⁿ]*+";
  private static final String OPERAND =
      "(-?+(?<!\\p{Nd})\\p{Nd}++(?:\\.\\p{Nd}++)?+%s|\\.\\p{Nd}++%s|[A-Za-z]%s)"
          .formatted(POWERS, POWERS, POWERS);
  private static final Pattern ARITHMETIC =
      Pattern.compile(OPERAND + SPACE + "++([-+×÷=])" + SPACE + "++" + OPERAND);
  private static final Map<String, String> OPERATORS =
      Map.of(
          "+", " plus ",
          "-", " minus ",
          "×", " times ",
          "÷", " divided by ",
          "=", " Equals ");

  private static final Pattern NEGATIVE =
      Pattern.compile("(?:^|(?<!" + SPACE + ")" + SPACE + "++)-(\\p{Nd}++)");
  private static final Pattern GROUPED = Pattern.compile("[0-9][0-9,]+[0-9]");
  private static final Pattern TIME =
      Pattern.compile(NOT_IN_WORD + "([01]?[0-9]|2[0-3]):([0-5][0-9])" + WORD_ENDS);

  private static final Pattern MEASURE =
      Pattern.compile(
          NOT_IN_WORD + "([0-9]++)(\\.[0-9]++)?(m|km|ft|L|tbsp|tsp|h|min|s|°C|°F)" + WORD_ENDS);
  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("m", new Unit("meter", "meters")),
          Map.entry("km", new Unit("kilometer", "kilometers")),
          Map.entry("ft", new Unit("feet", "feet")),
          Map.entry("L", new Unit("liter", "liters")),
          Map.entry("tbsp", new Unit("tablespoon", "tablespoons")),
          Map.entry("tsp", new Unit("teaspoon", "teaspoons")),
          Map.entry("h", new Unit("hour", "hours")),
          Map.entry("min", new Unit("minute", "minutes")),
          Map.entry("s", new Unit("second", "seconds")),
          Map.entry("°C", new Unit("degree celsius", "degrees celsius")),
          Map.entry("°F", new Unit("degree fahrenheit", "degrees fahrenheit")));

  private static final Pattern POUNDS_BEFORE = Pattern.compile("£" + AMOUNT_AFTER_SIGN);
  private static final Pattern POUNDS_AFTER = Pattern.compile("(?<![0-9.,])" + AMOUNT + "£");
  private static final Pattern DOLLARS_BEFORE = Pattern.compile("\\$" + AMOUNT_AFTER_SIGN);
  private static final Pattern DOLLARS_AFTER = Pattern.compile("(?<![0-9.,])" + AMOUNT + "\\$");
  private static final Unit POUND = new Unit("pound", "pounds");
  private static final Unit PENNY = new Unit("penny", "pence");
  private static final Unit DOLLAR = new Unit("dollar", "dollars");
  private static final Unit CENT = new Unit("cent", "cents");

  private static final Pattern DECIMAL = Pattern.compile(NUMBER + "\\.(" + SPACE + "*+[0-9]++)");
  private static final Pattern FRACTION = Pattern.compile(NUMBER + "/([0-9]++)");
  private static final Pattern ORDINAL = Pattern.compile(NUMBER + "(?:st|nd|rd|th)");
  private static final Pattern DIGITS = Pattern.compile("[0-9]++");

  private static final Pattern ACCENT = Pattern.compile("\\p{Mn}");
  private static final Pattern UNSPEAKABLE = Pattern.compile("[^ A-Za-z'.,?!-]");
  private static final Pattern THAT_IS = Pattern.compile("i\\.e\\.", Pattern.CASE_INSENSITIVE);
  private static final Pattern FOR_EXAMPLE = Pattern.compile("e\\.g\\.", Pattern.CASE_INSENSITIVE);
  private static final Pattern INNER_CAPITAL = Pattern.compile("(?<=[^ ])([A-Z])");
  private static final Pattern MARKS_IN_A_ROW =
      Pattern.compile("([-!?….,]|" + SPACE + ")[-!?….,]++");

  private EnglishNormaliser() {}

  /** The text as it is read out: letters, spaces and the marks {@code ' . , ? ! -} only. */
  static String normalise(String text) {
    String t = text.replace('。', '.').replace('！', '!').replace('？', '?');
    t = replace(LIST_NUMBER, t, m -> m.group(1) + NumberWords.ordinalSuffix(m.group(1)) + ", ");
    t = arithmetic(t);
    t = replace(NEGATIVE, t, m -> "negative " + m.group(1));
    t = replace(GROUPED, t, m -> m.group().replace(",", ""));
    t = replace(TIME, t, EnglishNormaliser::time);
    t = replace(MEASURE, t, EnglishNormaliser::measure);
    t = replace(POUNDS_BEFORE, t, m -> money(m.group(1), POUND, PENNY));
    t = replace(POUNDS_AFTER, t, m -> money(m.group(1), POUND, PENNY));
    t = replace(DOLLARS_BEFORE, t, m -> money(m.group(1), DOLLAR, CENT));
    t = replace(DOLLARS_AFTER, t, m -> money(m.group(1), DOLLAR, CENT));
    t = replace(DECIMAL, t, EnglishNormaliser::decimal);
    t = replace(FRACTION, t, EnglishNormaliser::fraction);
    t = replace(ORDINAL, t, m -> NumberWords.ordinal(m.group(1)));
    t = replace(DIGITS, t, m -> NumberWords.plain(m.group()));
    t = ACCENT.matcher(Normalizer.normalize(t, Normalizer.Form.NFD)).replaceAll("");
    t = t.replace("%", " percent");
    t = UNSPEAKABLE.matcher(t).replaceAll("");
    t = THAT_IS.matcher(t).replaceAll("that is");
    t = FOR_EXAMPLE.matcher(t).replaceAll("for example");
    t = INNER_CAPITAL.matcher(t).replaceAll(" $1");
    return MARKS_IN_A_ROW.matcher(t).replaceAll("$1");
  }

  /** Chains such as {@code 1 + 2 + 3} take two rounds: a match uses up both its operands. */
  private static String arithmetic(String text) {
    String before = text;
    while (true) {
      String after =
          replace(ARITHMETIC, before, m -> m.group(1) + OPERATORS.get(m.group(2)) + m.group(3));
      if (after.equals(before)) {
        return after;
      }
      before = after;
    }
  }

  private static String time(MatchResult match) {
    int hour = Integer.parseInt(match.group(1));
    int minute = Integer.parseInt(match.group(2));
    String half = hour < 12 ? "a.m." : "p.m.";
    String hourWord = NumberWords.withAnd(Integer.toString(hour > 12 ? hour - 12 : hour));
    String minuteWord = minute == 0 ? "o'clock" : NumberWords.withAnd(Integer.toString(minute));
    return hourWord + " " + minuteWord + " " + half;
  }

  private static String measure(MatchResult match) {
    String whole = match.group(1);
    boolean exactlyOne = match.group(2) == null && NumberWords.stripZeros(whole).equals("1");
    Unit unit = UNITS.get(match.group(3));
    return whole
        + (match.group(2) == null ? "" : match.group(2))
        + " "
        + (exactlyOne ? unit.one() : unit.many());
  }

  private static String money(String amount, Unit unit, Unit hundredth) {
    String[] parts = amount.split("\\.", -1);
    if (parts.length > 2) {
      return amount + " " + unit.many();
    }
    String whole = count(parts[0]);
    String rest = parts.length == 1 ? "" : parts[1].replace(",", "");
    String hundredths = count(rest.length() == 1 ? rest + "0" : rest);
    if (whole.equals("0") && hundredths.equals("0")) {
      return "zero " + unit.many();
    }
    if (hundredths.equals("0")) {
      return unit.of(whole);
    }
    return whole.equals("0")
        ? hundredth.of(hundredths)
        : unit.of(whole) + " and " + hundredth.of(hundredths);
  }

  private static String count(String digits) {
    String bare = digits.replace(",", "");
    return bare.isEmpty() ? "0" : NumberWords.stripZeros(bare);
  }

  /**
   * Each character after the point stands alone, spaces too where the point is followed by some.
   */
  private static String decimal(MatchResult match) {
    StringBuilder spoken = new StringBuilder(match.group(1)).append(" point");
    match.group(2).codePoints().forEach(c -> spoken.append(' ').appendCodePoint(c));
    return spoken.toString();
  }

  private static String fraction(MatchResult match) {
    String numerator = NumberWords.stripZeros(match.group(1));
    String spoken = NumberWords.withAnd(numerator);
    return switch (NumberWords.stripZeros(match.group(2))) {
      case "1" -> spoken;
      case "2" -> spoken + (numerator.equals("1") ? " half" : " halves");
      case String denominator -> {
        boolean several = !numerator.equals("0") && !numerator.equals("1");
        yield spoken + " " + NumberWords.ordinal(denominator) + (several ? "s" : "");
      }
    };
  }

  private static String replace(
      Pattern pattern, String text, Function<MatchResult, String> replacement) {
    return pattern
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(replacement.apply(match)));
  }

  private record Unit(String one, String many) {
    String of(String number) {
      return number + " " + (number.equals("1") ? one : many);
    }
  }
}
