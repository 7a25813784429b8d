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
    if (surname == null || !isName(words.get(at), before, after)) {
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

  private static boolean isName(TaggedWord word, TaggedWord before, TaggedWord after) {
    if (word.length() > 1) {
      return TITLES.contains(word.text().substring(1));
    }
    return (before != null && before.text().equals("姓"))
        || (after != null && TITLES.contains(after.text()));
  }
}
