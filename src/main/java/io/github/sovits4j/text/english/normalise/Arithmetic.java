package io.github.sovits4j.text.english.normalise;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums, equations, powers, signs before numbers: {@code 9 - 2} is "nine minus two". */
final class Arithmetic implements Rule {

  private static final String NUMBER = NumberWords.NUMBER;
  private static final String OPERAND =
      "(?:[-−]?" + NUMBER + "[a-z]?(?:\\^[0-9])?%?|[A-Za-z](?:\\^[0-9])?)";

  private static final Pattern EQUATION =
      Pattern.compile(
          "(?<![A-Za-z0-9.,+'#$£€&/])\\(?"
              + OPERAND
              + "(?:\\)? ?[-+−–×÷*/=≈≠≤≥<>±] ?\\(?"
              + OPERAND
              + "){1,12}+(?![A-Za-z0-9'/])(?!\\^|\\+\\+)");

  /** A function of a variable: f(x). */
  private static final Pattern FUNCTION =
      Pattern.compile("(?<![A-Za-z0-9])([fghFGH])\\(([a-z])\\)");

  private static final Pattern SPACED =
      Pattern.compile("(?<=[0-9%)]) ([-+−–×÷*=]) (?=[-−(]?[0-9])");
  private static final Pattern OPERATOR =
      Pattern.compile("(?<=[A-Za-z0-9%).])(\\)?)( ?)([-+−–×÷*/=≈≠≤≥<>±])( ?)");

  private static final Rule POWERS = new Powers();
  private static final Pattern TOLERANCE = Pattern.compile("(?<![A-Za-z0-9)%]) ?± ?(?=[0-9.])");
  private static final Pattern SIGNED =
      Pattern.compile("(?<![A-Za-z0-9)%\"'.…^-])([-−–+±])(?=[0-9]|\\.[0-9])");
  private static final Pattern ALWAYS_MINUS = Pattern.compile("[ ]?−[ ]?(?=[A-Za-z0-9(])");
  private static final Pattern ABOUT = Pattern.compile("(?<![A-Za-z0-9])[~≈] ?(?=[0-9$£€])");
  private static final Pattern COMPARED =
      Pattern.compile("(?<=[A-Za-z0-9%)]) ?([≤≥≠≈]|<=|>=|!=|==|->|=>|→|⇒) ?(?=[-A-Za-z0-9(])");
  private static final Pattern BEFORE_NUMBER =
      Pattern.compile("(?<![A-Za-z0-9<>])([<>≤≥]) ?(?=[0-9$£€])");
  private static final Pattern AFTER_NUMBER = Pattern.compile("(?<=[0-9])\\+(?![A-Za-z0-9+])");
  private static final Pattern PLUS_OR_MINUS = Pattern.compile("\\+/- ?(?=[0-9.])");
  private static final Pattern ROOT = Pattern.compile("√ ?(?=[0-9A-Za-z(])");

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("+", " plus "),
          Map.entry("-", " minus "),
          Map.entry("−", " minus "),
          Map.entry("–", " minus "),
          Map.entry("×", " times "),
          Map.entry("*", " times "),
          Map.entry("÷", " divided by "),
          Map.entry("/", " divided by "),
          Map.entry("=", " equals "),
          Map.entry("==", " equals "),
          Map.entry("≈", " is about "),
          Map.entry("≠", " is not equal to "),
          Map.entry("!=", " is not equal to "),
          Map.entry("<", " is less than "),
          Map.entry(">", " is greater than "),
          Map.entry("≤", " is less than or equal to "),
          Map.entry("≥", " is greater than or equal to "),
          Map.entry("<=", " is less than or equal to "),
          Map.entry(">=", " is greater than or equal to "),
          Map.entry("±", " plus or minus "),
          Map.entry("->", " to "),
          Map.entry("=>", ", "),
          Map.entry("→", " to "),
          Map.entry("⇒", ", "));

  @Override
  public String apply(String text) {
    String t = PLUS_OR_MINUS.matcher(text).replaceAll("±");
    t = FUNCTION.matcher(t).replaceAll("$1 of $2");
    t = Rule.replace(EQUATION, t, Arithmetic::equation);
    t = Rule.replace(SPACED, t, (m, all) -> WORDS.get(m.group(1)));
    t = TOLERANCE.matcher(t).replaceAll(" plus or minus ");
    t = Rule.replace(SIGNED, t, (m, all) -> WORDS.get(m.group(1)).stripLeading());
    t = ALWAYS_MINUS.matcher(t).replaceAll(" minus ");
    t = ABOUT.matcher(t).replaceAll("about ");
    t = Rule.replace(BEFORE_NUMBER, t, (m, all) -> comparison(m.group(1)));
    t = Rule.replace(COMPARED, t, (m, all) -> WORDS.get(m.group(1)));
    t = ROOT.matcher(t).replaceAll("the square root of ");
    return AFTER_NUMBER.matcher(t).replaceAll(" plus");
  }

  /** An equation has a sign that is nothing but arithmetic; "5-10" and "1/2" alone are none. */
  private static String equation(Matcher match, String text) {
    String found = match.group();
    boolean equals = found.indexOf('=') >= 0;
    boolean digits = found.chars().anyMatch(Character::isDigit);
    boolean sure =
        equals
            || found.chars().anyMatch(c -> "×÷≈≠≤≥±".indexOf(c) >= 0)
            || (digits && found.chars().anyMatch(c -> "+*<>−".indexOf(c) >= 0))
            || found.matches("[A-Za-z] \\+ [A-Za-z]");
    boolean letters = !digits && !equals;
    if (!sure || (letters && found.matches(".*[-–/].*"))) {
      return null;
    }
    String t = POWERS.apply(found);
    return Rule.replace(
            OPERATOR,
            t,
            (m, all) ->
                !equals && m.group(3).equals("/") ? null : m.group(1) + WORDS.get(m.group(3)))
        .replaceAll("[()]", " ");
  }

  private static String comparison(String sign) {
    return switch (sign) {
      case "<" -> "less than ";
      case ">" -> "more than ";
      case "≤" -> "at most ";
      default -> "at least ";
    };
  }
}
