package io.github.sovits4j.text.english.normalise;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Letters and digits in one: {@code CO2} is "C O two", {@code COVID-19} "COVID nineteen", {@code
 * 1080p} "ten eighty p", {@code A320} "A three twenty".
 */
final class LettersAndDigits implements Rule {

  private static final Pattern MIXED =
      Pattern.compile(
          "(?<![A-Za-z0-9.'])(?<![0-9],)(?=[A-Za-z-]{0,24}[0-9])(?=[0-9-]{0,24}[A-Za-z])([A-Za-z0-9]{1,40}(?:-[A-Za-z0-9]{1,24}){0,4})(?!['A-Za-z0-9]|-[A-Za-z0-9]|\\.[0-9])('s)?");

  /** American pension plans, named by their paragraphs: 401(k). */
  private static final Pattern PENSION =
      Pattern.compile("(?<![A-Za-z0-9.,])(40[13])\\(([kb])\\)(?![A-Za-z0-9])");

  private static final Pattern PART = Pattern.compile("[A-Za-z]+|[0-9]+");
  private static final Pattern ORDINAL =
      Pattern.compile("(?:[a-z]+-)*[0-9]+(?:st|nd|rd|th)(?:-[a-z-]+)?", Pattern.CASE_INSENSITIVE);

  /** MP3s, F-16s. */
  private static final Pattern SEVERAL = Pattern.compile("^[A-Z].*[0-9]s$");

  private final Predicate<String> isWord;

  LettersAndDigits(Predicate<String> isWord) {
    this.isWord = isWord;
  }

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String pensions = PENSION.matcher(text).replaceAll("$1$2");
    return Rule.replace(MIXED, pensions, this::mixed);
  }

  private String mixed(Matcher match, String text) {
    String found = match.group(1);
    if (ORDINAL.matcher(found).matches()) {
      return null;
    }
    boolean hyphen = found.indexOf('-') >= 0;
    StringBuilder out = new StringBuilder();
    boolean plural = SEVERAL.matcher(found).find();
    Matcher part = PART.matcher(plural ? found.substring(0, found.length() - 1) : found);
    while (part.find()) {
      String piece = part.group();
      out.append(out.isEmpty() ? "" : " ");
      if (Character.isDigit(piece.charAt(0))) {
        boolean first = part.start() == 0;
        out.append(first && hyphen ? NumberWords.plain(piece) : NumberWords.name(piece));
      } else {
        out.append(letters(piece, hyphen));
      }
    }
    String name = plural ? NumberWords.plural(out.toString()) : out.toString();
    return name + (match.group(2) == null ? "" : match.group(2));
  }

  /** A word stays one; capitals that touch a digit are a formula or a name, and are spelled. */
  private String letters(String piece, boolean hyphen) {
    boolean capitals = piece.equals(piece.toUpperCase(java.util.Locale.ROOT));
    boolean small = piece.equals(piece.toLowerCase(java.util.Locale.ROOT));
    String lower = piece.toLowerCase(java.util.Locale.ROOT);
    if (capitals && (piece.length() <= 3 || (!hyphen && !isWord.test(lower)))) {
      return piece.equals("A") ? Capitals.LETTER_A : String.join(" ", piece.split(""));
    }
    if (small && piece.length() <= 3 && !hyphen && !COMMON.contains(lower)) {
      return String.join(" ", piece.split("")).toUpperCase(java.util.Locale.ROOT);
    }
    return piece;
  }

  private static final java.util.Set<String> COMMON =
      WordList.of(
          """
          win mac vol log day top big hot pop for you run max min the and bit one two new
          old red fig eq no up to in on at be go me my we ish
          """);
}
