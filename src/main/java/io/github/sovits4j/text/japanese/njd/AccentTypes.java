package io.github.sovits4j.text.japanese.njd;

import java.util.Set;

/**
 * Finds where the pitch of each accent phrase falls: each word changes the accent of what precedes
 * it by its rule, numbers by rules of their own. The accent of a phrase is kept in its first word.
 */
final class AccentTypes {

  private static final String ADD = "@";

  private AccentTypes() {}

  static void set(WordChain chain) {
    AccentedWord top = null;
    int moras = 0; // of the phrase so far
    for (AccentedWord word = chain.first(); word != null; word = word.next) {
      if (top == null || !word.isJoined()) {
        top = word;
        moras = 0;
      } else {
        apply(rule(word.rule, word.previous.part), top, word, moras);
      }
      if (word.previous != null && word.isJoined() && word.previous.isNumber() && word.isNumber()) {
        setNumber(word.previous, word);
      }
      if (word.text.equals("十") && !word.isJoined() && word.next != null && word.next.isNumber()) {
        word.accent = 0;
      }
      moras += word.moras;
    }
  }

  /**
   * The rule for what stands before: the first alternative whose part of speech is in that of the
   * word before, or that names none. {@code 動詞%F1/名詞%F2@1}: F1 behind verbs, F2 plus 1 behind
   * nouns.
   */
  private static String rule(String rules, String before) {
    for (String alternative : rules.split("/", -1)) {
      int percent = alternative.indexOf('%');
      if (percent < 0) {
        return alternative;
      }
      if (before.contains(alternative.substring(0, percent))) {
        return alternative.substring(percent + 1);
      }
    }
    return AccentedWord.NOTHING;
  }

  /**
   * Changes the accent of a phrase.
   *
   * @param rule its name, and behind a @ what it adds
   * @param top the first word of the phrase
   * @param word the word that is added
   * @param moras of the phrase before it
   */
  private static void apply(String rule, AccentedWord top, AccentedWord word, int moras) {
    int at = rule.indexOf(ADD);
    int add = at < 0 ? 0 : signed(rule.substring(at + 1));
    int own = word.accent;
    int accent =
        switch (at < 0 ? rule : rule.substring(0, at)) {
          case "F2" -> top.accent == 0 ? moras + add : top.accent;
          case "F3" -> top.accent != 0 ? moras + add : top.accent;
          case "F4" -> moras + add;
          case "F5", "C4", "P6" -> 0;
          case "C1" -> moras + own;
          case "C2" -> moras + 1;
          case "C3" -> moras;
          case "P1" -> own == 0 ? 0 : moras + own;
          case "P2" -> own == 0 ? moras + 1 : moras + own;
          case "P14" -> own == 0 ? top.accent : moras + own;
          default -> top.accent; // F1, C5, or nothing
        };
    top.accent = Math.max(0, accent);
  }

  private static int signed(String number) {
    return number.startsWith("-")
        ? -AccentedWord.number(number.substring(1))
        : AccentedWord.number(number);
  }

  /** A digit and the power of ten behind it. */
  private static void setNumber(AccentedWord digit, AccentedWord power) {
    int accent =
        switch (power.text) {
          case "十" -> Set.of("五", "六", "八").contains(digit.text) && isUnit(power.next) ? 0 : 1;
          case "百" ->
              digit.text.equals("七")
                  ? 2
                  : Set.of("三", "四", "九", "何").contains(digit.text) ? 1 : digit.moras + power.moras;
          case "千", "万" -> digit.moras + 1;
          case "億" -> Set.of("一", "六", "七", "八", "幾").contains(digit.text) ? 2 : 1;
          case "兆" -> Set.of("六", "七").contains(digit.text) ? 2 : 1;
          default -> digit.accent;
        };
    digit.accent = accent;
  }

  private static boolean isUnit(AccentedWord word) {
    return word != null && word.text.length() == 1 && "一二三四五六七八九".contains(word.text);
  }
}
