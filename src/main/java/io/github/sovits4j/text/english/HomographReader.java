package io.github.sovits4j.text.english;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the sound of a word that has several: by its meaning where the words around it tell ({@link
 * Senses}), else by its part of speech ({@link Homographs}). Of one sentence, whose tags are found
 * when first needed.
 */
final class HomographReader {

  private static final Set<String> PAST_CUES =
      Set.of(
          "yesterday", "ago", "last", "once", "already", "earlier", "previously", "then", "later");
  private static final Set<String> HABIT_CUES =
      Set.of(
          "always",
          "often",
          "usually",
          "sometimes",
          "every",
          "daily",
          "rarely",
          "seldom",
          "normally",
          "generally",
          "frequently",
          "never",
          "regularly");
  private static final Set<String> HAVING =
      Set.of("have", "has", "had", "haven't", "hasn't", "hadn't");
  private static final Set<String> BETWEEN =
      Set.of("i", "you", "we", "they", "ever", "never", "already", "just", "not", "even", "also");
  private static final Set<String> SINGULAR =
      Set.of("he", "she", "it", "everyone", "everybody", "nobody", "somebody", "someone", "who");

  /** Plurals that stand before nouns. */
  private static final Set<String> COMPOUNDS =
      Set.of(
          "sales",
          "sports",
          "news",
          "arms",
          "savings",
          "goods",
          "systems",
          "operations",
          "customs",
          "materials",
          "drugs",
          "rights",
          "contents",
          "parts",
          "weapons",
          "services");

  private static final Set<String> BEING =
      Set.of(
          "is", "are", "was", "were", "be", "been", "being", "am", "get", "gets", "got", "getting",
          "become", "became", "isn't", "aren't", "wasn't", "weren't", "not");

  private final List<String> tokens;
  private final Homographs homographs = Homographs.shared();
  private final Senses senses = Senses.shared();
  private List<String> tags;

  /**
   * A reader for a sentence.
   *
   * @param tokens its words and marks
   */
  HomographReader(List<String> tokens) {
    this.tokens = tokens;
  }

  /** The phones of a word, if it is one that has several readings. */
  Optional<List<String>> phones(int index) {
    String word = word(index);
    Optional<List<String>> meant = senses.phones(tokens, index);
    if (meant.isPresent()) {
      return meant;
    }
    if (word.equals("used")) {
      return Optional.of(used(index));
    }
    return homographs.find(word).map(entry -> entry.phones(tag(index)));
  }

  private String tag(int index) {
    if (tags == null) {
      tags = PartOfSpeechTagger.shared().tags(tokens);
    }
    String tag = tags.get(index);
    if (word(index).equals("read")) {
      return tense(index, tag);
    }
    String before = index == 0 ? "" : tags.get(index - 1);
    if (word(index).equals("minute") && (before.equals("CD") || word(index - 1).equals("last"))) {
      return "NN"; // a five minute break
    }
    // None of these words is a comparative or superlative, though the tagger takes "transform" and
    // "digest" for such: they are verbs that it does not know.
    boolean compared = List.of("JJR", "JJS", "RBR").contains(tag);
    if (before.equals("MD") || (compared && !List.of("DT", "PRP$", "JJ").contains(before))) {
      return "VB";
    }
    boolean mistaken = tag.equals("NN") || (tag.equals("JJ") && index == 1 && isPlural(2));
    return mistaken && isAfterPlural(index) ? "VBP" : tag;
  }

  private boolean isPlural(int index) {
    return index < tags.size() && tags.get(index).equals("NNS");
  }

  /** "The results conflict": after a plural and before no noun a verb is likelier than a noun. */
  private boolean isAfterPlural(int index) {
    int subject = index - 1;
    while (subject > 0 && HABIT_CUES.contains(word(subject))) {
      subject--;
    }
    if (subject < 0 || !tags.get(subject).equals("NNS") || COMPOUNDS.contains(word(subject))) {
      return false;
    }
    String next = index + 1 < tags.size() ? tags.get(index + 1) : ".";
    if (subject == 0 && next.equals("NNS")) {
      return true; // "Trucks transport goods"
    }
    return !next.startsWith("N") && !next.startsWith("V") && !next.startsWith("MD");
  }

  /**
   * "Read" is written alike in both tenses; the tagger knows neither adverbs far off nor subjects.
   */
  private String tense(int index, String tag) {
    if (!tag.equals("VBP") && !tag.equals("VBD") && !tag.equals("VB")) {
      return tag.startsWith("V") ? tag : tag.startsWith("N") ? "VB" : "VBN";
    }
    if (isAsked(index) || isPassive(index)) {
      return "VBN";
    }
    String before = subject(index);
    if (tag.equals("VB") && !SINGULAR.contains(before)) {
      return tag;
    }
    if (SINGULAR.contains(before) || hasCue(PAST_CUES)) {
      return "VBD";
    }
    return hasCue(HABIT_CUES) ? "VBP" : tag;
  }

  /** "Have you ever read it?" */
  private boolean isAsked(int index) {
    int at = index - 1;
    while (at >= 0 && (BETWEEN.contains(word(at)) || SINGULAR.contains(word(at)))) {
      at--;
    }
    return at < index - 1 && HAVING.contains(word(at));
  }

  /** "It is still widely read." */
  private boolean isPassive(int index) {
    int at = index - 1;
    while (at >= 0
        && (word(at).endsWith("ly")
            || HABIT_CUES.contains(word(at))
            || List.of("still", "also", "much", "now").contains(word(at)))) {
      at--;
    }
    return at < index - 1 && List.of("is", "are", "was", "were", "be", "been").contains(word(at));
  }

  /** The word before, adverbs skipped. */
  private String subject(int index) {
    int at = index - 1;
    while (at >= 0 && (word(at).endsWith("ly") || HABIT_CUES.contains(word(at)))) {
      at--;
    }
    return word(at);
  }

  private boolean hasCue(Set<String> cues) {
    return tokens.stream().anyMatch(token -> cues.contains(token.toLowerCase(Locale.ROOT)));
  }

  /** "I used to go", "I am used to it", but "it is used to cut". */
  private List<String> used(int index) {
    boolean to = word(index + 1).equals("to");
    boolean custom = to && !(BEING.contains(word(index - 1)) && isVerb(index + 2));
    return custom ? List.of("Y", "UW1", "S", "T") : List.of("Y", "UW1", "Z", "D");
  }

  private boolean isVerb(int index) {
    return index < tokens.size() && tag(index).equals("VB");
  }

  private String word(int index) {
    return index < 0 || index >= tokens.size() ? "" : tokens.get(index).toLowerCase(Locale.ROOT);
  }
}
