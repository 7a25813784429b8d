package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How tones change in connected speech, word by word: 不, 一, the neutral and the third tone. */
final class ToneSandhi {

  private static final String NUMERALS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅";
  private static final String PARTICLES = "吧呢哈啊呐噻嘛吖嗨呐哦哒额滴哩哟喽啰耶喔诶";

  /** 得 and 着 as verbs, which keep their tones; so does the 的 that is a taxi. */
  private static final Set<String> KEPT = Set.of("dei3", "zhao2");

  private final WordSegmenter segmenter;
  private final Set<String> neutral;
  private final Set<String> full;
  private final Set<String> first;

  ToneSandhi(WordSegmenter segmenter) {
    this.segmenter = segmenter;
    Map<String, List<String>> lists = Resources.sections("word-lists.txt");
    neutral = new HashSet<>(lists.get("neutral"));
    full = new HashSet<>(lists.get("full"));
    first = new HashSet<>(lists.get("first"));
  }

  /**
   * The tones a word is spoken with.
   *
   * @param before the character before it, a space where there is none
   * @param syllables its dictionary reading, one syllable a character
   */
  List<String> apply(TaggedWord word, char before, List<String> syllables) {
    List<String> spoken = new ArrayList<>(syllables);
    bu(word.text(), spoken);
    yi(word.text(), before, spoken);
    List<String> halves = segmenter.halves(word.text());
    neutral(word, spoken, halves);
    third(word.text(), spoken, halves);
    return spoken;
  }

  private static void bu(String word, List<String> spoken) {
    if (word.length() == 3 && word.charAt(1) == '不') {
      Tones.set(spoken, 1, Tones.NEUTRAL);
      return;
    }
    for (int i = 0; i + 1 < word.length(); i++) {
      if (word.charAt(i) == '不' && Tones.of(spoken.get(i + 1)) == '4') {
        Tones.set(spoken, i, '2');
      }
    }
  }

  private void yi(String word, char before, List<String> spoken) {
    if (first.contains(word)) {
      Tones.set(spoken, word.indexOf('一'), '1');
      return;
    }
    if (word.indexOf('一') < 0 || word.chars().allMatch(c -> NUMERALS.indexOf(c) >= 0)) {
      return;
    }
    if (word.length() == 3 && word.charAt(1) == '一' && word.charAt(0) == word.charAt(2)) {
      Tones.set(spoken, 1, Tones.NEUTRAL);
    } else if (word.startsWith("第一")) {
      Tones.set(spoken, 1, '1');
    } else {
      for (int i = 0; i + 1 < word.length(); i++) {
        if (word.charAt(i) != '一') {
          continue;
        }
        if (isInDate(word, i, before)) {
          Tones.set(spoken, i, '1');
        } else if (Tones.of(spoken.get(i + 1)) == '4') {
          Tones.set(spoken, i, '2');
        } else if (isIdeograph(word.charAt(i + 1))) {
          Tones.set(spoken, i, '4');
        }
      }
    }
  }

  /** 一月, 十一号, 五月一日: what is first, or the last figure of such a number, keeps its tone. */
  private static boolean isInDate(String word, int at, char before) {
    char previous = at == 0 ? before : word.charAt(at - 1);
    return switch (word.charAt(at + 1)) {
      case '月', '号' -> true;
      case '日' -> previous == '月' || previous == '十';
      default -> false;
    };
  }

  private void neutral(TaggedWord tagged, List<String> spoken, List<String> halves) {
    String word = tagged.text();
    String tag = tagged.tag();
    if ("nva".indexOf(tag.charAt(0)) >= 0 && !full.contains(word)) {
      // Where two words of a compound meet, equal characters are no reduplication: 银行行长.
      boolean compound = halves.getFirst().length() > 1 && halves.getLast().length() > 1;
      int seam = compound ? halves.getFirst().length() : -1;
      for (int i = 1; i < word.length(); i++) {
        if (i != seam && word.charAt(i) == word.charAt(i - 1)) {
          Tones.set(spoken, i, Tones.NEUTRAL);
        }
      }
    }
    int measure = word.indexOf('个');
    boolean kept =
        KEPT.contains(spoken.getLast()) || (word.equals("的") && spoken.getLast().equals("di1"));
    if (!kept && hasNeutralEnding(word, tag)) {
      Tones.set(spoken, spoken.size() - 1, Tones.NEUTRAL);
    } else if (word.equals("个")
        || (measure >= 1 && (NUMERALS + "几有两半多各整每做是").indexOf(word.charAt(measure - 1)) >= 0)) {
      Tones.set(spoken, measure, Tones.NEUTRAL);
    } else if (isListed(word)) {
      Tones.set(spoken, spoken.size() - 1, Tones.NEUTRAL);
    }
    int end = 0;
    for (String half : halves) {
      end += half.length();
      if (isListed(half)) {
        Tones.set(spoken, end - 1, Tones.NEUTRAL);
      }
    }
  }

  private boolean hasNeutralEnding(String word, String tag) {
    char last = word.charAt(word.length() - 1);
    boolean alone = word.length() == 1;
    if (!alone && "额滴".indexOf(last) >= 0 && "nv".indexOf(tag.charAt(0)) >= 0) {
      return false; // 金额 and 水滴 are nouns, not words with a particle
    }
    if (PARTICLES.indexOf(last) >= 0 || "的地得".indexOf(last) >= 0) {
      return true;
    }
    if (alone) {
      return "了着过".indexOf(last) >= 0 && Set.of("ul", "uz", "ug").contains(tag);
    }
    return ("们子".indexOf(last) >= 0 && (tag.equals("r") || tag.equals("n")) && !full.contains(word))
        || ("上下里".indexOf(last) >= 0 && Set.of("s", "l", "f").contains(tag))
        || ("来去".indexOf(last) >= 0 && "上下进出回过起开".indexOf(word.charAt(word.length() - 2)) >= 0);
  }

  private boolean isListed(String word) {
    return neutral.contains(word)
        || (word.length() > 2 && neutral.contains(word.substring(word.length() - 2)));
  }

  private static void third(String word, List<String> spoken, List<String> halves) {
    int n = word.length();
    int cut = halves.getFirst().length();
    if (n == 2 && Tones.allThird(spoken)) {
      Tones.set(spoken, 0, '2');
    } else if (n == 3 && cut < 3 && Tones.allThird(spoken)) {
      Tones.set(spoken, 1, '2');
      if (cut == 2) {
        Tones.set(spoken, 0, '2');
      }
    } else if (n == 3 && cut < 3) {
      boolean secondThird = Tones.allThird(spoken.subList(cut, 3));
      if (cut == 2 && Tones.allThird(spoken.subList(0, 2))) {
        Tones.set(spoken, 0, '2');
      }
      if (cut == 1 && secondThird) {
        Tones.set(spoken, 1, '2');
      }
      if (!secondThird
          && Tones.of(spoken.get(cut)) == '3'
          && Tones.of(spoken.get(cut - 1)) == '3') {
        Tones.set(spoken, cut - 1, '2');
      }
    } else if (n == 4) {
      for (int from = 0; from < 4; from += 2) {
        if (Tones.allThird(spoken.subList(from, from + 2))) {
          Tones.set(spoken, from, '2');
        }
      }
    }
  }

  private static boolean isIdeograph(char c) {
    return c >= 0x4e00 && c <= 0x9fa5;
  }
}
