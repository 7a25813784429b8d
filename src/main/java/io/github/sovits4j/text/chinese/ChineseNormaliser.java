package io.github.sovits4j.text.chinese;

import io.github.sovits4j.text.UnspokenCharacters;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Turns written Chinese into what is said: simplified characters, numbers and signs in words, and
 * nothing but ideographs and the marks {@code ! ? … , . -}; and where readings are given, their
 * marks behind their ideographs. Immutable.
 */
public final class ChineseNormaliser {

  /** Stands before a number that goes on from Latin letters, which another reader reads. */
  public static final String ATTACHED = "\u2060";

  /** Mandarin: the ideographs that the models' text encoder knows. */
  public static final ChineseNormaliser MANDARIN =
      new ChineseNormaliser(
          "\\u4e00-\\u9fa5",
          "$1", // marks in a row are one
          '…',
          ChineseNormaliser::asInMandarin,
          character -> false);

  private static final Pattern DOLLARS =
      Pattern.compile("(?:HK)?\\$(\\d++(?:,\\d{3})*+(?:\\.\\d++)?[万亿]?+)(?:蚊|元)?+");

  /** Eight digits in two parts, which are no years. */
  private static final Pattern TELEPHONE =
      Pattern.compile("(?<![\\d-])([3-9]\\d{3}|2[1-9]\\d\\d)-(\\d{4})(?![\\d-])");

  /** The parts of a telephone number, which could be a range but for the word before it. */
  private static final Pattern NAMED_TELEPHONE =
      Pattern.compile(
          "(?<=(?:电话|電話|手机号?|传真|傳真|热线|熱線|座机|固话)(?:号码|號碼)?[是为為]?[：:]?\\s?)(\\d{3,4})-(\\d{4})(?![\\d-])");

  /** Brackets keep numbers apart: 为120（2022年为100）; those of 高2(3)班 only its figures. */
  private static final Pattern BRACKETED = Pattern.compile("(?<=[\\d%])[(（](?=\\d)");

  private static final Pattern CLASS = Pattern.compile("(?<!\\d)(\\d)[(（](\\d{1,2})[)）]班");

  /** 5#楼, but not the 3# of a tag. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(?<![#\\dA-Za-z])(?<!(?<![\\dA-Za-z])#[^#，。]{1,20})(\\d{1,3})#(?=[\\p{IsHan}，。、；]|$)");

  /** Behind a word two dashes explain: 整整10年——3650天. */
  private static final Pattern DASH_IN_RANGE =
      Pattern.compile(
          "(?<=\\d)[—―]+(?=\\d)|(?<=[年月日号號点點时時分秒岁歲%℃度])[—―](?=\\d)"
              + "|(?<=[周週期][一二三四五六日天])[—―](?=[周週星])");

  /** Signs before numbers, unless Latin letters that are not spoken here stand before them. */
  private static final Pattern COMPARISON =
      Pattern.compile(
          "(?<![A-Za-z<>=-])\\s?((?!<\\d{1,4}>)[<>≤≥≦≧≈≠±√])=?\\s?(?=-?[\\d∠√π])|^\\s*([<>≤≥≦≧≈≠])\\s*$");

  private static final Map<String, String> COMPARISONS =
      Map.of(
          "<", "小于", ">", "大于", "≤", "小于等于", "≦", "小于等于", "≥", "大于等于", "≧", "大于等于", "≈", "约等于", "≠",
          "不等于", "±", "正负", "√", "根号");

  /** 〇 and the circles that stand for it. */
  private static final Pattern ZERO =
      Pattern.compile("〇|(?<=[零一二三四五六七八九十])[○◯]|[○◯](?=[零一二三四五六七八九十])");

  /** Those born in a decade: 80后 is said digit by digit, but not where something reaches 80. */
  private static final Pattern BORN =
      Pattern.compile(
          "(?<!\\d|过|过了|满|第|达|到了|[热升降涨跌增加减少高低大小煮烧调达充数活却温度分价量][到至了])"
              + "([5-9][05]|[01][05])后(?![面来退台天])");

  /** The wide commas of ￥１，２９９ and １，２９９元, and none between the numbers of a list. */
  private static final Pattern THOUSANDS =
      Pattern.compile(
          "(?<=[￥¥＄$€£]\\s?[０-９]{1,3}(?:，[０-９]{3}){0,3})，(?=[０-９]{3}(?![０-９]))"
              + "|(?<=(?<![０-９，])[０-９]{1,3}(?:，[０-９]{3}){0,3})，"
              + "(?=[０-９]{3}(?:，[０-９]{3}){0,3}(?:[.．][０-９]{1,9})?[元圆块人名个万亿件份次台辆户吨斤克米字页只条美港欧日英公千平])");

  private static final String WIDE_OR_NOT = "[0-9０-９]";

