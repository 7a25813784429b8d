package io.github.sovits4j.text;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * Tells from ideographs whether they are Chinese or Japanese, where they can be but one: an
 * ideograph that no Japanese standard has is Chinese (JIS X 0208: 这, 们, 嘅), one that only the
 * Japanese standard has is Japanese (neither GB 2312 nor Big5: 働, 駅, 気), and some that both have
 * are words of Chinese alone (你, 這).
 */
public final class IdeographEvidence {

  private static final int FIRST = 0x3400;
  private static final int LAST = 0x9fff;

  /** Written in both, but as words of their own in Chinese alone. */
  private static final String CHINESE_WORDS = "你妳您她這嗎吧呢啊嘛麼們很沒哪呀啦咩喇嘢";

  /** Forms that Chinese has too, though its old standards lack them. */
  private static final String CHINESE_FORMS = "裏羣啓敍衞鷄牀麪綉緖";

  /** Two that both have, together in Chinese alone. */
  private static final Pattern CHINESE_PAIRS =
      Pattern.compile(
          "[不就也都我他還还]是|是[我他的一在不]|[我他](?:[的在有也要去會会想]|不(?!動))|了[一我他]|的是|[今昨明]天|可以|知道|一[下起]");

  private static final BitSet CHINESE = new BitSet();
  private static final BitSet JAPANESE = new BitSet();

  static {
    CharsetEncoder japanese = Charset.forName("Shift_JIS").newEncoder();
    CharsetEncoder simplified = Charset.forName("GB2312").newEncoder();
    CharsetEncoder traditional = Charset.forName("Big5").newEncoder();
    for (char c = FIRST; c <= LAST; c++) {
      boolean inChinese = simplified.canEncode(c) || traditional.canEncode(c);
      boolean inJapanese = japanese.canEncode(c);
      CHINESE.set(c, !inJapanese || CHINESE_WORDS.indexOf(c) >= 0);
      JAPANESE.set(c, inJapanese && !inChinese && CHINESE_FORMS.indexOf(c) < 0);
    }
  }

  private IdeographEvidence() {}

  /** Whether an ideograph is Chinese and not Japanese. */
  static boolean isChinese(int c) {
    return CHINESE.get(c) || c > 0xffff;
  }

  /** Whether an ideograph is Japanese and not Chinese. */
  static boolean isJapanese(int c) {
    return JAPANESE.get(c);
  }

  /**
   * How much more a text looks Chinese than Japanese: above 0 it is Chinese, below 0 Japanese; 0
   * tells nothing.
   */
  public static int balance(CharSequence text) {
    long pairs = CHINESE_PAIRS.matcher(text).results().count();
    long chinese = text.codePoints().filter(IdeographEvidence::isChineseIdeograph).count();
    long japanese = text.codePoints().filter(IdeographEvidence::isJapanese).count();
    return (int) (pairs + chinese - japanese);
  }

  private static boolean isChineseIdeograph(int c) {
    return Character.isIdeographic(c) && isChinese(c);
  }
}
