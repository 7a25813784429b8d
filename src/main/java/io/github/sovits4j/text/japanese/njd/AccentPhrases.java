package io.github.sovits4j.text.japanese.njd;

import io.github.sovits4j.text.japanese.njd.AccentedWord.Chain;
import java.util.Set;

/** Decides which words make an accent phrase together. Later rules go before earlier ones. */
final class AccentPhrases {

  private static final String NOUN = "名詞";
  private static final String VERB = "動詞";
  private static final String ADJECTIVE = "形容詞";
  private static final String PARTICLE = "助詞";
  private static final Set<String> DEPENDENT = Set.of("助動詞", PARTICLE);
  private static final Set<String> ALONE = Set.of("副詞", "接続詞", "連体詞");
  private static final String ADJECTIVAL_NOUN = "形容動詞語幹";
  private static final String ADVERBIAL = "副詞可能";
  private static final String SUFFIX = "接尾";
  private static final String DEPENDENT_FORM = "非自立";
  private static final String CONTINUATIVE = "連用";

  private AccentPhrases() {}

  static void set(WordChain chain) {
    AccentedWord first = chain.first();
    for (AccentedWord word = first == null ? null : first.next; word != null; word = word.next) {
      if (word.chain == Chain.UNDECIDED) {
        word.chain = isJoined(word.previous, word) ? Chain.JOINED : Chain.APART;
      }
    }
  }

  private static boolean isJoined(AccentedWord before, AccentedWord word) {
    if (word.group1.equals(SUFFIX)) {
      return true;
    }
    boolean afterNoun = before.isPart(NOUN);
    boolean noun = word.isPart(NOUN);
    if ((afterNoun && word.group3.equals("名")) || (noun && before.group3.equals("姓"))) {
      return false; // family name and given name
    }
    if (word.isPart("接頭詞") || word.isPart("記号") || before.isPart("記号")) {
      return false;
    }
    if (afterNoun
        && (word.isPart(VERB) || word.isPart(ADJECTIVE) || word.group1.equals(ADJECTIVAL_NOUN))) {
      // A noun with する stays apart from it, but not from what depends on it.
      return false;
    }
    if (dependsOn(before, word)) {
      return true;
    }
    if (noun && before.group1.equals(SUFFIX)) {
      return false;
    }
    if (DEPENDENT.contains(word.part)) {
      return true;
    }
    if (DEPENDENT.contains(before.part)
        || (afterNoun && before.group1.equals(ADVERBIAL))
        || (noun && word.group1.equals(ADVERBIAL))
        || ALONE.contains(word.part)
        || ALONE.contains(before.part)) {
      return false;
    }
    if (before.isPart(VERB) && (word.isPart(ADJECTIVE) || noun)) {
      return false;
    }
    return !(noun
        && (before.isPart(ADJECTIVE) || (afterNoun && before.group1.equals(ADJECTIVAL_NOUN))));
  }

  /** Verbs and adjectives that only stand behind others: 食べて_いる, 見_やすい. */
  private static boolean dependsOn(AccentedWord before, AccentedWord word) {
    if (!word.group1.equals(DEPENDENT_FORM)) {
      return false;
    }
    boolean continued = before.form.startsWith(CONTINUATIVE);
    if (word.isPart(ADJECTIVE)) {
      return before.isPart(PARTICLE)
          ? before.group1.equals("接続助詞") && (before.text.equals("て") || before.text.equals("で"))
          : continued && (before.isPart(VERB) || before.isPart(ADJECTIVE));
    }
    return word.isPart(VERB) && before.isPart(VERB) && continued;
  }
}
