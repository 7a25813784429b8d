package io.github.sovits4j.text.english.normalise;

import java.util.Locale;
import java.util.Set;

/** What stands around a position of a text: the words before and after it. */
final class Context {

  private static final int REACH = 60;

  /** Words that begin a sentence more often than they follow an abbreviation. */
  private static final Set<String> STARTERS =
      WordList.of(
          """
          He She It They We You I The This That These Those There Then Here But And So Or
          If When While What Who Why Where How My Your His Her Its Our Their In On At As A
          An After Before For From With No Yes Not Now Some All Most Many Please Let Do
          Does Did Is Are Was Were Can Will Everyone Everything Nobody Nothing However
          """);

  private Context() {}

  /** The word that ends just before a position, spaces skipped; empty where there is none. */
  static String wordBefore(String text, int position) {
    int end = position;
    int limit = Math.max(0, position - REACH);
    while (end > limit && isGap(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > limit && isWordPart(text.charAt(start - 1))) {
      start--;
    }
    return text.substring(start, end);
  }

  /** Where the word that ends just before a position starts, spaces skipped. */
  static int startOfWordBefore(String text, int position) {
    int end = position;
    int limit = Math.max(0, position - REACH);
    while (end > limit && isGap(text.charAt(end - 1))) {
      end--;
    }
    while (end > limit && isWordPart(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /** The word that starts at or after a position, spaces skipped; empty where there is none. */
  static String wordAfter(String text, int position) {
    int start = position;
    int limit = Math.min(text.length(), position + REACH);
    while (start < limit && isGap(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < limit && isWordPart(text.charAt(end))) {
      end++;
    }
    return text.substring(start, end);
  }

  /** Whether one of the last few words before a position is in a set, in any case. */
  static boolean isNear(String text, int position, int words, Set<String> wanted) {
    int at = position;
    for (int i = 0; i < words && at > 0; i++) {
      int start = startOfWordBefore(text, at);
      if (wanted.contains(wordBefore(text, at).toLowerCase(Locale.ROOT))) {
        return true;
      }
      if (start == at) {
        // A mark: look past it, but not past the end of a sentence.
        if (".!?\n".indexOf(text.charAt(at - 1)) >= 0) {
          return false;
        }
        start = at - 1;
      }
      at = start;
    }
    return false;
  }

  /** Whether a number stands before a position, touching it or after spaces. */
  static boolean isAfterNumber(String text, int position) {
    int at = position;
    while (at > 0 && isGap(text.charAt(at - 1))) {
      at--;
    }
    return at > 0 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9';
  }

  /** Whether nothing of the sentence comes before a position. */
  static boolean startsSentence(String text, int position) {
    int at = position;
    while (at > 0 && (isGap(text.charAt(at - 1)) || "\"'(".indexOf(text.charAt(at - 1)) >= 0)) {
      at--;
    }
    return at == 0 || ".!?…:;\n".indexOf(text.charAt(at - 1)) >= 0;
  }

  /** Whether a sentence ends at a position: the text is over, or a word that begins one follows. */
  static boolean endsSentence(String text, int position) {
    int at = position;
    while (at < text.length()
        && (isGap(text.charAt(at)) || "\"')]".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (at == text.length() || text.charAt(at) == '\n') {
      return true;
    }
    return at > position && STARTERS.contains(wordAfter(text, at));
  }

  /** Whether a word begins with a capital. */
  static boolean isCapitalised(String word) {
    return !word.isEmpty() && Character.isUpperCase(word.charAt(0));
  }

  /** Whether a word is the plural of a thing, as far as its look tells. */
  static boolean isPlural(String word) {
    return WordList.of("people men women children feet sheep fish").contains(word)
        || (word.length() > 3
            && word.endsWith("s")
            && !word.endsWith("ss")
            && !word.endsWith("us")
            && !word.endsWith("is")
            && word.equals(word.toLowerCase(Locale.ROOT))
            && !WordList.of("was has does goes says makes gives comes seems").contains(word));
  }

  private static final Set<String> ARTICLES =
      WordList.of("a an every each another per this that one");

  private static final Set<String> NO_NOUNS =
      WordList.of(
          """
          a an the and or but nor of in on at by to for from with per is are was were be
          been each every more less than as if that this it he she they we you i away long
          tall high wide deep old ago apart later off up down out over under into after
          before so not will would can could has have had today now only too total worth
          short south north east west when while because since until through and/or plus
          minus times equals
          """);

  /** Whether an amount stands between an article and a noun, as in "a 5 km run". */
  static boolean isAttribute(String text, int start, int end) {
    String before = wordBefore(text, start).toLowerCase(Locale.ROOT);
    if (!ARTICLES.contains(before) || end >= text.length()) {
      return false;
    }
    char next = text.charAt(end);
    if (next != ' ' && next != '-') {
      return false;
    }
    String after = wordAfter(text, end + 1);
    return !after.isEmpty()
        && Character.isLetter(after.charAt(0))
        && !NO_NOUNS.contains(after.toLowerCase(Locale.ROOT));
  }

  /** Whether a small word that looks like a noun comes next, after a space. */
  static boolean isBeforeNoun(String text, int end) {
    String after = wordAfter(text, end);
    return text.startsWith(" ", end)
        && !after.isEmpty()
        && Character.isLowerCase(after.charAt(0))
        && !NO_NOUNS.contains(after);
  }

  private static boolean isGap(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '\'';
  }
}
