package io.github.sovits4j.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words of a text whose phones were given. In the text each stands as a made-up word of small
 * letters, so that it is cut, normalised and split as any word is, with its {@code 's} or its
 * hyphens; whoever looks a word up asks here first.
 */
public final class GivenWords {

  /** No word was given. */
  public static final GivenWords NONE = new GivenWords("");

  private static final int LETTERS = 5;
  private static final int ALPHABET = 26;

  private record Entry(String written, List<String> phones) {}

  private final String prefix; // occurs nowhere in the text, in any case
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Entry, Integer> numbers = new HashMap<>();
  private final Pattern name;

  private GivenWords(String prefix) {
    this.prefix = prefix;
    this.name = Pattern.compile(prefix + "[a-z]{" + LETTERS + "}", Pattern.CASE_INSENSITIVE);
  }

  /** None yet, for a text. */
  static GivenWords in(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    String prefix = "zqx";
    while (small.contains(prefix)) {
      prefix += "q";
    }
    return new GivenWords(prefix);
  }

  /**
   * Adds a word.
   *
   * @param written what stands in the text
   * @return the made-up word to put in its place
   */
  String add(String written, List<String> phones) {
    Entry entry = new Entry(written, List.copyOf(phones));
    int number =
        numbers.computeIfAbsent(
            entry,
            added -> {
              entries.add(added);
              return entries.size() - 1;
            });
    StringBuilder made = new StringBuilder(prefix);
    for (int i = 0; i < LETTERS; i++) {
      made.append((char) ('a' + number % ALPHABET));
      number /= ALPHABET;
    }
    return made.toString();
  }

  /** The phones of a word in small letters, if it is a made-up one. */
  public Optional<List<String>> phones(String word) {
    return find(word).map(Entry::phones);
  }

  private Optional<Entry> find(String word) {
    if (entries.isEmpty()
        || word.length() != prefix.length() + LETTERS
        || !word.startsWith(prefix)) {
      return Optional.empty();
    }
    int number = 0;
    for (int i = word.length() - 1; i >= prefix.length(); i--) {
      number = number * ALPHABET + (word.charAt(i) - 'a');
    }
    return number >= 0 && number < entries.size()
        ? Optional.of(entries.get(number))
        : Optional.empty();
  }

  /** A text with what was written where the made-up words stand. */
  public String written(String text) {
    if (entries.isEmpty()) {
      return text;
    }
    return name.matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    find(match.group().toLowerCase(Locale.ROOT))
                        .map(Entry::written)
                        .orElse(match.group())));
  }
}