  /** The wide colons of 7：30 and 比分3：2, but not of 步骤1：20个. */
  private static final Pattern WIDE_COLON =
      Pattern.compile(
          ("(?<=(?<!"
                  + WIDE_OR_NOT
                  + "|第|步骤|步驟|图|圖|表|注|例|题|題|附件|方案|选项|问题|阶段|规则|编号|条|：)"
                  + "(?:[0-1０-１]?"
                  + WIDE_OR_NOT
                  + "|[2２][0-3０-３]))：(?=[0-5０-５]"
                  + WIDE_OR_NOT
                  + "(?!"
                  + WIDE_OR_NOT
                  + "))")
              + "|(?<=(?:[01]?\\d|2[0-3])[:：][0-5]\\d)：(?=[0-5]\\d(?!\\d))"
              + ("|(?<=(?:比分|比例|比值|配比|[以按])[是为為约約]?"
                  + WIDE_OR_NOT
                  + "{1,3})：(?="
                  + WIDE_OR_NOT
                  + ")"));

  /** What something is counted by: 元/斤, 次/分钟. */
  private static final String COUNTED_BY =
      "(?:[十百千万]*(?:毫秒|秒钟|分钟|小时|季度|学期|课时|人次|车次|公斤|[千毫]克|[毫分]升|平方[千厘毫分]?米|立方[厘毫分]?米"
          + "|平方公里|平方英尺|[平立]方|平米|[千厘毫]米|公里|英里|公顷|千瓦时?|摩尔"
          + "|[年月日天周季时分秒人次件个斤克吨升平米里亩户台辆本张套页字只瓶箱袋盒包杯份间晚夜班组队度节课期位名条根块片颗粒场局桌车层股手单票趟"
          + "双对把支枚桶罐碗盘顿餐批头匹棵株幅首篇段集例家所栋排轮回遍圈步转]))";

  /** A stroke that means per, and not either 男/女 or 左/右. */
  private static final Pattern PER =
      Pattern.compile(
          "(?<=[零一二三四五六七八九十百千万亿两半几]\\p{IsHan}{0,6}"
              + "|[元角币米里克斤吨升次人件个字度瓦帧特节兆卡焦牛帕尔台辆页粒片转圈步分秒亩顷])/(?="
              + COUNTED_BY
              + "(?![\\p{IsHan}&&[^的以左上下内计为是约价收起和与或及多不了]]))");

  private static final Pattern HYPHEN = Pattern.compile("-");

  /** The space between them keeps the figures of a date and a time apart. */
  private static final Pattern DATE_AND_TIME =
      Pattern.compile("(?<!\\d)(\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2})\\s+(?=\\d{1,2}:\\d\\d)");

  private static final Pattern EMOTICON = Pattern.compile("[:;]-?[()](?=[\\s，。！？、]|$)");

  private static final Pattern REMOVED =
      Pattern.compile("[\\s\\u3000—《》【】<>{}()（）#&@“”^_|\\\\「」『』]");
  private static final Pattern SENTENCE =
      Pattern.compile("(?<=[：、，；。？！;?!][’]?)(?!’)|(?<=,)(?!\\d)");
  private static final Pattern MARKS = Pattern.compile("([!?…,.\\-])[!?…,.\\-]++");

  /** The first of each kind of numbers in circles and brackets: ① ⑴ ⒈ ㈠ ㊀ ❶ ➀ ➊. */
  private static final int[] LISTED_TO_TEN = {
    0x2460, 0x2474, 0x2488, 0x3220, 0x3280, 0x2776, 0x2780, 0x278a
  };

  private static final Map<Character, Character> SIMPLIFIED = new HashMap<>();
  private static final Map<Character, String> SIGNS = new HashMap<>();

  static {
    Resources.words("simplified.txt")
        .forEach(pair -> SIMPLIFIED.put(pair.charAt(0), pair.charAt(1)));
    String[] signs = {
      "Ⅰ一", "Ⅱ二", "Ⅲ三", "Ⅳ四", "Ⅴ五", "Ⅵ六", "Ⅶ七", "Ⅷ八", "Ⅸ九", "Ⅹ十", "α阿尔法", "β贝塔", "γ伽玛", "Γ伽玛",
      "δ德尔塔", "Δ德尔塔", "ε艾普西龙", "ζ捷塔", "η依塔", "θ西塔", "Θ西塔", "ι艾欧塔", "κ喀帕", "λ拉姆达", "Λ拉姆达", "μ缪",
      "ν拗", "ξ克西", "Ξ克西", "ο欧米克伦", "π派", "Π派", "ρ肉", "ς西格玛", "σ西格玛", "Σ西格玛", "τ套", "υ宇普西龙", "φ服艾",
      "Φ服艾", "χ器", "ψ普赛", "Ψ普赛", "ω欧米伽", "Ω欧米伽", "+加", "×乘", "÷除", "=等于", "∞无穷大", "∠角", "∵因为",
      "∴所以", "∈属于", "⊥垂直于", "∥平行于", "℃度", "℉华氏度", "％%"
    };
    for (int i = 1; i <= 20; i++) { // ⑾, ⒒, ⑳; ㈠ and ❶ end at ten
      String number = ChineseNumbers.cardinal(String.valueOf(i));
      for (int first : i > 10 ? new int[] {0x2460, 0x2474, 0x2488} : LISTED_TO_TEN) {
        SIGNS.put((char) (first + i - 1), number);
      }
    }
    for (String sign : signs) {
      SIGNS.put(sign.charAt(0), sign.substring(1));
    }
  }

