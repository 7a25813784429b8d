package io.github.sovits4j.text.english;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Guesses the part of speech of a homograph from the words around it.
 *
 * <p>Not a tagger: it looks left past adverbs to the first word that tells, then right, and falls
 * back on the noun. Good for the plain cases that make up most of running text; the perceptron
 * tagger of the original is to take its place.
 */
final class PartOfSpeech {

  private static final String BASE = "VB";
  private static final String PRESENT = "VBP";
  private static final String THIRD_PERSON = "VBZ";
  private static final String PAST = "VBD";
  private static final String PARTICIPLE = "VBN";
  private static final String NOUN = "NN";
  private static final String ADJECTIVE = "JJ";

  private static final Set<String> BEFORE_BASE =
      Set.of(
          "to",
          "will",
          "would",
          "can",
          "could",
          "shall",
          "should",
          "may",
          "might",
          "must",
          "do",
          "does",
          "did",
          "don't",
          "doesn't",
          "didn't",
          "won't",
          "wouldn't",
          "can't",
          "cannot",
          "couldn't",
          "shouldn't",
          "mustn't",
          "let's",
          "please",
          "i'll",
          "you'll",
          "we'll",
          "they'll",
          "he'll",
          "she'll",
          "it'll",
          "i'd",
          "you'd",
          "we'd",
          "they'd",
          "he'd",
          "she'd",
          "dont",
          "cant",
          "wont",
          "didnt",
          "doesnt",
          "gonna",
          "wanna",
          "lets",
          "help");

  private static final Set<String> SUBJECTS =
      Set.of("i", "you", "we", "they", "who", "he", "she", "it", "people");

  private static final Set<String> THIRD = Set.of("he", "she", "it");

  private static final Set<String> DETERMINERS =
      Set.of(
          "the", "a", "an", "this", "that", "these", "those", "my", "your", "his", "her", "its",
          "our", "their", "some", "any", "no", "every", "each", "another", "one", "whose", "two",
          "three", "four", "five", "ten", "many", "few", "several", "all", "both", "more", "most",
          "much", "such", "what", "which", "other", "new", "old", "first", "last", "next", "good",
          "bad", "great", "big", "small", "long", "short", "high", "low", "little", "same", "own",
          "of", "very", "too", "so", "quite");

  private static final Set<String> PREPOSITIONS =
      Set.of(
          "in", "on", "at", "by", "with", "from", "for", "about", "under", "over", "into",
          "through", "between", "without", "against", "during", "per", "as", "than", "like");

  private static final Set<String> HAVE =
      Set.of(
          "have", "has", "had", "having", "i've", "you've", "we've", "they've", "haven't", "hasn't",
          "hadn't");

  private static final Set<String> BE =
      Set.of(
          "be", "is", "are", "was", "were", "been", "being", "am", "i'm", "you're", "we're",
          "they're", "he's", "she's", "it's", "that's", "isn't", "aren't", "wasn't", "weren't",
          "seem", "seems", "seemed", "became", "become", "becomes", "feel", "feels", "felt", "look",
          "looks", "looked", "get", "gets", "got");

  private static final Set<String> NOT_ADVERBS =
      Set.of("only", "family", "early", "supply", "ally");

  private static final Set<String> SHORT_ADVERBS =
      Set.of(
          "not", "never", "always", "often", "also", "still", "just", "even", "ever", "now",
          "then");

  private static final Set<String> CLAUSE_STARTS =
      Set.of(
          "and", "but", "or", "if", "when", "because", "so", "then", "while", ",", "!", "?", ".");

  private static final Set<String> OBJECT_STARTS =
      Set.of(
          "the", "a", "an", "this", "that", "these", "those", "my", "your", "his", "her", "its",
          "our", "their", "me", "you", "him", "us", "them", "it", "all", "every", "each", "some",
          "any", "to");

  private static final Set<String> SAYING =
      Set.of(
          "say", "says", "said", "think", "thought", "know", "knew", "like", "use", "used", "see");

  private static final Set<String> NOT_HEADS =
      Set.of(
          "is", "are", "was", "were", "be", "been", "has", "have", "had", "will", "would", "can",
          "could", "should", "may", "might", "must", "and", "or", "but", "of", "in", "on", "at",
          "by", "with", "from", "for", "to", "as", "than", "that", "because", "if", "when", "while",
          "so", "too", "again", "now", "then", "here", "there", "today", "i", "he", "she", "it",
          "we", "they", "you", "who", "which", "not", "does", "do", "did", "came", "went", "made");

