package io.github.sovits4j.text.english;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the phones of a single English word: in the dictionary, by spelling out, by its stem, by
 * its parts, or by letter-to-sound rules, whichever comes first.
 */
final class WordReader {

  private static final int LONGEST_SPELLED = 3;

  /** Beyond this nothing is a word; it is read in stretches, which keeps the time linear. */
  private static final int LONGEST_WORD = 40;

  private static final Pattern POSSESSIVE = Pattern.compile("[a-z]++'s");
  private static final Pattern NOT_LETTERS = Pattern.compile("[^a-z]++");
  private static final Set<String> VOICELESS = Set.of("P", "T", "K", "F", "TH", "HH");
  private static final Set<String> SIBILANT = Set.of("S", "Z", "SH", "ZH", "CH", "JH");

  private final PronouncingDictionary dictionary = PronouncingDictionary.shared();
  private final CompoundSplitter splitter = new CompoundSplitter(dictionary);

  /**
   * The phones of a word.
   *
   * @param token a token with at least one Latin letter
   */
  List<String> phones(String token) {
    String word = token.toLowerCase(Locale.ROOT);
    if (word.length() == 1) {
      return token.equals("A") ? List.of("EY1") : dictionary.phones(word).orElseThrow();
    }
    Optional<List<String>> found = dictionary.phones(word);
    if (found.isPresent()) {
      return found.get();
    }
    if (word.length() <= LONGEST_SPELLED) {
      return spelled(word);
    }
    if (POSSESSIVE.matcher(word).matches()) {
      return possessive(word.substring(0, word.length() - 2));
    }
    return byParts(word);
  }

  private List<String> spelled(String word) {
    List<String> phones = new ArrayList<>();
    for (int i = 0; i < word.length(); i++) {
      phones.addAll(named(word.substring(i, i + 1)));
    }
    return phones;
  }

  /** A letter's name; anything else stands for itself. */
  private List<String> named(String letter) {
    return letter.equals("a") ? List.of("EY1") : dictionary.phones(letter).orElse(List.of(letter));
  }

  private List<String> possessive(String stem) {
    List<String> phones = new ArrayList<>(phones(stem));
    String last = phones.getLast();
    if (VOICELESS.contains(last)) {
      phones.add("S");
    } else if (SIBILANT.contains(last)) {
      phones.addAll(List.of("AH0", "Z"));
    } else {
      phones.add("Z");
    }
    return phones;
  }

  private List<String> byParts(String word) {
    List<String> phones = new ArrayList<>();
    for (String part : NOT_LETTERS.split(word, -1)) {
      for (int start = 0; start < part.length(); start += LONGEST_WORD) {
        phones.addAll(part(part.substring(start, Math.min(part.length(), start + LONGEST_WORD))));
      }
    }
    return phones;
  }

  private List<String> part(String part) {
    if (part.length() == 1) {
      return named(part);
    }
    Optional<List<String>> found = dictionary.phones(part);
    if (found.isPresent()) {
      return found.get();
    }
    if (part.length() <= LONGEST_SPELLED) {
      return spelled(part);
    }
    List<String> halves = splitter.split(part);
    if (halves.size() == 1) {
      return LetterToSound.shared().phones(part);
    }
    List<String> phones = new ArrayList<>();
    halves.forEach(half -> phones.addAll(dictionary.phones(half).orElseThrow()));
    return phones;
  }
}
