package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A final 儿 that colours the syllable before it: it takes that syllable's tone. */
final class Erhua {

  private static final Set<String> NEVER_TAGGED = Set.of("a", "j", "nr");

  private final Set<String> always;
  private final Set<String> never;

  Erhua() {
    Map<String, List<String>> lists = Resources.sections("word-lists.txt");
    always = new HashSet<>(lists.get("erhua"));
    never = new HashSet<>(lists.get("syllabic"));
  }

  List<String> apply(TaggedWord tagged, List<String> syllables) {
    String word = tagged.text();
    int last = word.length() - 1;
    if (word.charAt(last) != '儿' || !syllables.get(last).startsWith("er")) {
      return syllables;
    }
    List<String> spoken = new ArrayList<>(syllables);
    if (Tones.of(spoken.get(last)) == '1') {
      Tones.set(spoken, last, '2');
    }
    if (!always.contains(word) && (never.contains(word) || NEVER_TAGGED.contains(tagged.tag()))) {
      return spoken;
    }
    boolean ends = last >= 1 && !never.contains(word.substring(last - 1));
    if (ends && (Tones.of(spoken.get(last)) == '2' || Tones.of(spoken.get(last)) == '5')) {
      char before = Tones.of(spoken.get(last - 1));
      if (Character.isDigit(before)) {
        Tones.set(spoken, last, before);
      }
    }
    return spoken;
  }
}