  private PartOfSpeech() {}

  /**
   * The likely Penn Treebank tag of a token.
   *
   * @param tokens the tokens of a sentence, marks included
   * @param index which of them
   */
  static String guess(List<String> tokens, int index) {
    String word = lower(tokens, index);
    int before = index - 1;
    while (before >= 0 && isAdverb(lower(tokens, before))) {
      before--;
    }
    String previous = before < 0 ? "." : lower(tokens, before);
    String next = lower(tokens, index + 1);
    if (BEFORE_BASE.contains(previous)) {
      return previous.endsWith("'d") && isPast(word) ? PARTICIPLE : BASE;
    }
    if (HAVE.contains(previous) && (isPast(word) || word.equals("read"))) {
      return PARTICIPLE;
    }
    if (BE.contains(previous)) {
      return isPast(word) || word.equals("read") ? PARTICIPLE : ADJECTIVE;
    }
    if ((SUBJECTS.contains(previous) && !previous.equals("it")) || isSubjectIt(tokens, before)) {
      if (isPast(word)) {
        return PAST;
      }
      if (word.equals("read") && THIRD.contains(previous)) {
        return PAST;
      }
      return word.endsWith("s") ? THIRD_PERSON : PRESENT;
    }
    if (isRelative(tokens, before)) {
      return isPast(word) ? PAST : word.endsWith("s") ? THIRD_PERSON : PRESENT;
    }
    if (DETERMINERS.contains(previous) || previous.endsWith("'s") || isAdjective(previous)) {
      return isHead(next) ? ADJECTIVE : NOUN;
    }
    if (PREPOSITIONS.contains(previous)) {
      return isHead(next) ? ADJECTIVE : NOUN;
    }
    if (isPast(word) && !CLAUSE_STARTS.contains(previous)) {
      return next.equals("to") && word.equals("used") ? PAST : participleOrPast(next);
    }
    boolean takesObject = OBJECT_STARTS.contains(next);
    if (CLAUSE_STARTS.contains(previous)) {
      return takesObject ? BASE : NOUN;
    }
    if (takesObject) {
      return word.endsWith("s") ? THIRD_PERSON : PRESENT;
    }
    return NOUN;
  }

  private static String participleOrPast(String next) {
    return next.equals("by") || next.equals("in") || next.equals("for") ? PARTICIPLE : PAST;
  }

  /** Whether "it" here is a subject: an object "it" follows a verb or preposition. */
  private static boolean isSubjectIt(List<String> tokens, int index) {
    return index >= 0
        && lower(tokens, index).equals("it")
        && (index == 0 || CLAUSE_STARTS.contains(lower(tokens, index - 1)));
  }

  /** Whether "that" or "which" here begins a clause about the noun before it. */
  private static boolean isRelative(List<String> tokens, int index) {
    String word = lower(tokens, index);
    String before = lower(tokens, index - 1);
    return (word.equals("which") || word.equals("that"))
        && isHead(before)
        && !CLAUSE_STARTS.contains(before)
        && !PREPOSITIONS.contains(before)
        && !BE.contains(before)
        && !SAYING.contains(before);
  }

  private static boolean isPast(String word) {
    return word.endsWith("ed");
  }

  private static boolean isAdverb(String word) {
    return SHORT_ADVERBS.contains(word)
        || (word.length() > 4 && word.endsWith("ly") && !NOT_ADVERBS.contains(word));
  }

  private static boolean isAdjective(String word) {
    return word.length() > 4
        && (word.endsWith("al")
            || word.endsWith("ive")
            || word.endsWith("ous")
            || word.endsWith("ful")
            || word.endsWith("able")
            || word.endsWith("ic"));
  }

  /** Whether a word may be the noun that an adjective before it belongs to. */
  private static boolean isHead(String word) {
    return !word.isEmpty()
        && EnglishTokeniser.isLetter(word.charAt(0))
        && !NOT_HEADS.contains(word)
        && !OBJECT_STARTS.contains(word)
        && !word.endsWith("ly");
  }

  private static String lower(List<String> tokens, int index) {
    return index < tokens.size() && index >= 0 ? tokens.get(index).toLowerCase(Locale.ROOT) : "";
  }
}
