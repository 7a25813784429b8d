package io.github.sovits4j.text;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Cuts a text into the pieces that are spoken one at a time.
 *
 * <p>The models were tuned by ear on these very cuts, so the odd corners of the rules (the last
 * boundary that {@code cut1} forgets, say) are kept. What is not kept: a mark inside a number, an
 * abbreviation or an address cuts nothing ({@link Joints}). All lengths count characters, not bytes
 * or UTF-16 units.
 */
public final class TextCutter {

  /** After one of these a piece may end. */
  private static final String ENDINGS = "，。？！,.?!~:：—…";

  /** Runs of these are shortened to their first. */
  private static final String REPEATABLE = "!?…,.-";

  /** A piece made only of these is dropped by {@code cut1} to {@code cut4}. */
  private static final String SILENT = REPEATABLE + " ";

  /** Where {@code cut5} cuts. */
  private static final String EVERY_MARK = ",.;?!、，。？！：…";

  /** Where the scripts begin that are written without spaces. */
  private static final char FIRST_IDEOGRAPHIC = 0x2e80;

  private static final int SHORTEST_FIRST_PIECE = 4;
  private static final int SHORTEST_LINE = 5;
  private static final int LONGEST_SHORT_START = 128;
  private static final int LONGEST_LINE = 510;
  private static final int CLAUSES = 4;
  private static final int ABOUT_FIFTY = 50;

  private TextCutter() {}

  /**
   * Cuts a whole text.
   *
   * @param text any text
   * @param language a language code; {@code en} gets Latin full stops where one is added
   * @param method where to cut
   * @return the pieces in order; none where nothing can be spoken
   * @throws UserException when the method leaves nothing but empty lines
   */
  public static List<String> cut(String text, String language, CutMethod method) {
    return cut(text, language, method, Characters::length);
  }

  /**
   * Cuts a whole text in a language that knows how long its pieces are when they are read out:
   * {@code 5%} is short to look at, but not to say.
   */
  static List<String> cut(
      String text, String language, CutMethod method, ToIntFunction<String> spokenLength) {
    return cutAsGiven(shortenRuns(text), language, method, spokenLength);
  }

  /**
   * Cuts a text that arrives in fragments, as streaming does: like {@link #cut} but runs of marks
   * stay as they are.
   */
  public static List<String> cutAsGiven(String text, String language, CutMethod method) {
    return cutAsGiven(text, language, method, Characters::length);
  }

  private static List<String> cutAsGiven(
      String text, String language, CutMethod method, ToIntFunction<String> spokenLength) {
    String whole = Characters.strip(text, '\n');
    if (whole.isEmpty()) {
      return List.of();
    }
    if (!isEnding(whole, 0) && isShortStart(beforeFirstEnding(whole), spokenLength)) {
      // A space keeps the stop from being taken for the point of a number.
      whole = fullStop(language) + (whole.charAt(0) < 'A' ? " " : "") + whole;
    }
    List<String> pieces = new ArrayList<>();
    for (String line : mergeShort(linesOf(String.join("\n", apply(method, whole))))) {
      if (line.codePoints().noneMatch(Characters::isWord)) {
        continue;
      }
      String piece = withEnding(line, language);
      if (Characters.length(piece) > LONGEST_LINE) {
        packInto(pieces, piece);
      } else {
        pieces.add(piece);
      }
    }
    return List.copyOf(pieces);
  }

  private static boolean isShortStart(String start, ToIntFunction<String> spokenLength) {
    String stripped = Characters.strip(start);
    // Nothing longer than this begins with something short, as far as it matters.
    return Characters.length(stripped) < LONGEST_SHORT_START
        && spokenLength.applyAsInt(stripped) < SHORTEST_FIRST_PIECE;
  }

  /** The text, with a full stop of the language added where it does not end in a mark. */
  static String withEnding(String text, String language) {
    return isEnding(text, text.length() - 1) ? text : text + fullStop(language);
  }

  /** The text, with a comma added where it does not end in a mark: it goes on after a pause. */
  static String withComma(String text, String language) {
    return text.isEmpty() || isEnding(text, text.length() - 1)
        ? text
        : text + ("en".equals(language) ? "," : "，");
  }

  private static String fullStop(String language) {
    return "en".equals(language) ? "." : "。";
  }

  private static List<String> apply(CutMethod method, String text) {
    return switch (method) {
      case CUT0 -> List.of(isOnly(SILENT, text) ? "\n" : text);
      case CUT1 -> fourClauses(Characters.strip(text, '\n'));
      case CUT2 -> aboutFifty(Characters.strip(text, '\n'));
      case CUT3 ->
          spoken(List.of(Characters.strip(Characters.strip(text, '\n'), '。').split("。", -1)));
      case CUT4 -> spoken(atFullStops(Characters.strip(Characters.strip(text, '\n'), '.')));
      case CUT5 -> afterEveryMark(Characters.strip(text, '\n'));
    };
  }