  private final Pattern ideographs;
  private final Pattern others;
  private final String marksInARow;
  private final char wave;
  private final UnaryOperator<String> own;
  private final Predicate<Character> kept;

  /**
   * How one language is normalised.
   *
   * @param ideographs those that are kept: ranges of a regular-expression class
   * @param marksInARow what they become
   * @param wave the mark that a wave dash becomes
   * @param own rules of this language for simplified text, before all others
   * @param kept the traditional characters that stay as they are
   */
  private ChineseNormaliser(
      String ideographs,
      String marksInARow,
      char wave,
      UnaryOperator<String> own,
      Predicate<Character> kept) {
    this.ideographs = Pattern.compile("[" + ideographs + "]");
    this.others = Pattern.compile("[^" + ideographs + "\\ue000-\\uf8ff!?…,.\\-]++");
    this.marksInARow = marksInARow;
    this.wave = wave;
    this.own = own;
    this.kept = kept;
  }

  /**
   * Cantonese: all ideographs, for some of its own words have rare ones; dollars and telephone
   * numbers are those of Hong Kong.
   *
   * @param kept the traditional characters that stay as they are, for they sound otherwise than
   *     what simplification makes of them
   */
  public static ChineseNormaliser cantonese(Predicate<Character> kept) {
    return new ChineseNormaliser(
        "\\u3007\\u3400-\\u9fff\\x{20000}-\\x{323af}",
        "$0",
        '-',
        ChineseNormaliser::asInHongKong,
        kept);
  }

  /** What is said. */
  public String normalise(String text) {
    StringBuilder said = new StringBuilder();
    for (String sentence : sentences(text)) {
      said.append(filtered(words(sentence)));
    }
    return MARKS.matcher(said).replaceAll(marksInARow);
  }

  /** What nobody will hear: letters of other scripts, pictures, signs without a word. */
  public UnspokenCharacters unspoken(String text) {
    return unspoken(text, character -> true);
  }

  /**
   * What nobody will hear.
   *
   * @param hasReading whether an ideograph that is kept has a reading
   */
  public UnspokenCharacters unspoken(String text, Predicate<String> hasReading) {
    UnspokenCharacters.Builder unspoken = new UnspokenCharacters.Builder();
    StringBuilder run = new StringBuilder();
    halfWidth(text)
        .codePoints()
        .mapToObj(Character::toString)
        .forEach(
            character -> {
              boolean spoken =
                  ideographs.matcher(character).matches()
                      ? hasReading.test(simplified(character))
                      : isSpokenOrSilent(character.codePointAt(0));
              if (spoken) {
                unspoken.add(run.toString());
                run.setLength(0);
              } else {
                run.append(character);
              }
            });
    unspoken.add(run.toString());
    return unspoken.build();
  }

