package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Readings that the neighbouring words decide, for when no network does: surnames, such as the 曾 of
 * 曾先生 and 姓曾, the 得 of 我得走, which is a verb, and what {@code neighbours.txt} lists: a word, or a
 * character of words that no dictionary has; its reading; what stands behind it and before.
 * Immutable.
 */
final class NeighbourReadings {

  private static final Map<Character, String> SURNAMES =
      Map.of(
          '曾', "zeng1", '单', "shan4", '解', "xie4", '任', "ren2", '仇', "qiu2", '朴', "piao2", '查',
          "zha1", '区', "ou1", '华', "hua4", '燕', "yan1");

  /** Surnames that go with a title or a given name only where nothing else could be meant. */
  private static final String COMMON_WORDS = "区华燕";

  private static final Set<String> TITLES =
      Set.of(
          "先生", "女士", "小姐", "老师", "太太", "医生", "经理", "主任", "同学", "师傅", "律师", "阿姨", "教授", "博士", "主席",
          "书记", "总监", "教练", "导演", "大夫", "护士", "警官", "叔叔", "总");

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

  /** What stands behind a post that somebody had for a time: 去年任经理期间. */
  private static final Set<String> OF_POSTS =
      Set.of("", "后", "时", "期间", "以来", "的", "一职", "年", "了", "兼", "并", "至今");

  /** As much of a sentence as a rule looks at. */
  private static final int AROUND = 12;

  /** One reading of a word, or of a character in words that no dictionary has. */
  private record Rule(String word, List<String> reading, Pattern behind, Pattern before) {

    static Rule of(String line) {
      String[] fields = line.split(" ", -1);
      return new Rule(
          fields[0],
          List.of(fields[1].split("\\+", -1)),
          Pattern.compile(fields[2].equals("-") ? "" : fields[2]),
          Pattern.compile(fields[3].equals("-") ? "" : fields[3]));
    }

    boolean fits(String left, String right) {
      return behind.matcher(left).find() && before.matcher(right).lookingAt();
    }
  }

  private static final Map<String, List<Rule>> RULES = new HashMap<>();

  static {
    Resources.lines(
        "neighbours.txt",
        line -> {
          if (!line.startsWith("#")) {
            Rule rule = Rule.of(line);
            RULES.computeIfAbsent(rule.word(), word -> new ArrayList<>()).add(rule);
          }
        });
  }

  /** Adverbs besides pronouns that a verb 得 may follow. */
  private static final Set<String> BEFORE_MUST =
      Set.of("还", "就", "也", "都", "总", "可", "真", "必须", "一定", "肯定", "恐怕", "至少", "起码", "先", "又", "才");

  /** What follows the 得 that means to get: 我得了奖. */
  private static final Set<String> GOT = Set.of("了", "过", "到", "分", "奖", "病");

  private NeighbourReadings() {}

  /**
   * The reading of a word among others.
   *
   * @param words the words of a sentence
   * @param at which of them
   * @param read its reading as the dictionary has it
   * @param known whether the dictionary has it as a whole
   */
  static List<String> of(List<TaggedWord> words, int at, List<String> read, boolean known) {
    String word = words.get(at).text();
    TaggedWord before = at == 0 ? null : words.get(at - 1);
    TaggedWord after = at + 1 == words.size() ? null : words.get(at + 1);
    if (word.equals("得")) {
      return isMust(before, after) ? List.of("dei3") : read;
    }
    if (word.length() == 2 && word.charAt(0) == '得' && !known && isPronoun(before)) {
      return List.of("dei3", read.get(1)); // 你得去 comes as one word
    }
    String surname = SURNAMES.get(word.charAt(0));
    if (surname == null || !isName(words, at, known)) {
      return byNeighbours(words, at, read, known);
    }
    List<String> named = new ArrayList<>(read);
    named.set(0, surname);
    return named;
  }

  private static boolean isPronoun(TaggedWord word) {
    return word != null && word.tag().equals("r");
  }