  private static List<String> fourClauses(String text) {
    List<String> clauses = clauses(text);
    // The last multiple of four is no boundary, so the final group has five to eight clauses.
    int boundaries = (clauses.size() + CLAUSES - 1) / CLAUSES;
    if (boundaries <= 1) {
      return spoken(List.of(text));
    }
    List<String> groups = new ArrayList<>();
    for (int group = 0; group < boundaries - 1; group++) {
      int from = group * CLAUSES;
      int to = group == boundaries - 2 ? clauses.size() : from + CLAUSES;
      groups.add(String.join("", clauses.subList(from, to)));
    }
    return spoken(groups);
  }

  private static List<String> aboutFifty(String text) {
    List<String> clauses = clauses(text);
    if (clauses.size() < 2) {
      return List.of(text);
    }
    List<String> groups = new ArrayList<>();
    StringBuilder group = new StringBuilder();
    int length = 0;
    for (String clause : clauses) {
      group.append(clause);
      length += Characters.length(clause);
      if (length > ABOUT_FIFTY) {
        groups.add(group.toString());
        group.setLength(0);
        length = 0;
      }
    }
    if (!group.isEmpty()) {
      groups.add(group.toString());
    }
    if (groups.size() > 1 && Characters.length(groups.getLast()) < ABOUT_FIFTY) {
      String last = groups.removeLast();
      groups.add(groups.removeLast() + last);
    }
    return spoken(groups);
  }

  private static List<String> atFullStops(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '.' && !touchesDigit(text, i) && !Joints.isJoint(text, i)) {
        pieces.add(text.substring(start, i));
        start = i + 1;
      }
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  private static boolean touchesDigit(String text, int i) {
    return (i > 0 && Character.isDigit(text.codePointBefore(i)))
        || (i + 1 < text.length() && Character.isDigit(text.codePointAt(i + 1)));
  }

