package io.github.sovits4j.text.japanese;

import io.github.sovits4j.text.Syllabary;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts a normalised text into runs that are read by the dictionary and the characters between
 * them, each by itself. Accents do not reach beyond a run.
 */
final class JapanesePieces {

  /** Longer runs are cut: no sentence has them, and time grows with their length. */
  private static final int LONGEST = 500;

  private static final String SIGNS = "々〆〇〒&＆+＋@＠‰Åℓ♂♀ﾞﾟ";

  /**
   * A run, or one character between runs.
   *
   * @param text never empty
   * @param isRun whether it is read by the dictionary
   */
  record Piece(String text, boolean isRun) {}

  private JapanesePieces() {}

  static List<Piece> of(String text) {
    List<Piece> pieces = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      int width = Character.charCount(text.codePointAt(at));
      if (isRead(text, at)) {
        at += width;
        if (at - start >= LONGEST && !(at < text.length() && Syllabary.isMark(text.charAt(at)))) {
          pieces.add(new Piece(text.substring(start, at), true));
          start = at;
        }
        continue;
      }
      if (at > start) {
        pieces.add(new Piece(text.substring(start, at), true));
      }
      pieces.add(new Piece(text.substring(at, at + width), false));
      at += width;
      start = at;
    }
    if (at > start) {
      pieces.add(new Piece(text.substring(start, at), true));
    }
    return pieces;
  }

  private static boolean isRead(String text, int at) {
    char c = text.charAt(at);
    return isReadAnywhere(c) || isInNumber(text, at, c);
  }

  private static boolean isReadAnywhere(char c) {
    return isDigit(c)
        || isLetter(c)
        || (c >= 0x3040 && c <= 0x30ff) // kana
        || (c >= 0x31f0 && c <= 0x31ff)
        || (c >= 0xff66 && c <= 0xff9d)
        || (c >= 0x3400 && c <= 0x9fff) // kanji
        || (c >= 0x391 && c <= 0x3c9) // Greek
        || (c >= 0x2160 && c <= 0x2179) // Roman numerals
        || Syllabary.isMark(c)
        || SIGNS.indexOf(c) >= 0;
  }

  /** Commas and points inside numbers, the hyphens of telephone numbers, the stroke of km/h. */
  private static boolean isInNumber(String text, int at, char c) {
    if (at == 0 || at + 1 == text.length()) {
      return false;
    }
    char before = text.charAt(at - 1);
    char behind = text.charAt(at + 1);
    return switch (c) {
      case ',' -> isDigit(before) && areThreeDigits(text, at + 1);
      case '，' -> before >= '０' && before <= '９' && areThreeDigits(text, at + 1);
      case '.', '．', '‐' -> isDigit(before) && isDigit(behind);
      case '/' -> before == 'm' && (behind == 'h' || behind == 's');
      default -> false;
    };
  }

  private static boolean areThreeDigits(String text, int at) {
    return at + 3 <= text.length()
        && isDigit(text.charAt(at))
        && isDigit(text.charAt(at + 1))
        && isDigit(text.charAt(at + 2));
  }

  private static boolean isDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= '０' && c <= '９');
  }

  private static boolean isLetter(char c) {
    char small = (char) (c | 0x20);
    return (small >= 'a' && small <= 'z' && c < 0x80) || isWideLetter(c);
  }

  private static boolean isWideLetter(char c) {
    return (c >= 'Ａ' && c <= 'Ｚ') || (c >= 'ａ' && c <= 'ｚ');
  }
}
