package io.github.sovits4j.text.english.normalise;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs that stand for words: & + # @ %, Greek letters, and those around a single letter (C++). */
final class Signs implements Rule {

  private static final Pattern PLUSES =
      Pattern.compile("(?<![A-Za-z])([A-Z])(\\+{1,2})(?![A-Za-z0-9+])");
  private static final Pattern SHARP = Pattern.compile("(?<![A-Za-z])([A-G])#(?![A-Za-z0-9])");
  private static final Pattern GRADE =
      Pattern.compile(
          "(?<![A-Za-z])([A-F])[-−](?=[ .,;:!?)]|$)(?:(?! [A-Za-z0-9])|(?<=(?:[Aa]n?|got) [A-F][-−])|(?= (?:grades?|average|students?|rating|in)(?![A-Za-z])))");

  /** The word in names of fields: user_id. */
  private static final Pattern ID =
      Pattern.compile("(?<=[A-Za-z0-9]_)(?:id|ID)(?![A-Za-z0-9])|(?<![A-Za-z0-9])id(?=_)");

  /** The A-Z, pages A–C. */
  private static final Pattern LETTER_RANGE =
      Pattern.compile(
          "(?<![A-Za-z0-9'.-])(?:([A-Z])–(?=[A-Z](?![A-Za-z0-9']|\\.[A-Za-z]))|(A)-(?=Z(?![A-Za-z0-9'-])))");

  private static final Pattern NUMBER_SIGN = Pattern.compile("# ?(?=[0-9]|[A-Z]{1,3}-?[0-9])");
  private static final Pattern APERTURE = Pattern.compile("(?<![A-Za-z0-9])f/(?=[0-9])");
  private static final Pattern SECTION = Pattern.compile("§§? ?(?=[0-9A-Za-z])");
  private static final Pattern PARAGRAPH = Pattern.compile("¶ ?(?=[0-9])");
  private static final Pattern TWO_LETTERS =
      Pattern.compile("(?<![A-Za-z/])([A-Z])/([A-Z])(?![A-Za-z/])");
  private static final Pattern LETTERS =
      Pattern.compile("(?<![A-Za-z])([A-Z]{1,3})&([A-Z]{1,3})(s?)(?![A-Za-z])");
  private static final Pattern PLURAL = Pattern.compile("(?<=[a-z])\\((s|es)\\)");
  private static final Pattern ALTERNATIVE = Pattern.compile("(?<=[A-Za-z])/(?=[A-Za-z])");
  private static final Pattern CAPITALS =
      Pattern.compile("(?<![A-Za-z])([A-Z]{2,5})/(?=[A-Z]{2,5}(?![A-Za-z]))");
  private static final Pattern ROCK_AND =
      Pattern.compile("(?<=[A-Za-z]) ?'[nN]'? (?=[A-Za-z])|(?<=[A-Za-z]) [nN]' (?=[A-Za-z])");
  private static final Pattern ADDRESS = Pattern.compile("(?<=[A-Za-z0-9]) ?@ ?(?=[A-Za-z0-9$£€])");
  private static final Pattern PER_AMOUNT =
      Pattern.compile(
          "(?<=[a-z])/(?=(?:hour|day|week|month|year|second|minute|person|night|cell|head|mile|pound|gallon|unit|user|kg|lb)(?![A-Za-z]))");

  private static final Map<String, String> GREEK =
      Map.ofEntries(
          Map.entry("α", "alpha"),
          Map.entry("β", "beta"),
          Map.entry("γ", "gamma"),
          Map.entry("δ", "delta"),
          Map.entry("ε", "epsilon"),
          Map.entry("ζ", "zeta"),
          Map.entry("η", "eta"),
          Map.entry("θ", "theta"),
          Map.entry("ι", "iota"),
          Map.entry("κ", "kappa"),
          Map.entry("λ", "lambda"),
          Map.entry("μ", "mu"),
          Map.entry("ν", "nu"),
          Map.entry("ξ", "xi"),
          Map.entry("ο", "omicron"),
          Map.entry("π", "pi"),
          Map.entry("ρ", "rho"),
          Map.entry("σ", "sigma"),
          Map.entry("τ", "tau"),
          Map.entry("υ", "upsilon"),
          Map.entry("φ", "phi"),
          Map.entry("χ", "chi"),
          Map.entry("ψ", "psi"),
          Map.entry("ω", "omega"));

  private static final Pattern GREEK_LETTER =
      Pattern.compile("(?<![\\p{IsGreek}])\\p{IsGreek}(?![\\p{IsGreek}])");

  @Override
  public String apply(String text) {
    String t =
        Rule.replace(PLUSES, text, (m, all) -> m.group(1) + " plus".repeat(m.group(2).length()));
    t = SHARP.matcher(t).replaceAll("$1 sharp");
    t = GRADE.matcher(t).replaceAll("$1 minus");
    t = LETTER_RANGE.matcher(t).replaceAll("$1$2 to ");
    t = ID.matcher(t).replaceAll("I D");
    t = NUMBER_SIGN.matcher(t).replaceAll("number ");
    t = APERTURE.matcher(t).replaceAll("F ");
    t = SECTION.matcher(t).replaceAll("section ");
    t = PARAGRAPH.matcher(t).replaceAll("paragraph ");
    t = ROCK_AND.matcher(t).replaceAll(" and ");
    t = Rule.replace(LETTERS, t, (m, all) -> letters(m));
    t = PLURAL.matcher(t).replaceAll("$1");
    t = Rule.replace(TWO_LETTERS, t, (m, all) -> letter(m.group(1)) + " " + letter(m.group(2)));
    t = CAPITALS.matcher(t).replaceAll("$1 ");
    t = PER_AMOUNT.matcher(t).replaceAll(" per ");
    t = ALTERNATIVE.matcher(t).replaceAll(" or ");
    t = ADDRESS.matcher(t).replaceAll(" at ");
    t = Rule.replace(GREEK_LETTER, t, (m, all) -> greek(m.group()));
    return t.replace("&", " and ")
        .replace("%", " percent ")
        .replace("+", " plus ")
        .replace("=", " equals ")
        .replace("°", " degrees ")
        .replace("_", " ")
        .replace("∞", " infinity ");
  }

  /** AT&T, R&B, M&Ms. */
  private static String letters(Matcher match) {
    String spoken = spaced(match.group(1)) + " and " + spaced(match.group(2));
    return match.group(3).isEmpty() ? spoken : spoken + "'s";
  }

  private static String letter(String capital) {
    return capital.equals("A") ? Capitals.LETTER_A : capital;
  }

  private static String spaced(String letters) {
    return String.join(" ", letters.split(""));
  }

  private static String greek(String letter) {
    String name = GREEK.get(letter.toLowerCase(java.util.Locale.ROOT));
    return name == null ? letter : " " + name + " ";
  }
}