  private static List<String> afterEveryMark(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (EVERY_MARK.indexOf(text.charAt(i)) >= 0
          && !isDecimalPoint(text, i)
          && !Joints.isJoint(text, i)) {
        pieces.add(text.substring(start, i + 1));
        start = i + 1;
      }
    }
    pieces.add(text.substring(start));
    return pieces.stream().filter(piece -> !isOnly(EVERY_MARK, piece)).toList();
  }

  private static boolean isDecimalPoint(String text, int i) {
    return text.charAt(i) == '.'
        && i > 0
        && i < text.length() - 1
        && isDigit(text.codePointBefore(i))
        && isDigit(text.codePointAt(i + 1));
  }

  /** Digits, superscript and subscript ones included. */
  private static boolean isDigit(int c) {
    return Character.isDigit(c)
        || (Character.getType(c) == Character.OTHER_NUMBER
            && (c == 0xb2 || c == 0xb3 || c == 0xb9 || (c >= 0x2070 && c <= 0x2089)));
  }

  /** The text cut after every ending, with one added where it has none at its end. */
  private static List<String> clauses(String text) {
    String ended = text.replace("……", "。").replace("——", "，");
    if (!isEnding(ended, ended.length() - 1)) {
      ended += "。";
    }
    List<String> clauses = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < ended.length(); i++) {
      if (isEnding(ended, i)) {
        clauses.add(ended.substring(start, i + 1));
        start = i + 1;
      }
    }
    return clauses;
  }

  private static List<String> linesOf(String text) {
    List<String> lines = List.of(text.split("\n+", -1));
    Predicate<String> isEmpty = line -> line.isEmpty() || line.equals(" ");
    List<String> filled = lines.stream().filter(isEmpty.negate()).toList();
    if (filled.isEmpty()) {
      throw new UserException(
          "The text has nothing to speak: only marks and blank lines were found. Expected at least"
              + " one letter, digit or ideograph; enter a text with words in it.");
    }
    return filled;
  }

  /** Joins lines until each has a few characters; a short rest goes to the line before it. */
  private static List<String> mergeShort(List<String> lines) {
    if (lines.size() < 2) {
      return lines;
    }
    List<String> merged = new ArrayList<>();
    StringBuilder pending = new StringBuilder();
    for (String line : lines) {
      if (isBroken(pending, line)) {
        pending.append('\n');
      }
      pending.append(line);
      if (Characters.length(pending) >= SHORTEST_LINE) {
        merged.add(pending.toString());
        pending.setLength(0);
      }
    }
    if (!pending.isEmpty()) {
      if (merged.isEmpty()) {
        merged.add(pending.toString());
      } else {
        String last = merged.removeLast();
        merged.add(last + (isBroken(last, pending) ? "\n" : "") + pending);
      }
    }
    return merged;
  }

  /** Whether two lines that are joined need their line break, lest two words become one. */
  private static boolean isBroken(CharSequence line, CharSequence next) {
    return !line.isEmpty()
        && !next.isEmpty()
        && isBroken(line.charAt(line.length() - 1), next.charAt(0));
  }

  private static boolean isBroken(char last, char first) {
    return last < FIRST_IDEOGRAPHIC
        && first < FIRST_IDEOGRAPHIC
        && !Characters.isSpace(last)
        && !Characters.isSpace(first)
        && (ENDINGS + EVERY_MARK).indexOf(last) < 0;
  }

  /**
   * Cuts an overlong line at its marks and packs the parts; a part that is too long in itself is
   * cut at a space, or where there is none between two characters. A mark counts as a part of its
   * own.
   */
  private static void packInto(List<String> pieces, String line) {
    StringBuilder packed = new StringBuilder();
    int length = 0;
    int start = 0;
    while (start < line.length()) {
      int end = start;
      while (end < line.length() && !isEnding(line, end)) {
        end++;
      }
      if (end == start) {
        end++;
      }
      end = Math.min(end, start + lengthThatFits(line.substring(start, end), LONGEST_LINE));
      String part = line.substring(start, end);
      int partLength = Characters.length(part);
      if (length + partLength > LONGEST_LINE) {
        pieces.add(packed.toString());
        packed.setLength(0);
        length = 0;
      }
      packed.append(part);
      length += partLength;
      start = end;
    }
    if (!packed.isEmpty()) {
      pieces.add(packed.toString());
    }
  }

  /**
   * How much of a text is taken where it must be cut and has no marks: up to the last space among
   * the first characters, else these characters themselves. No character is cut from what belongs
   * to it, such as an accent.
   *
   * @param most characters, at least 1
   * @return an index in the text, more than 0
   */
  static int lengthThatFits(String text, int most) {
    if (Characters.length(text) <= most) {
      return text.length();
    }
    int end = text.offsetByCodePoints(0, most);
    for (int space = end; space > 0; space--) {
      if (Characters.isSpace(text.charAt(space - 1))) {
        return space;
      }
    }
    int whole = end;
    while (whole > 0 && belongsToBefore(text.codePointAt(whole))) {
      whole = text.offsetByCodePoints(whole, -1);
    }
    return whole == 0 ? end : whole;
  }

  private static boolean belongsToBefore(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.FORMAT,
          Character.PRIVATE_USE ->
          true;
      default -> false;
    };
  }

  private static String shortenRuns(String text) {
    StringBuilder shortened = new StringBuilder(text.length());
    boolean inRun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean repeatable =
          REPEATABLE.indexOf(c) >= 0 && !isPointOfNegative(text, i) && !isCutShort(text, i);
      if (!(repeatable && inRun)) {
        shortened.append(c);
      }
      inRun = repeatable;
    }
    return shortened.toString();
  }

  /** The point of "-.5". */
  private static boolean isPointOfNegative(String text, int i) {
    return i > 0
        && i + 1 < text.length()
        && text.charAt(i) == '.'
        && text.charAt(i - 1) == '-'
        && Character.isDigit(text.charAt(i + 1));
  }

  /**
   * The point of "etc.,", "U.S.?" and "Mon.-Fri.": it belongs to the word, so the mark after it is
   * the first.
   */
  private static boolean isCutShort(String text, int i) {
    if (i + 1 >= text.length() || text.charAt(i) != '.') {
      return false;
    }
    return ",?!".indexOf(text.charAt(i + 1)) >= 0
        ? Joints.isJoint(text, i)
        : text.charAt(i + 1) == '-' && isInWords(text, i - 1) && isInWords(text, i + 2);
  }

  private static boolean isInWords(String text, int i) {
    return i >= 0 && i < text.length() && Character.isLetter(text.charAt(i));
  }

  private static String beforeFirstEnding(String text) {
    for (int i = 0; i < text.length(); i++) {
      boolean line =
          text.charAt(i) == '\n'
              && i > 0
              && i + 1 < text.length()
              && isBroken(text.charAt(i - 1), text.charAt(i + 1));
      if (line || isEnding(text, i)) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  private static List<String> spoken(List<String> pieces) {
    return pieces.stream().filter(piece -> !isOnly(SILENT, piece)).toList();
  }

  private static boolean isOnly(String marks, String text) {
    return text.chars().allMatch(c -> marks.indexOf(c) >= 0);
  }

  private static boolean isEnding(String text, int at) {
    return ENDINGS.indexOf(text.charAt(at)) >= 0 && !Joints.isJoint(text, at);
  }
}
