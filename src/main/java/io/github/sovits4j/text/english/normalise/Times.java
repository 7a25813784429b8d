package io.github.sovits4j.text.english.normalise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times of day: {@code 4:30 PM} is "four thirty P M", {@code 16:30} "sixteen thirty", {@code 9:00}
 * "nine o'clock".
 */
final class Times implements Rule {

  private static final String HALF = "(?:([aApP])(\\.?)[mM](\\.?))";
  private static final String STARTS = "(?<![A-Za-z0-9:])(?<![0-9][.,/-])";
  private static final String ENDS = "(?![A-Za-z0-9]|:[0-9])";

  private static final Pattern RANGE =
      Pattern.compile(
          STARTS
              + "((?:[01]?[0-9]|2[0-4])(?::[0-5][0-9])?(?: ?[aApP]\\.?[mM]\\.?)?) ?[-–—] ?"
              + "(?=((?:[01]?[0-9]|2[0-4])(?::[0-5][0-9])?(?: ?[aApP]\\.?[mM]\\.?)?)(?![0-9A-Za-z]))");

  private static final Pattern CLOCK =
      Pattern.compile(
          STARTS
              + "([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?(?: ?"
              + HALF
              + ENDS
              + ")?"
              + ENDS);

  /** With a full stop for the colon, as the British have it: 6.30pm. */
  private static final Pattern POINTED =
      Pattern.compile(
          "(?<![A-Za-z0-9:.,$£€])(1[0-2]|0?[1-9])\\.([0-5][0-9])(?= ?[aApP]\\.?[mM](?![A-Za-z]))");

  /** Eastern and other American times, which are two letters only. */
  private static final Pattern ZONE =
      Pattern.compile("(?<= [AP] M\\.? )\\(?([ECMP])T\\)?(?![A-Za-z0-9])");

  private static final Pattern HOUR = Pattern.compile(STARTS + "(1[0-2]|0?[0-9]) ?" + HALF + ENDS);

  private static final Set<String> RATIOS =
      WordList.of("ratio ratios odds scale mix mixed aspect proportion");

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t = POINTED.matcher(text).replaceAll("$1:$2");
    t = Rule.replace(RANGE, t, Times::range);
    t = Rule.replace(CLOCK, t, Times::clock);
    t = Rule.replace(HOUR, t, (m, all) -> hour(m, all));
    return ZONE.matcher(t).replaceAll("$1 T");
  }

  private static String range(Matcher match, String text) {
    String both = match.group(1) + match.group(2);
    return both.indexOf(':') < 0 && both.toLowerCase(java.util.Locale.ROOT).indexOf('m') < 0
        ? null
        : match.group(1) + " to ";
  }

  private static String clock(Matcher match, String text) {
    if (Context.isNear(text, match.start(), 5, RATIOS)
        || RATIOS.contains(Context.wordAfter(text, match.end()))) {
      return null;
    }
    String hour = match.group(1);
    String minute = match.group(2);
    boolean half = match.group(4) != null;
    StringBuilder spoken = new StringBuilder();
    int value = Integer.parseInt(hour);
    if (match.group(3) != null) {
      spoken.append(NumberWords.cardinal(hour)).append(' ').append(minutes(minute));
      spoken.append(" and ").append(NumberWords.cardinal(match.group(3))).append(" seconds");
    } else if (!minute.equals("00")) {
      spoken.append(NumberWords.cardinal(hour)).append(' ').append(minutes(minute));
    } else if (half) {
      spoken.append(NumberWords.cardinal(hour));
    } else if (value == 0 || value == 24) {
      spoken.append("midnight");
    } else if (value > 12) {
      spoken.append(NumberWords.cardinal(hour)).append(" hundred");
    } else {
      spoken.append(NumberWords.cardinal(hour)).append(" o'clock");
      if (Context.wordAfter(text, match.end()).equals("o'clock")) {
        spoken.setLength(spoken.length() - " o'clock".length());
      }
    }
    return half ? spoken + half(match, 4, text) : spoken.toString();
  }

  private static String hour(Matcher match, String text) {
    return NumberWords.cardinal(match.group(1)) + half(match, 2, text);
  }

  /** The letters, and the full stop where the sentence ends with it. */
  private static String half(Matcher match, int group, String text) {
    boolean dotted = !match.group(group + 2).isEmpty();
    String letters = match.group(group).equalsIgnoreCase("a") ? " A M" : " P M";
    boolean full = dotted && match.group(group + 1).isEmpty();
    return letters + (full || (dotted && Context.endsSentence(text, match.end())) ? "." : "");
  }

  private static String minutes(String digits) {
    return digits.equals("00")
        ? "hundred"
        : digits.startsWith("0") ? NumberWords.digitByDigit(digits) : NumberWords.cardinal(digits);
  }
}
