package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Readings that the neighbouring words decide, for when no network does: surnames, such as the 曾 of
 * 曾先生 and 姓曾, and the 得 of 我得走, which is a verb. Immutable.
 */
final class NeighbourReadings {

  private static final Map<Character, String> SURNAMES =
      Map.of(
          '曾', "zeng1", '单', "shan4", '解', "xie4", '任', "ren2", '仇', "qiu2", '朴', "piao2", '查',
          "zha1");

  private static final Set<String> TITLES =
      Set.of("先生", "女士", "小姐", "老师", "太太", "医生", "经理", "主任", "同学", "师傅", "律师", "阿姨");

  /** Surnames that are verbs as well: 他任经理, 查同学的作业. */
  private static final String VERBS = "任查解";

  /** Titles that are no post somebody has: a name before them, unless more stands before it. */
  private static final Set<String> ADDRESSES = Set.of("先生", "女士", "小姐", "太太");

  /** What stands before a person's name and before no verb. */
  private static final Set<String> BEFORE_NAMES =
      Set.of(
          "的", "和", "跟", "与", "同", "及", "向", "请", "叫", "给", "由", "让", "对", "找", "问", "被", "把", "替",
          "陪", "见", "谢谢", "感谢", "欢迎", "告诉", "拜访", "采访", "认识");

  /** What persons do, or are asked after, rather than posts. */
  private static final Set<String> OF_PERSONS =
      Set.of("说", "说道", "讲", "问", "笑", "来", "好", "您好", "你好", "很", "也", "都");

  /** Adverbs besides pronouns that a verb 得 may follow. */
  private static final Set<String> BEFORE_MUST = Set.of("还", "就", "也", "都", "总", "可", "真");

  /** What follows the 得 that means to get: 我得了奖. */
  private static final Set<String> GOT = Set.of("了", "过", "到", "分", "奖", "病");

  private NeighbourReadings() {}

  /**
   * The reading of a word among others.
   *
   * @param words the words of a sentence
   * @param at which of them
   * @param read its reading as the dictionary has it
   */
  static List<String> of(List<TaggedWord> words, int at, List<String> read) {
    String word = words.get(at).text();
    TaggedWord before = at == 0 ? null : words.get(at - 1);
    TaggedWord after = at + 1 == words.size() ? null : words.get(at + 1);
    if (word.equals("得")) {
      return isMust(before, after) ? List.of("dei3") : read;
    }
    String surname = SURNAMES.get(word.charAt(0));
    if (surname == null || !isName(words, at)) {
      return read;
    }
    List<String> named = new ArrayList<>(read);
    named.set(0, surname);
    return named;
  }

  private static boolean isMust(TaggedWord before, TaggedWord after) {
    return before != null
        && after != null
        && (before.tag().equals("r") || BEFORE_MUST.contains(before.text()))
        && "vdp".indexOf(after.tag().charAt(0)) >= 0
        && !GOT.contains(after.text());
  }

  private static boolean isName(List<TaggedWord> words, int at) {
    String word = words.get(at).text();
    String before = at == 0 ? "" : words.get(at - 1).text();
    if (word.length() == 1 && before.equals("姓")) {
      return true;
    }
    int next = word.length() > 1 ? at : at + 1; // where the title ends
    String title = word.length() > 1 ? word.substring(1) : textAt(words, next);
    if (!TITLES.contains(title)) {
      return false;
    }
    if (VERBS.indexOf(word.charAt(0)) < 0) {
      return true;
    }
    return before.isEmpty()
        ? ADDRESSES.contains(title) || OF_PERSONS.contains(textAt(words, next + 1))
        : BEFORE_NAMES.contains(before)
            || before.endsWith("位")
            || (before.equals("是") && word.charAt(0) == '任');
  }

  private static String textAt(List<TaggedWord> words, int at) {
    return at < words.size() ? words.get(at).text() : "";
  }
}
