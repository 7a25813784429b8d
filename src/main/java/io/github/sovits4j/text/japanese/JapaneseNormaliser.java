package io.github.sovits4j.text.japanese;

import io.github.sovits4j.text.DataLines;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes out what the dictionary's words do not cover: amounts of money, dates, times, fractions,
 * signs. Digits stay digits, for the stages of Open JTalk read numbers and their counters.
 */
final class JapaneseNormaliser {

  private static final String DIGIT = "[0-9０-９]";
  private static final String NUMBER = DIGIT + "+(?:[,，]" + DIGIT + "{3})*(?:[.．]" + DIGIT + "+)?";
  private static final String AMOUNT = "(" + NUMBER + "[千百十]?[万億兆]?)";
  private static final String NO_DIGIT_BEFORE = "(?<![0-9０-９])";
  private static final String NO_DIGIT_BEHIND = "(?![0-9０-９])";
  private static final String HYPHEN = "[-−－‐‑]";
  private static final String TELEPHONE =
      "[0０]DIGIT{1,4}-DIGIT{1,4}-DIGIT{3,4}".replace("-", HYPHEN).replace("DIGIT", DIGIT);
  private static final String POST = "〒\\s?" + DIGIT + "{3}" + HYPHEN + DIGIT + "{4}";
  private static final String MONTH = "0?([1-9]|1[0-2])";
  private static final String DAY = "0?([1-9]|[12][0-9]|3[01])";
  private static final String FIGURE = "0-9０-９一二三四五六七八九十百千〇";

  /** 分 is ブン in fractions, and フン, a minute, behind other numbers. */
  private static final String PARTS = new KanaReading("ブン", -1).marks(1);

