package io.github.sovits4j.text;

import io.github.sovits4j.text.chinese.LatinUnits;
import io.github.sovits4j.text.japanese.KanaReading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into pieces of one language each, by script: Latin letters are English, kana are
 * Japanese, Hangul is Korean. Marks go with what precedes them, digits with their surroundings.
 *
 * <p>In the modes of one language mixed with English all that is not English takes that language;
 * only the {@code auto} modes tell Chinese, Japanese and Korean apart. There ideographs beside kana
 * are Japanese as far as they can be ({@link IdeographEvidence}); those alone are what they can be,
 * else Japanese in a text that is Japanese otherwise, else Chinese. Two and more right before
 * Hangul are Korean where nothing in the text is Chinese or Japanese.
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

  /** A run of one script, or Japanese of two, as it grows. */
  private static final class Section {

    private Script script;
    private final StringBuilder text;

    Section(Script script, CharSequence text) {
      this.script = script;
      this.text = new StringBuilder(text);
    }

    Script script() {
      return script;
    }

    CharSequence text() {
      return text;
    }

    void add(CharSequence more) {
      text.append(more);
    }

    void become(Script other) {
      script = other;
    }

    /** Takes the text from a place on away. */
    String cut(int at) {
      String end = text.substring(at);
      text.setLength(at);
      return end;
    }

    int lastCodePoint() {
      return text.codePointBefore(text.length());
    }

    /** Whether a digit behind goes on with an abbreviation: No.1, Vol.3. */
    boolean endsInAbbreviation() {
      return ABBREVIATION.matcher(text.substring(Math.max(0, text.length() - 5))).find();
    }

    char lastCharacter() {
      return text.charAt(text.length() - 1);
    }
  }

  /** No word has more digits inside. */
  private static final int LONGEST_INSIDE = 8;

  private static final String UNITS =
      "km/h|m/s|[ckm]?m[23²³]|[ckm]?m|[mk]?g|m?[lL]|ML|KG|Kg|KM|Km|CM|MM|d[bB]|m?s|h|min|[kMG]?Hz|kWh|kW|W|V|kcal|mAh";

  /** Units that are read in the language of the text when they follow a number. */
  private static final Pattern UNIT = unit(UNITS);

  /** Of data, pictures and food besides, which are words of Japanese and Korean. */
  private static final Pattern MORE_UNITS =
      unit(UNITS + "|[KMGT]B(?:/s)?|[kMG]bps|fps|dpi|cal|cc|h?Pa|ppm|t");

  /** Letters behind a number, which stand by themselves: 5G, 16GB, 1080p, 2x. */
  private static final Pattern LETTERS =
      Pattern.compile("(?:[A-Z]{1,3}|[a-rt-z]|[dp]pi|[bp]pm)[^A-Za-z0-9]*+");

  /** What a number in Chinese follows: TOP10榜单. */
  private static final Pattern RANK = Pattern.compile("(?:TOP|Top|top) ?$");

  /** Signs between a variable and what it is compared or counted with: 当x=5时, 设a+b=c. */
  private static final Pattern OPERATOR =
      Pattern.compile(
          "(?<=(?<![A-Za-z])[A-Za-z])\\s?[+=<>≤≥≠≈×÷]\\s?(?=-?\\d|[A-Za-z](?![A-Za-z]))");

  private static final String PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  private static final Pattern CAR = Pattern.compile("[A-Z][·•]?");

  /** The x of 4x100, but not of 0x1F. */
  private static final Pattern FACTORS = Pattern.compile("(?<=\\d)(?<!(?<!\\d)0)[xX](?=\\d)");

  /** What stands before the stroke of 元/kg, which is "per", and not in 左/L. */
  private static final String BEFORE_PER = "每元角次天日人个件克斤吨升米秒年月周时户亩万亿粒份瓶袋";

  /** The numerals of 第II卷 and III期; one letter alone is often any number: 第X次. */
  private static final Pattern ROMAN =
      Pattern.compile(
          "(?<=第)(?:I{2,3}|IV|VI{1,3}|IX|X(?:I{1,3}|IV|V)|[IVX](?=[卷章期部册编篇幕类级]))(?![A-Za-z0-9])"
              + "|(?<![A-Za-z0-9 ])(?:I{1,3}|IV|VI{1,3}|IX|XI{1,2})(?=[型级期类卷章部册代季编篇幕])");

  private static final Pattern ABBREVIATION =
      Pattern.compile("(?<![A-Za-z])(?:No|NO|no|Vol|vol|Ver|ver|Fig|fig|Ch|Sec|Lv)\\.$");

  /** Addresses of the net and of mail, names of hosts and files, and 1990s: digits and all. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<!\\d)(?:1[5-9]|20)\\d0s(?![A-Za-z0-9])|(?:https?://|(?<![A-Za-z0-9])www\\.)[!-~&&[^<>\"']]*(?<=[A-Za-z0-9/])"
              + "|(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})++"
              + "|(?<![A-Za-z0-9._-])[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63}){0,8}\\.(?:com|cn|net|org|jp|kr|hk|tw|io"
              + "|edu|gov|html?|php|pdf|docx?|xlsx?|pptx?|txt|zip|rar|exe|apk|jpe?g|png|gif|mp[34]|wav"
              + "|json|xml|csv|py|java|js|ts|cpp|md)(?![A-Za-z0-9])");

  private LanguageSegmenter() {}

  private static Pattern unit(String units) {
    return Pattern.compile("(?:(?<=°)[CF]|(?<!°)(?:" + units + "))(?![A-Za-z0-9])");
  }

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
    boolean detecting = mode.base().isEmpty();
    boolean japanese = mode.base().filter(TextLanguage.JA::equals).isPresent();
    boolean korean = mode.base().filter(TextLanguage.KO::equals).isPresent();
    boolean chinese = isChinese(mode);
    Pattern units = japanese || korean ? MORE_UNITS : UNIT;
    boolean hasIdeographs = text.codePoints().anyMatch(Character::isIdeographic);
    BitSet addresses = addresses(text);
    StringBuilder leading = new StringBuilder(); // marks before the first section
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      int width = Character.charCount(c);
      Section last = sections.isEmpty() ? null : sections.getLast();
      Script script = script(c);
      if (script == Script.LATIN && japanese && isWide(c)) {
        script = Script.KANA; // letters of a Japanese text, as its dictionary has them
      } else if (script == Script.DIGITS && addresses.get(at)) {
        script = Script.LATIN;
      }
      if (chinese && !addresses.get(at)) {
        int end = endOfNumbers(text, at, last);
        if (end > at) {
          if (last != null && last.script() != Script.LATIN) {
            last.add(text.substring(at, end));
          } else {
            sections.add(new Section(Script.DIGITS, leading.append(text, at, end)));
            leading.setLength(0);
          }
          at = end;
          continue;
        }
      } else if (last != null && last.script() == Script.DIGITS && script == Script.LATIN) {
        Matcher unit = units.matcher(text).region(at, text.length());
        unit.useTransparentBounds(true);
        char before = last.lastCharacter();
        if ((Character.isDigit(before) || before == '°') && unit.lookingAt()) {
          last.add(unit.group());
          at = unit.end();
          continue;
        }
      }
      if (chinese
          && last != null
          && last.script() == Script.LATIN
          && hasIdeographs
          && !addresses.get(at)) {
        Matcher operator = region(OPERATOR, text, at);
        if (operator.lookingAt()) {
          sections.add(new Section(Script.IDEOGRAPHS, operator.group()));
          at = operator.end();
          continue;
        }
      }
      String character = text.substring(at, at + width);
      boolean apostrophe = (c == '\'' || c == '’') && last != null && last.script() == Script.LATIN;
      boolean attachedDigit =
          script == Script.DIGITS
              && last != null
              && last.script() == Script.LATIN
              && (isInsideWord(text, at) || last.endsInAbbreviation());
      if (script == Script.MARKS || apostrophe || attachedDigit) {
        if (last == null) {
          leading.append(character);
        } else {
          last.add(character);
        }
      } else if (last != null
          && last.script() == script
          && !(detecting && script == Script.IDEOGRAPHS && endsClause(last))) {
        last.add(character);
      } else if (last != null
          && isJapaneseRun(last.script(), script)
          && (detecting ? goesOn(last) : !endsWithMark(last))) {
        if (detecting) {
          addToJapaneseRun(sections, script, character);
        } else {
          last.become(Script.KANA);
          last.add(character);
        }
      } else {
        sections.add(new Section(script, leading.append(character)));
        leading.setLength(0);
      }
      at += width;
    }
    if (!leading.isEmpty()) {
      sections.add(new Section(Script.MARKS, leading));
    }
    return sections;
  }

  private static boolean isChinese(TextLanguage mode) {
    return mode.base()
        .filter(base -> base == TextLanguage.ZH || base == TextLanguage.YUE)
        .isPresent();
  }

  /**
   * Where the Latin letters end that Chinese says in words of its own, with what is left and right
   * of them: the unit of a number, a currency before one, a Roman numeral, the x between two
   * factors. The position itself where there are none.
   */
  private static int endOfNumbers(String text, int at, Section last) {
    char c = text.charAt(at);
    char before = at == 0 ? ' ' : text.charAt(at - 1);
    if (!isAsciiLetter(c) && c != 'μ' && c != 'µ') {
      return at;
    }
    if (last != null && last.script() != Script.LATIN) {
      boolean apart =
          before == ' ' && at > 1 && isDigit(text.charAt(at - 2)) && !text.startsWith("in", at);
      boolean per = before == '/' && at > 1 && isBeforePer(text.charAt(at - 2));
      if (isDigit(before) || apart || per || "°万亿".indexOf(before) >= 0) {
        Matcher unit = region(LatinUnits.afterNumber(), text, at);
        if (unit.lookingAt()) {
          return unit.end();
        }
      }
      if ((c == 'x' || c == 'X') && region(FACTORS, text, at).lookingAt()) {
        return at + 1;
      }
    }
    boolean behindIdeograph = Character.isIdeographic(before) || "(（".indexOf(before) >= 0;
    Matcher compound = region(LatinUnits.compound(), text, at);
    if (last != null && behindIdeograph && compound.lookingAt()) {
      return compound.end();
    }
    for (Pattern start : List.of(LatinUnits.beforeNumber(), ROMAN)) {
      Matcher found = region(start, text, at);
      if (found.lookingAt()) {
        return found.end();
      }
    }
    return at;
  }

  /** Letters there are a unit, for those of no unit have a section of their own. */
  private static boolean isBeforePer(char c) {
    return isDigit(c) || isAsciiLetter(c) || "²³".indexOf(c) >= 0 || BEFORE_PER.indexOf(c) >= 0;
  }

  private static Matcher region(Pattern pattern, String text, int at) {
    return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
  }

  private static BitSet addresses(String text) {
    BitSet addresses = new BitSet();
    Matcher address = ADDRESS.matcher(text);
    while (address.find()) {
      addresses.set(address.start(), address.end());
    }
    return addresses;
  }

  private static boolean isWide(int c) {
    return (c >= 'Ａ' && c <= 'Ｚ') || (c >= 'ａ' && c <= 'ｚ');
  }

  /** Whether Latin letters touch a run of digits on both sides: B2B, H2O. */
  private static boolean isInsideWord(String text, int at) {
    int end = at;
    while (end < text.length() && end - at < LONGEST_INSIDE && isAsciiDigit(text.charAt(end))) {
      end++;
    }
    int start = at;
    while (start > 0 && at - start < LONGEST_INSIDE && isAsciiDigit(text.charAt(start - 1))) {
      start--;
    }
    return start > 0
        && end < text.length()
        && isAsciiLetter(text.charAt(start - 1))
        && isAsciiLetter(text.charAt(end));
  }

  private static boolean isDigit(char c) {
    return Character.isDigit(c);
  }

  private static boolean isAsciiDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Kana behind ideographs, or an ideograph behind kana: one run as far as it can be Japanese. */
  private static void addToJapaneseRun(List<Section> sections, Script script, String character) {
    Section last = sections.getLast();
    if (script == Script.IDEOGRAPHS) {
      if (IdeographEvidence.isChinese(character.codePointAt(0))) {
        sections.add(new Section(script, character));
      } else {
        last.add(character);
      }
      return;
    }
    CharSequence before = last.text();
    int at = before.length();
    while (at > 0 && !IdeographEvidence.isChinese(before.charAt(at - 1))) {
      at--;
    }
    if (at == 0) {
      last.become(Script.KANA);
      last.add(character);
    } else if (before.length() - at < 2) { // one ideograph is rather the end of a Chinese word
      sections.add(new Section(Script.KANA, character));
    } else {
      sections.add(new Section(Script.KANA, last.cut(at) + character));
    }
  }

  private static Script script(int c) {
    if (KanaReading.isMark(c)) {
      return Script.KANA;
    }
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

  /** Whether ideographs touch the kana that follow, or kana go on in the same clause. */
  private static boolean goesOn(Section last) {
    return last.script() == Script.KANA
        ? !endsClause(last)
        : Character.isIdeographic(last.lastCodePoint());
  }

  private static boolean endsClause(Section section) {
    return ",.!?，。！？、；;：:…\n\r".indexOf(section.lastCodePoint()) >= 0;
  }

  /** QQ：12345 has a number of the text's language. */
  private static boolean endsWithColon(Section section) {
    String text = section.text().toString().stripTrailing();
    return text.endsWith(":") || text.endsWith("：");
  }

  private static boolean endsWithMark(Section section) {
    return ",.!?，。！？".indexOf(section.lastCharacter()) >= 0;
  }

  // ---- languages ----

  private static List<Piece> labelled(List<Section> sections, TextLanguage mode) {
    TextLanguage fixed = mode.base().orElse(null);
    List<TextLanguage> languages = languages(sections);
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      TextLanguage language = languages.get(i);
      if (language == null) {
        boolean numbered = fixed != null && i > 0 && endsWithColon(sections.get(i - 1));
        boolean own =
            isWhole(mode)
                || numbered
                || (isChinese(mode) && isOfChineseWord(sections, languages, i));
        language = own ? fixed : surrounding(sections, languages, i);
      }
      pieces.add(new Piece(relabelled(language, mode, fixed), sections.get(i).text().toString()));
    }
    return pieces;
  }

  /** By script and evidence; null for digits and lone marks. */
  private static List<TextLanguage> languages(List<Section> sections) {
    int balance = 0;
    boolean kana = false;
    for (Section section : sections) {
      kana |= section.script() == Script.KANA;
      if (section.script() == Script.IDEOGRAPHS) {
        balance += IdeographEvidence.balance(section.text());
      }
    }
    List<TextLanguage> languages = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      languages.add(
          switch (section.script()) {
            case LATIN -> TextLanguage.EN;
            case KANA -> TextLanguage.JA;
            case HANGUL -> TextLanguage.KO;
            case DIGITS, MARKS -> null;
            case IDEOGRAPHS -> {
              int own = IdeographEvidence.balance(section.text());
              boolean japanese = own == 0 ? balance < 0 || (kana && balance == 0) : own < 0;
              boolean korean = own == 0 && !kana && balance == 0 && isBeforeHangul(sections, i);
              yield korean ? TextLanguage.KO : japanese ? TextLanguage.JA : TextLanguage.ZH;
            }
          });
    }
    return languages;
  }

  private static boolean isBeforeHangul(List<Section> sections, int at) {
    CharSequence text = sections.get(at).text();
    return at + 1 < sections.size()
        && sections.get(at + 1).script() == Script.HANGUL
        && text.length() > 1
        && Character.isIdeographic(text.charAt(text.length() - 2))
        && Character.isIdeographic(text.charAt(text.length() - 1));
  }

  /** Digits and lone marks take the language of their surroundings. */
  private static TextLanguage surrounding(
      List<Section> sections, List<TextLanguage> languages, int index) {
    TextLanguage before = index == 0 ? null : languages.get(index - 1);
    TextLanguage after = index + 1 == sections.size() ? null : languages.get(index + 1);
    if (before == null || after == null) {
      return before == null && after == null ? TextLanguage.ZH : before == null ? after : before;
    }
    Section left = sections.get(index - 1);
    if (before == after || endsWithMark(left)) {
      return after;
    }
    if (endsWithMark(sections.get(index))) {
      return before;
    }
    return left.text().length() >= sections.get(index + 1).text().length() ? before : after;
  }

  /**
   * Whether digits are said in Chinese though Latin letters touch them: 5G网络, 流量10GB, and the
   * number of a car, 京A12345.
   */
  private static boolean isOfChineseWord(
      List<Section> sections, List<TextLanguage> languages, int at) {
    if (at > 1
        && sections.get(at - 2).script() == Script.IDEOGRAPHS
        && PROVINCES.indexOf(sections.get(at - 2).lastCharacter()) >= 0
        && CAR.matcher(sections.get(at - 1).text()).matches()) {
      return true;
    }
    if (at > 0
        && (RANK.matcher(sections.get(at - 1).text()).find()
            || isApartFromNext(sections, languages, at))) {
      return true;
    }
    return at + 1 < sections.size()
        && isDigit(sections.get(at).lastCharacter())
        && LETTERS.matcher(sections.get(at + 1).text()).matches()
        && ((at > 0 && languages.get(at - 1) != TextLanguage.EN)
            || (at + 2 < sections.size() && languages.get(at + 2) != TextLanguage.EN));
  }

  /** 小米14 Ultra: touches an ideograph, and Latin letters only behind a space. */
  private static boolean isApartFromNext(
      List<Section> sections, List<TextLanguage> languages, int at) {
    return languages.get(at - 1) != TextLanguage.EN
        && Character.isIdeographic(sections.get(at - 1).lastCodePoint())
        && sections.get(at).lastCharacter() == ' ';
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
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      text.append(piece.text());
      if (i + 1 == pieces.size() || pieces.get(i + 1).language() != piece.language()) {
        merged.add(new Piece(piece.language(), text.toString()));
        text.setLength(0);
      }
    }
    return List.copyOf(merged);
  }
}
