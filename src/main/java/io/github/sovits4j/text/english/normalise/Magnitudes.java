package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Thousands and millions by a letter, before what is counted: {@code 10k followers}. */
final class Magnitudes implements Rule {

  private static final Pattern LETTER =
      Pattern.compile(
          "(?<![A-Za-z0-9.,])("
              + NumberWords.NUMBER
              + ")(bn|[kKMB])\\+?(?= ([a-z]{3,}s|[A-Z]{2,5}s|people|children|women|men|of)(?![A-Za-z]))");

  private static final Pattern MANY =
      Pattern.compile("(?<![A-Za-z0-9.,$£€])(10|100|1,?000)s(?= of )");
  private static final Pattern SHORT =
      Pattern.compile("(?<![A-Za-z0-9.,])(" + NumberWords.NUMBER + ") ?(bn|tn)(?![A-Za-z0-9])");

  /** Things that are 4K, or run over five of them. */
  private static final Set<String> NAMED =
      WordList.of(
          "videos screens monitors displays cameras resolutions runs races films movies textures TVs");

  @Override
  public boolean isAboutNumbers() {
    return true;
  }

  @Override
  public String apply(String text) {
    String t = Rule.replace(MANY, text, (m, all) -> many(m.group(1)));
    t = Rule.replace(LETTER, t, (m, all) -> magnitude(m));
    return Rule.replace(
        SHORT, t, (m, all) -> m.group(1) + (m.group(2).equals("bn") ? " billion" : " trillion"));
  }

  private static String many(String number) {
    return switch (number) {
      case "10" -> "tens";
      case "100" -> "hundreds";
      default -> "thousands";
    };
  }

  private static String magnitude(Matcher match) {
    if (NAMED.contains(match.group(3))) {
      return null;
    }
    String name =
        switch (match.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> " thousand";
          case "m" -> " million";
          default -> " billion";
        };
    return NumberWords.plain(match.group(1)) + name + (match.group().endsWith("+") ? " plus" : "");
  }
}