  /** What the dictionary spells or lacks; it has km, cm, kg, Hz and others. */
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("m", "メートル"),
          Map.entry("g", "グラム"),
          Map.entry("L", "リットル"),
          Map.entry("l", "リットル"),
          Map.entry("t", "トン"),
          Map.entry("cc", "シーシー"),
          Map.entry("ms", "ミリ秒"),
          Map.entry("h", "時間"),
          Map.entry("min", "分"),
          Map.entry("m/s", "メートル毎秒"),
          Map.entry("KB", "キロバイト"),
          Map.entry("MB", "メガバイト"),
          Map.entry("GB", "ギガバイト"),
          Map.entry("TB", "テラバイト"),
          Map.entry("MB/s", "メガバイト毎秒"),
          Map.entry("GB/s", "ギガバイト毎秒"),
          Map.entry("kbps", "キロビーピーエス"),
          Map.entry("Mbps", "メガビーピーエス"),
          Map.entry("Gbps", "ギガビーピーエス"),
          Map.entry("mAh", "ミリアンペアアワー"),
          Map.entry("fps", "エフピーエス"),
          Map.entry("dpi", "ディーピーアイ"),
          Map.entry("cal", "カロリー"),
          Map.entry("kcal", "キロカロリー"),
          Map.entry("Pa", "パスカル"),
          Map.entry("hPa", "ヘクトパスカル"),
          Map.entry("ppm", "ピーピーエム"));

  private static final String UNIT =
      UNITS.keySet().stream()
          .sorted((a, b) -> b.length() - a.length())
          .collect(Collectors.joining("|", "(?:", ")(?![0-9A-Za-z/²³]|サイズ|判)"));

  /** One kind of writing and what becomes of it. */
  private record Rewriting(Pattern pattern, Function<MatchResult, String> words) {

    static Rewriting of(String pattern, String replacement) {
      return new Rewriting(Pattern.compile(pattern), found -> expand(found, replacement));
    }

    String applied(String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find()
          ? matcher.replaceAll(found -> Matcher.quoteReplacement(words.apply(found)))
          : text;
    }

    /** The replacement with groups in the places of $1 to $9. */
    private static String expand(MatchResult found, String replacement) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < replacement.length(); i++) {
        char c = replacement.charAt(i);
        if (c == '$') {
          i++;
          String group = found.group(replacement.charAt(i) - '0');
          out.append(group == null ? "" : group);
        } else {
          out.append(c);
        }
      }
      return out.toString();
    }
  }

  private static final List<Rewriting> REWRITINGS =
      List.of(
          Rewriting.of("([!?…,.\\-])[!?…,.\\-]+", "$1"),
          Rewriting.of("[(（]株[)）]", "株式会社"),
          Rewriting.of("[(（]有[)）]", "有限会社"),
          // 10:30, 10:30:05
          new Rewriting(
              Pattern.compile(
                  NO_DIGIT_BEFORE
                      + "([01]?[0-9]|2[0-9])[:：]([0-5][0-9])(?:[:：]([0-5][0-9]))?"
                      + "(?![0-9０-９:：])"),
              JapaneseNormaliser::time),
          Rewriting.of("(?<=" + DIGIT + ")[:：](?=" + DIGIT + ")", "対"),
          // 2024/5/3, 2024-05-03, 2024/5, 5/3(金)
          Rewriting.of(
              NO_DIGIT_BEFORE + "([12][0-9]{3})([/.-])" + MONTH + "\\2" + DAY + "(?![0-9/])",
              "$1年$3月$4日"),
          Rewriting.of(NO_DIGIT_BEFORE + "([12][0-9]{3})/" + MONTH + "(?![0-9/])", "$1年$2月"),
          Rewriting.of("(?<![0-9/])" + MONTH + "/" + DAY + "(?=[ 　]?[(（][日月火水木金土])", "$1月$2日"),
          Rewriting.of("(?<=日)([ 　]?[(（])([日月火水木金土])(?=[・)）])", "$1$2曜日"),
          new Rewriting(
              Pattern.compile("(?<![0-9/.])([0-9]{1,6})/([0-9]{1,6})(?![0-9/])"),
              JapaneseNormaliser::fraction),
          Rewriting.of("½", "2分の1"),
          Rewriting.of("¼", "4分の1"),
          Rewriting.of("¾", "4分の3"),
          Rewriting.of("(?<=[" + FIGURE + "])分の(?=[" + FIGURE + "])", "分" + PARTS + "の"),
          // money
          Rewriting.of("[¥￥]\\s?" + AMOUNT + "円?", "$1円"),
          Rewriting.of("(?:US)?[$＄]\\s?" + AMOUNT, "$1ドル"),
          Rewriting.of("€\\s?" + AMOUNT, "$1ユーロ"),
          Rewriting.of("[£￡]\\s?" + AMOUNT, "$1ポンド"),
          Rewriting.of("[₩￦]\\s?" + AMOUNT, "$1ウォン"),
          Rewriting.of("(?<=" + DIGIT + ")€", "ユーロ"),
          // telephone numbers and post codes: hyphens keep their digits apart, read one by one
          new Rewriting(
              Pattern.compile(
                  NO_DIGIT_BEFORE + "(?:" + TELEPHONE + "|" + POST + ")" + NO_DIGIT_BEHIND),
              found -> found.group().replaceAll(HYPHEN, "‐").replaceAll("\\s", "")),
          // -5, 20℃, 5%
          Rewriting.of("(?<![0-9０-９A-Za-zＡ-Ｚａ-ｚ)）])[-−－](?=" + DIGIT + ")", "マイナス"),
          Rewriting.of("(?<=" + DIGIT + ")\\s?(?:℃|°C|°|˚C?)", "度"),
          Rewriting.of("％|(?<=" + DIGIT + ")%|(?<=[\\p{IsHan}])%(?![A-Za-z0-9])", "パーセント"),
          Rewriting.of("(?<=" + DIGIT + ")(?:\\s[-−]\\s|−)(?=" + DIGIT + ")", "マイナス"),
          // 4.6.3
          new Rewriting(
              Pattern.compile("(?<![0-9.])[0-9]+(?:\\.[0-9]+){2,}(?![0-9])"),
              found -> found.group().replace(".", "テン")),
          // sums
          Rewriting.of("[=＝]", "イコール"),
          Rewriting.of(
              "(?<=[0-9０-９A-Za-zＡ-Ｚａ-ｚ円個本枚人回台])\\s?[×✕]\\s?(?=[0-9０-９A-Za-zＡ-Ｚａ-ｚ])", "カケル"),
          Rewriting.of("[×✕]", "バツ"),
          // from … to, and long vowels
          Rewriting.of("(?<=[0-9０-９%\\p{IsHan}])\\s?[〜～~]\\s?(?=[0-9０-９\\p{IsHan}])", "から"),
          Rewriting.of(
              "(?<=[\\p{IsHiragana}\\p{IsKatakana}])[〜～]+(?=[\\p{IsHiragana}\\p{IsKatakana}])",
              "ー"),
          // circles: the digit between digits, else a placeholder
          Rewriting.of("(?<=[" + FIGURE + "])[○◯]|[○◯](?=[" + FIGURE + "])", "〇"),
          Rewriting.of("(?<![" + FIGURE + "])〇(?![" + FIGURE + "])", "マル"),
          new Rewriting(
              Pattern.compile("(?<![" + FIGURE + "])〇{2,}(?![" + FIGURE + "])"),
              found -> "マル".repeat(found.group().length())),
          Rewriting.of("[○◯]", "マル"),
          Rewriting.of("#(?=\\p{L})", "ハッシュタグ"),
          Rewriting.of("(?<=[A-Za-zＡ-Ｚａ-ｚ])[#＃]", "シャープ"),
          Rewriting.of("(?<=[A-Za-z0-9])\\.(?=[A-Za-z])", "ドット"),
          // areas and volumes, and other units behind a space
          Rewriting.of("(?<=" + DIGIT + ")\\s?m[²2](?![0-9A-Za-z])", "平方メートル"),
          Rewriting.of("(?<=" + DIGIT + ")\\s?km[²2](?![0-9A-Za-z])", "平方キロメートル"),
          Rewriting.of("(?<=" + DIGIT + ")\\s?cm[²2](?![0-9A-Za-z])", "平方センチメートル"),
          Rewriting.of("(?<=" + DIGIT + ")\\s?m[³3](?![0-9A-Za-z])", "立方メートル"),
          Rewriting.of("(?<=" + DIGIT + ") (?=[A-Za-zμ]{1,3}(?![A-Za-z]))", ""),
          // 9.58s, but 90s and 6s are decades and models
          Rewriting.of("(?<=[0-9]\\.[0-9]{1,3})s(?![0-9A-Za-z/²³])", "秒"),
          new Rewriting(
              Pattern.compile("(?<=" + DIGIT + ")" + UNIT), found -> UNITS.get(found.group())));

  private static final Map<Character, String> SIGNS = signs();

  private JapaneseNormaliser() {}

  private static Map<Character, String> signs() {
    Map<Character, String> signs = new HashMap<>();
    DataLines.of(
        JapaneseNormaliser.class,
        "signs.txt",
        line -> {
          if (!line.startsWith("#")) {
            signs.put(line.charAt(0), line.substring(2));
          }
        });
    return signs;
  }

  /** The text as it is read out, but for digits and what the dictionary reads. */
  static String normalise(String text) {
    String normalised = usualForms(text);
    for (Rewriting rewriting : REWRITINGS) {
      normalised = rewriting.applied(normalised);
    }
    return normalised;
  }

  /** Digits of other scripts as ours, characters that stand for several as these. */
  private static String usualForms(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String sign = c <= Character.MAX_VALUE ? SIGNS.get((char) c) : null;
              if (sign != null) {
                out.append(sign);
              } else if (Character.isDigit(c) && !(c >= '０' && c <= '９')) {
                out.append(Character.digit(c, 10));
              } else if (isCompound(c)) {
                out.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /** Units, eras, ligatures, numbers in circles and brackets, old forms of kanji. */
  private static boolean isCompound(int c) {
    return (c >= 0x3220 && c <= 0x33ff)
        || (c >= 0x2460 && c <= 0x24ff)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfb00 && c <= 0xfb06)
        || (c >= 0x1d400 && c <= 0x1d7ff);
  }

  private static String time(MatchResult found) {
    String seconds = found.group(3);
    return Integer.parseInt(found.group(1))
        + "時"
        + (seconds == null ? part(found.group(2), "分") : Integer.parseInt(found.group(2)) + "分")
        + (seconds == null ? "" : part(seconds, "秒"));
  }

  private static String part(String digits, String unit) {
    int number = Integer.parseInt(digits);
    return number == 0 ? "" : number + unit;
  }

  /** 1/2 is a fraction, 12/5 the fifth of December and 2/14 the fourteenth of February. */
  private static String fraction(MatchResult found) {
    int over = Integer.parseInt(found.group(1));
    int under = Integer.parseInt(found.group(2));
    boolean parts = under <= 12 || over == 1;
    boolean date =
        (over >= under || !parts) && over >= 1 && over <= 12 && under >= 1 && under <= 31;
    return date ? over + "月" + under + "日" : under + "分の" + over;
  }
}
