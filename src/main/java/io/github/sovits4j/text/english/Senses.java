package io.github.sovits4j.text.english;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Words whose sound depends on what they mean, not on their part of speech: lead the metal, bass
 * the fish. The words around them tell. Immutable.
 */
final class Senses {

  private static final int NEAR = 8;

  private final Map<String, List<Sense>> senses;

  private Senses(Map<String, List<Sense>> senses) {
    this.senses = Map.copyOf(senses);
  }

  private enum Place {
    AFTER,
    NEAR,
    PHRASE,
    NAME,
    ELSE
  }

  private static final Set<String> ENDS = Set.of(".", "?", "!");

  /** A reading, and the words that tell it. */
  private record Sense(List<String> phones, Place place, int reach, Set<String> cues) {

    boolean fits(List<String> tokens, List<String> words, int index) {
      return switch (place) {
        case AFTER -> index + 1 < words.size() && cues.contains(words.get(index + 1));
        case NEAR -> isNear(words, index);
        case PHRASE -> isPhrase(words, index);
        case NAME -> isName(tokens, words, index);
        case ELSE -> true;
      };
    }

    private boolean isNear(List<String> words, int index) {
      int end = Math.min(words.size(), index + NEAR + 1);
      for (int i = Math.max(0, index - NEAR); i < end; i++) {
        if (i != index && cues.contains(words.get(i))) {
          return true;
        }
      }
      return false;
    }

    /** A capital where no sentence begins. */
    private boolean isName(List<String> tokens, List<String> words, int index) {
      if (index == 0 || !Character.isUpperCase(tokens.get(index).charAt(0))) {
        return false;
      }
      String before = words.get(index - 1);
      return cues.contains(before) || (cues.contains("*") && !ENDS.contains(before));
    }

    /** One of the words before, or two of them that follow each other. */
    private boolean isPhrase(List<String> words, int index) {
      for (int i = Math.max(0, index - reach); i < index; i++) {
        boolean pair = i > 0 && cues.contains(words.get(i - 1) + "_" + words.get(i));
        if (pair || cues.contains(words.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  /** The list, loaded when first asked for and shared. */
  static Senses shared() {
    return Shared.SENSES;
  }

  /** Whether there is anything to tell about a word in small letters. */
  boolean contains(String word) {
    return senses.containsKey(word);
  }

  /** The phones that the words around a word tell, if they do. */
  Optional<List<String>> phones(List<String> tokens, int index) {
    List<Sense> known = senses.get(tokens.get(index).toLowerCase(Locale.ROOT));
    if (known == null) {
      return Optional.empty();
    }
    List<String> words = tokens.stream().map(token -> token.toLowerCase(Locale.ROOT)).toList();
    return known.stream()
        .filter(sense -> sense.fits(tokens, words, index))
        .map(Sense::phones)
        .findFirst();
  }

  private static Senses load() {
    Map<String, List<Sense>> senses = new HashMap<>();
    try (InputStream in = Senses.class.getResourceAsStream("senses.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .forEach(f -> senses.computeIfAbsent(f[0], word -> new ArrayList<>()).add(sense(f)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Senses(senses);
  }

  private static Sense sense(String[] fields) {
    String[] where = fields[2].split(":", -1);
    return new Sense(
        List.of(fields[1].split(" ", -1)),
        Place.valueOf(where[0].toUpperCase(Locale.ROOT)),
        where.length > 1 ? Integer.parseInt(where[1]) : 1,
        Set.copyOf(List.of(fields[3].split(" ", -1))));
  }

  private static final class Shared {
    static final Senses SENSES = load();
  }
}
