package io.github.sovits4j.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into pieces of one language each, by script: Latin letters are English, kana are
 * Japanese, Hangul is Korean, ideographs are Chinese unless kana stand in the same run. Marks go
 * with what precedes them, digits with their surroundings.
 *
 * <p>In the modes of one language mixed with English all that is not English takes that language;
 * only the {@code auto} modes tell Chinese, Japanese and Korean apart.
 */
public final class LanguageSegmenter {

  /**
   * A stretch of text of one language.
   *
   * @param language {@link TextLanguage#EN}, {@code ZH}, {@code JA}, {@code KO} or {@code YUE}
   * @param text never empty
   */
  public record Piece(TextLanguage language, String text) {}

  private enum Script {
    IDEOGRAPHS,
    KANA,
    HANGUL,
    LATIN,
    DIGITS,
    MARKS
  }

  private record Section(Script script, String text) {

    Section plus(String more) {
      return new Section(script, text + more);
    }
  }

  /** Units that are read in the language of the text when they follow a number. */
  private static final Pattern UNIT =
      Pattern.compile(
          "(?:km/h|m/s|[ckm]?m[23²³]|[ckm]?m|[mk]?g|m?[lL]|ML|KG|Kg|KM|Km|CM|MM|d[bB]|m?s|h|min|[kMG]?Hz"
              + "|kWh|kW|W|V)(?![A-Za-z0-9])");

  private LanguageSegmenter() {}

  /**
   * The pieces, in order; together they are the text.
   *
   * @param text any text
   * @param mode how to tell languages apart
   */
  public static List<Piece> pieces(String text, TextLanguage mode) {
    if (text.isEmpty()) {
      return List.of();
    }
    if (mode == TextLanguage.EN) {
      return List.of(new Piece(TextLanguage.EN, text));
    }
    return merged(labelled(sections(text, mode), mode));
  }

  // ---- sections: runs of one script ----

  private static List<Section> sections(String text, TextLanguage mode) {
    List<Section> sections = new ArrayList<>();
    boolean unitsAreRead = mode == TextLanguage.ZH || mode == TextLanguage.ALL_ZH;
    String leading = ""; // marks before the first section
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      int width = Character.charCount(c);
      Section last = sections.isEmpty() ? null : sections.getLast();
      Script script = script(c);
      if (last != null && last.script() == Script.DIGITS && script == Script.LATIN) {
        Matcher unit = UNIT.matcher(text).region(at, text.length());
        unit.useTransparentBounds(true);
        if (unitsAreRead && endsWithDigit(last.text()) && unit.lookingAt()) {
          sections.set(sections.size() - 1, last.plus(unit.group()));
          at = unit.end();
          continue;
        }
      }
      String character = text.substring(at, at + width);
      boolean apostrophe = (c == '\'' || c == '’') && last != null && last.script() == Script.LATIN;
      boolean attachedDigit =
          script == Script.DIGITS
              && last != null
              && last.script() == Script.LATIN
              && Character.isLetterOrDigit(last.text().codePointBefore(last.text().length()));
      if (script == Script.MARKS || apostrophe || attachedDigit) {
        if (last == null) {
          leading += character;
        } else {
          sections.set(sections.size() - 1, last.plus(character));
        }
      } else if (last != null && last.script() == script) {
        sections.set(sections.size() - 1, last.plus(character));
      } else if (last != null
          && isJapaneseRun(last.script(), script)
          && !endsWithMark(last.text())) {
        sections.set(sections.size() - 1, new Section(Script.KANA, last.text() + character));
      } else {
        sections.add(new Section(script, leading + character));
        leading = "";
      }
      at += width;
    }
    if (!leading.isEmpty()) {
      sections.add(new Section(Script.MARKS, leading));
    }
    return sections;
  }

  private static Script script(int c) {
    if (Character.isDigit(c)) {
      return Script.DIGITS;
    }
    if (!Character.isLetter(c) && c != '々' && c != 'ー') {
      return Script.MARKS;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN -> Script.IDEOGRAPHS;
      case HIRAGANA, KATAKANA -> Script.KANA;
      case HANGUL -> Script.HANGUL;
      case LATIN -> Script.LATIN;
      default -> c == '々' ? Script.IDEOGRAPHS : c == 'ー' ? Script.KANA : Script.MARKS;
    };
  }

  private static boolean isJapaneseRun(Script before, Script now) {
    return (before == Script.KANA && now == Script.IDEOGRAPHS)
        || (before == Script.IDEOGRAPHS && now == Script.KANA);
  }

  private static boolean endsWithDigit(String text) {
    return Character.isDigit(text.charAt(text.length() - 1));
  }

  private static boolean endsWithMark(String text) {
    return ",.!?，。！？".indexOf(text.charAt(text.length() - 1)) >= 0;
  }

  // ---- languages ----

  private static List<Piece> labelled(List<Section> sections, TextLanguage mode) {
    TextLanguage fixed = mode.base().orElse(null);
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      TextLanguage language =
          switch (section.script()) {
            case LATIN -> TextLanguage.EN;
            case KANA -> TextLanguage.JA;
            case HANGUL -> TextLanguage.KO;
            case IDEOGRAPHS -> TextLanguage.ZH;
            case DIGITS, MARKS -> isWhole(mode) ? fixed : digits(sections, i);
          };
      pieces.add(new Piece(relabelled(language, mode, fixed), section.text()));
    }
    return pieces;
  }

  /** Digits and lone marks take the language of their surroundings. */
  private static TextLanguage digits(List<Section> sections, int index) {
    Section before = index == 0 ? null : sections.get(index - 1);
    Section after = index + 1 == sections.size() ? null : sections.get(index + 1);
    if (before == null && after == null) {
      return TextLanguage.ZH;
    }
    if (before == null) {
      return language(after);
    }
    if (after == null || language(before) == language(after)) {
      return language(before);
    }
    if (endsWithMark(before.text())) {
      return language(after);
    }
    String digits = sections.get(index).text();
    if (endsWithMark(digits)) {
      return language(before);
    }
    return before.text().length() >= after.text().length() ? language(before) : language(after);
  }

  private static TextLanguage language(Section section) {
    return switch (section.script()) {
      case LATIN -> TextLanguage.EN;
      case KANA -> TextLanguage.JA;
      case HANGUL -> TextLanguage.KO;
      default -> TextLanguage.ZH;
    };
  }

  private static boolean isWhole(TextLanguage mode) {
    return switch (mode) {
      case ALL_ZH, ALL_JA, ALL_KO, ALL_YUE -> true;
      default -> false;
    };
  }

  private static TextLanguage relabelled(
      TextLanguage language, TextLanguage mode, TextLanguage fixed) {
    if (language == TextLanguage.EN) {
      return language;
    }
    if (fixed != null) {
      return fixed;
    }
    return mode == TextLanguage.AUTO_YUE && language == TextLanguage.ZH
        ? TextLanguage.YUE
        : language;
  }

  private static List<Piece> merged(List<Piece> pieces) {
    List<Piece> merged = new ArrayList<>();
    for (Piece piece : pieces) {
      Piece last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && last.language() == piece.language()) {
        merged.set(merged.size() - 1, new Piece(last.language(), last.text() + piece.text()));
      } else {
        merged.add(piece);
      }
    }
    return List.copyOf(merged);
  }
}
