package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Formulas of chemistry that have small letters: {@code NaCl} is "N A C L", {@code Fe2O3} "F E two
 * O three". Those of capitals alone are read as any letters and digits are.
 */
final class Formulas implements Rule {

  /** What compounds are made of; a lone one with a number (Mg2) may be anything. */
  private static final String ELEMENT =
      "(?:Li|Na|Mg|Al|Si|Cl|Ca|Ti|Cr|Mn|Fe|Ni|Cu|Zn|Br|Ag|Cd|Sn|Ba|Pt|Au|Hg|Pb|[HBCNOFPSKI])";

  private static final Pattern FORMULA =
      Pattern.compile(
          "(?<![A-Za-z0-9'.-])(?=[A-Z0-9]{0,8}[A-Z][a-z])((?:"
              + ELEMENT
              + "[0-9]{0,2}){2,8})(?![A-Za-z0-9'-])");
  private static final Pattern PART = Pattern.compile("[A-Za-z]|[0-9]+");

  /** What is not a number, in programs. */
  private static final String NAN = "NaN";

  @Override
  public String apply(String text) {
    return Rule.replace(FORMULA, text, (m, all) -> NAN.equals(m.group()) ? null : spelled(m));
  }

  private static String spelled(Matcher match) {
    StringBuilder spoken = new StringBuilder();
    Matcher part = PART.matcher(match.group());
    while (part.find()) {
      String piece = part.group().toUpperCase(Locale.ROOT);
      spoken.append(spoken.isEmpty() ? "" : " ");
      spoken.append(
          Character.isDigit(piece.charAt(0))
              ? NumberWords.plain(piece)
              : piece.equals("A") ? Capitals.LETTER_A : piece);
    }
    return spoken.toString();
  }
}