  private static boolean isSpokenOrSilent(int c) {
    if ((c >= '0' && c <= '9') || Character.isSpaceChar(c)) {
      return true;
    }
    if ("#&@*\\＃＆＠＊＼".indexOf(c) >= 0) {
      return false; // punctuation to Unicode, but neither words nor a pause
    }
    if (c < 0x10000
        && (SIGNS.containsKey((char) c) || "%‰°²³￥¥$€£₩<>≤≥≦≧≈≠±√^|~～〇".indexOf(c) >= 0)) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> c == '\n' || c == '\r' || c == '\t';
    };
  }

  private static List<String> sentences(String text) {
    String ranges = DASH_IN_RANGE.matcher(halfWidth(text)).replaceAll("~");
    ranges =
        NAMED_TELEPHONE
            .matcher(ranges)
            .replaceAll(
                m ->
                    ChineseNumbers.each(m.group(1), true)
                        + '，'
                        + ChineseNumbers.each(m.group(2), true));
    ranges =
        CLASS
            .matcher(ranges)
            .replaceAll(
                m ->
                    ChineseNumbers.cardinal(m.group(1))
                        + ChineseNumbers.cardinal(m.group(2))
                        + '班');
    ranges = BRACKETED.matcher(EMOTICON.matcher(ranges).replaceAll("")).replaceAll("，");
    ranges = NUMBERED.matcher(ranges).replaceAll("$1号");
    ranges = DATE_AND_TIME.matcher(ranges).replaceAll("$1，");
    ranges =
        COMPARISON
            .matcher(ranges)
            .replaceAll(m -> COMPARISONS.get(m.group(1) == null ? m.group(2) : m.group(1)));
    String kept = REMOVED.matcher(ranges).replaceAll("");
    List<String> sentences = new ArrayList<>();
    for (String sentence : SENTENCE.split(kept, -1)) {
      if (!sentence.isEmpty()) {
        sentences.add(sentence);
      }
    }
    return sentences;
  }

  /** Digits, letters and the signs numbers are written with, in their usual width. */
  private static String halfWidth(String text) {
    StringBuilder narrow = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean wide =
          (c == '，' && isAt(THOUSANDS, text, i))
              || (c == '：' && isAt(WIDE_COLON, text, i))
              || (c >= '０' && c <= '９')
              || (c >= 'Ａ' && c <= 'Ｚ')
              || (c >= 'ａ' && c <= 'ｚ')
              || "％＋－／＝＄～．＜＞".indexOf(c) >= 0;
      if (isCompound(c)) {
        boolean afterNumber = i > 0 && Character.isDigit(text.charAt(i - 1));
        String plain = Normalizer.normalize(text.substring(i, i + 1), Normalizer.Form.NFKC);
        plain = plain.replaceFirst("(?<=m)2$", "²").replaceFirst("(?<=m)3$", "³");
        narrow
            .append(afterNumber && plain.indexOf('\u2044') > 0 ? "又" : "")
            .append(plain.replace('\u2044', '/'));
      } else {
        narrow.append(wide ? (char) (c - 0xfee0) : c);
      }
    }
    return narrow.toString();
  }

  private static boolean isAt(Pattern pattern, String text, int at) {
    return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true).lookingAt();
  }

  /** Units in one character and fractions. */
  private static boolean isCompound(char c) {
    return (c >= 0x3371 && c <= 0x33df) || (c >= 0xbc && c <= 0xbe) || (c >= 0x2150 && c <= 0x215e);
  }

  /** Traditional characters as the simplified ones that the models learnt. */
  public static String simplified(String text) {
    StringBuilder simplified = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      simplified.append(SIMPLIFIED.getOrDefault(text.charAt(i), text.charAt(i)));
    }
    return simplified.toString();
  }

  /** The traditional characters that have a simplified one. */
  public static Set<Character> traditional() {
    return Collections.unmodifiableSet(SIMPLIFIED.keySet());
  }

  private String partlySimplified(String text) {
    StringBuilder simplified = new StringBuilder(simplified(text));
    for (int i = 0; i < text.length(); i++) {
      if (kept.test(text.charAt(i))) {
        simplified.setCharAt(i, text.charAt(i));
      }
    }
    return simplified.toString();
  }

  private static String asInMandarin(String sentence) {
    String plain = sentence.replace('嗯', '恩').replace('呣', '母');
    return BORN.matcher(ZERO.matcher(plain).replaceAll("零"))
        .replaceAll(found -> ChineseNumbers.each(found.group(1), false) + "后");
  }

  private static String asInHongKong(String sentence) {
    return TELEPHONE.matcher(DOLLARS.matcher(sentence).replaceAll("$1蚊")).replaceAll("$1$2");
  }

  private String words(String sentence) {
    String spoken = hyphens(NumberRules.apply(own.apply(partlySimplified(sentence))));
    spoken = PER.matcher(spoken).replaceAll("每").replace('/', ',');
    StringBuilder signs = new StringBuilder(spoken.length());
    for (int i = 0; i < spoken.length(); i++) {
      String words = SIGNS.get(spoken.charAt(i));
      signs.append(words == null ? spoken.substring(i, i + 1) : words);
    }
    return signs.toString();
  }

  /** What is left of hyphens is a pause within a sentence, and nothing at its ends. */
  private static String hyphens(String sentence) {
    return HYPHEN
        .matcher(sentence)
        .replaceAll(found -> found.start() == 0 || found.end() == sentence.length() ? "" : ",");
  }

  private String filtered(String sentence) {
    StringBuilder marked = new StringBuilder(sentence.length());
    String dotted = sentence.replace("...", "…");
    for (int i = 0; i < dotted.length(); i++) {
      char c = dotted.charAt(i);
      marked.append(
          switch (c) {
            case '：', '；', '，', '·', '、', ';', ':' -> ',';
            case '。', '\n', '$' -> '.';
            case '！' -> '!';
            case '？' -> '?';
            case '~', '～' -> wave;
            default -> c;
          });
    }
    return others.matcher(marked).replaceAll("");
  }
}