  private static List<String> byNeighbours(
      List<TaggedWord> words, int at, List<String> read, boolean known) {
    String word = words.get(at).text();
    List<String> result = read;
    for (int i = 0; i < word.length(); i++) {
      // No character of a word like 隐藏, which nothing around it changes.
      boolean whole =
          RULES.containsKey(word)
              || (word.length() > 1 && (known || WordDictionary.shared().contains(word)));
      String key = whole ? word : word.substring(i, i + 1);
      for (Rule rule : RULES.getOrDefault(key, List.of())) {
        String left = before(words, at) + word.substring(0, i);
        String right = word.substring(i + key.length()) + after(words, at);
        if (rule.fits(left, right)) {
          result = new ArrayList<>(result);
          for (int j = 0; j < key.length(); j++) {
            result.set(i + j, rule.reading().get(j));
          }
          break;
        }
      }
      if (whole) {
        break;
      }
    }
    return result;
  }

  private static String before(List<TaggedWord> words, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = at - 1; i >= 0 && text.length() < AROUND; i--) {
      text.insert(0, words.get(i).text());
    }
    return text.toString();
  }

  /** Up to the mark at the end. */
  private static String after(List<TaggedWord> words, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = at + 1; i < words.size() && text.length() < AROUND; i++) {
      String word = words.get(i).text();
      if (!Character.isLetter(word.charAt(0))) {
        break;
      }
      text.append(word);
    }
    return text.toString();
  }

  private static boolean isMust(TaggedWord before, TaggedWord after) {
    return before != null
        && after != null
        && (before.tag().equals("r") || BEFORE_MUST.contains(before.text()))
        && "vdp".indexOf(after.tag().charAt(0)) >= 0
        && !GOT.contains(after.text());
  }

  private static boolean isName(List<TaggedWord> words, int at, boolean known) {
    String word = words.get(at).text();
    String before = at == 0 ? "" : words.get(at - 1).text();
    if (word.length() == 1 && before.equals("姓")) {
      return true;
    }
    if (known && word.length() > 1) {
      return false;
    }
    if (word.length() == 3 && words.get(at).tag().equals("nr")) { // 曾小明, but not 查尔斯
      return "查华燕".indexOf(word.charAt(0)) < 0 && goesOnWithVerb(words, at);
    }
    int next = word.length() > 1 ? at : at + 1; // where the title ends
    String title = word.length() > 1 ? word.substring(1) : textAt(words, next);
    if (!TITLES.contains(title)) {
      return false;
    }
    if (COMMON_WORDS.indexOf(word.charAt(0)) >= 0) {
      return (before.isEmpty() || BEFORE_NAMES.contains(before)) && ADDRESSES.contains(title);
    }
    if (VERBS.indexOf(word.charAt(0)) < 0) {
      return true;
    }
    String behind = textAt(words, next + 1);
    if (at == 1 && words.getFirst().tag().equals("t")) { // 昨天任老师来了
      return !behind.isEmpty()
          && Character.isLetter(behind.charAt(0))
          && !OF_POSTS.contains(behind);
    }
    return before.isEmpty()
        ? ADDRESSES.contains(title) || OF_PERSONS.stream().anyMatch(behind::startsWith)
        : BEFORE_NAMES.contains(before)
            || before.endsWith("位")
            || (before.equals("是") && word.charAt(0) == '任');
  }

  /** Whether nothing follows, a mark, or what persons do: 任小红说, but not 任武钢集团经理. */
  private static boolean goesOnWithVerb(List<TaggedWord> words, int at) {
    String next = textAt(words, at + 1);
    return next.isEmpty()
        || !Character.isLetter(next.charAt(0))
        || "vdpcu".indexOf(words.get(at + 1).tag().charAt(0)) >= 0;
  }

  private static String textAt(List<TaggedWord> words, int at) {
    return at < words.size() ? words.get(at).text() : "";
  }
}
