package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins words that are spoken as one before their tones change: 不 and 一 with what follows, equal
 * neighbours, runs of third tones, 儿 with what precedes. A joined word keeps the tag of its first
 * part, except after 不.
 */
final class WordMerger {

  private static final int LONGEST_OF_THIRD_TONES = 3;

  private final PinyinDictionary pinyin = PinyinDictionary.shared();

  List<TaggedWord> merge(List<TaggedWord> words) {
    List<TaggedWord> merged = joinBu(words);
    merged = joinReduplicatedByYi(merged);
    merged = joinYi(merged);
    merged = joinEqual(merged);
    merged = joinThirdTones(merged, true);
    merged = joinThirdTones(merged, false);
    return joinEr(merged);
  }

  private static List<TaggedWord> joinBu(List<TaggedWord> words) {
    List<TaggedWord> merged = new ArrayList<>();
    boolean pending = false;
    for (TaggedWord word : words) {
      TaggedWord joined = pending ? new TaggedWord("不" + word.text(), word.tag()) : word;
      pending = joined.text().equals("不");
      if (!pending) {
        merged.add(joined);
      }
    }
    if (pending) {
      merged.add(new TaggedWord("不", "d"));
    }
    return merged;
  }

  /** 看一看. */
  private static List<TaggedWord> joinReduplicatedByYi(List<TaggedWord> words) {
    List<TaggedWord> merged = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      TaggedWord word = words.get(i);
      TaggedWord before = i == 0 ? null : words.get(i - 1);
      TaggedWord after = i + 1 == words.size() ? null : words.get(i + 1);
      if (word.text().equals("一")
          && before != null
          && after != null
          && before.text().equals(after.text())
          && before.tag().equals("v")
          && after.tag().equals("v")
          && merged.getLast().equals(before)) {
        merged.set(merged.size() - 1, before.plus("一" + after.text()));
        i++;
      } else {
        merged.add(word);
      }
    }
    return merged;
  }

  private static List<TaggedWord> joinYi(List<TaggedWord> words) {
    List<TaggedWord> merged = new ArrayList<>();
    for (TaggedWord word : words) {
      if (!merged.isEmpty() && merged.getLast().text().equals("一")) {
        merged.set(merged.size() - 1, merged.getLast().plus(word.text()));
      } else {
        merged.add(word);
      }
    }
    return merged;
  }

  private static List<TaggedWord> joinEqual(List<TaggedWord> words) {
    List<TaggedWord> merged = new ArrayList<>();
    for (TaggedWord word : words) {
      if (!merged.isEmpty() && merged.getLast().text().equals(word.text())) {
        merged.set(merged.size() - 1, merged.getLast().plus(word.text()));
      } else {
        merged.add(word);
      }
    }
    return merged;
  }

  /**
   * Joins neighbours up to three syllables together.
   *
   * @param whole whether all their syllables must have the third tone, or only those that meet
   */
  private List<TaggedWord> joinThirdTones(List<TaggedWord> words, boolean whole) {
    List<List<String>> readings = words.stream().map(word -> pinyin.readings(word.text())).toList();
    List<TaggedWord> merged = new ArrayList<>();
    boolean absorbed = false; // the word before went into the one before it
    for (int i = 0; i < words.size(); i++) {
      TaggedWord word = words.get(i);
      boolean join =
          i > 0
              && !absorbed
              && third(readings.get(i - 1), readings.get(i), whole)
              && !isReduplication(words.get(i - 1).text())
              && words.get(i - 1).length() + word.length() <= LONGEST_OF_THIRD_TONES;
      if (join) {
        merged.set(merged.size() - 1, merged.getLast().plus(word.text()));
      } else {
        merged.add(word);
      }
      absorbed = join;
    }
    return merged;
  }

  private static boolean third(List<String> before, List<String> word, boolean whole) {
    return whole
        ? Tones.allThird(before) && Tones.allThird(word)
        : Tones.of(before.getLast()) == '3' && Tones.of(word.getFirst()) == '3';
  }

  private static boolean isReduplication(String word) {
    return word.length() == 2 && word.charAt(0) == word.charAt(1);
  }

  private static List<TaggedWord> joinEr(List<TaggedWord> words) {
    List<TaggedWord> merged = new ArrayList<>();
    for (TaggedWord word : words) {
      if (word.text().equals("儿") && !merged.isEmpty() && isIdeograph(merged.getLast().last())) {
        merged.set(merged.size() - 1, merged.getLast().plus("儿"));
      } else {
        merged.add(word);
      }
    }
    return merged;
  }

  private static boolean isIdeograph(char c) {
    return c >= 0x4e00 && c <= 0x9fa5;
  }
}
