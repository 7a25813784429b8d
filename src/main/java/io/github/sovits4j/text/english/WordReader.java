package io.github.sovits4j.text.english;

import io.github.sovits4j.text.GivenWords;
import io.github.sovits4j.text.english.normalise.Pronounceable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Finds the phones of a single English word: as given, in the dictionary, by spelling out, by its
 * stem, by its parts, or by letter-to-sound rules, whichever comes first.
 */
final class WordReader {

  private static final int LONGEST_SPELLED = 3;
  private static final int LONGEST_INITIALISM = 5;

  /** Beyond this nothing is a word; it is read in stretches, which keeps the time linear. */
  private static final int LONGEST_WORD = 40;

  private static final Pattern POSSESSIVE = Pattern.compile("[a-z]++(?:-[a-z]++)*+'s");
  private static final Pattern NOT_LETTERS = Pattern.compile("[^a-z]++");
  private static final Set<String> VOICELESS = Set.of("P", "T", "K", "F", "TH", "HH");
  private static final Set<String> SIBILANT = Set.of("S", "Z", "SH", "ZH", "CH", "JH");

  /** Hyphenated entries whose parts say it better: numbers, and slips of the dictionary. */
  private static final Pattern BY_PARTS =
      Pattern.compile(
          "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-[a-z]++|wi-fi|t-shirts?+");

  /** Initialisms whose entries give a letter a name that it does not have. */
  private static final Set<String> MISSPELLED =
      Set.of("acc", "cgi", "gdp", "gps", "kpmg", "lcb", "lti", "mgm", "sos", "svp");

  private static final Pattern STRESS = Pattern.compile("[0-2]");

  private final GivenWords given;
  private final PronouncingDictionary dictionary = PronouncingDictionary.shared();
  private final CompoundSplitter splitter = new CompoundSplitter(dictionary);

  /**
   * A reader.
   *
   * @param given words whose phones are known
   */
  WordReader(GivenWords given) {
    this.given = given;
  }

  /** The phones of a token that were given. */
  Optional<List<String>> given(String token) {
    return given.phones(token.toLowerCase(Locale.ROOT));
  }

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
    Optional<List<String>> known = given.phones(word);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<List<String>> found =
        BY_PARTS.matcher(word).matches() ? Optional.empty() : dictionary.phones(word);
    if (found.isPresent()) {
      return evenlyStressed(word, found.get());
    }
    if (word.length() <= LONGEST_SPELLED) {
      return spelled(word);
    }
    if (POSSESSIVE.matcher(word).matches()) {
      return possessive(word.substring(0, word.length() - 2), this::phones);
    }
    return byParts(word);
  }

  /**
   * An initialism that the dictionary knows, such as fbi, gets the stress that its letters have
   * when they are written apart; every other word keeps its own.
   */
  private List<String> evenlyStressed(String word, List<String> phones) {
    if (word.length() > LONGEST_INITIALISM || word.length() < 2) {
      return phones;
    }
    boolean several = word.endsWith("s") && word.length() > 2 && !MISSPELLED.contains(word);
    if (several) {
      List<String> plural = possessive(word.substring(0, word.length() - 1), this::spelled);
      if (withoutStress(plural).equals(withoutStress(phones))) {
        return plural;
      }
    }
    List<String> letters = spelled(word);
    if (MISSPELLED.contains(word)) {
      return letters;
    }
    return withoutStress(letters).equals(withoutStress(phones)) ? letters : phones;
  }

  private static String withoutStress(List<String> phones) {
    return STRESS.matcher(String.join(" ", phones)).replaceAll("");
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

  /** A stem and the s that follows it, of a plural or a possessive. */
  private List<String> possessive(String stem, Function<String, List<String>> reader) {
    List<String> phones = new ArrayList<>(reader.apply(stem));
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
    Optional<List<String>> found = given.phones(part).or(() -> dictionary.phones(part));
    if (found.isPresent()) {
      return evenlyStressed(part, found.get());
    }
    if (part.length() <= LONGEST_SPELLED
        || (part.length() <= LONGEST_INITIALISM && !Pronounceable.isPronounceable(part))) {
      return part.endsWith("s") && part.length() > LONGEST_SPELLED
          ? possessive(part.substring(0, part.length() - 1), this::spelled)
          : spelled(part);
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
