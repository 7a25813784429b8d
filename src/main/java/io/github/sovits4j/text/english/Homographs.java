package io.github.sovits4j.text.english;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Words with two pronunciations, told apart by their part of speech. Immutable. */
final class Homographs {

  private final Map<String, Entry> entries;

  private Homographs(Map<String, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /** The list, loaded when first asked for and shared. */
  static Homographs shared() {
    return Shared.HOMOGRAPHS;
  }

  /** The entry of a word in lower case. */
  Optional<Entry> find(String word) {
    return Optional.ofNullable(entries.get(word));
  }

  private static Homographs load() {
    Map<String, Entry> entries = new HashMap<>();
    try (InputStream in = Homographs.class.getResourceAsStream("homographs.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|"))
          .forEach(f -> entries.put(f[0], new Entry(f[1], phones(f[2]), phones(f[3]))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Homographs(entries);
  }

  private static List<String> phones(String field) {
    return List.of(field.split(" "));
  }

  /**
   * The two ways to say a word.
   *
   * @param tag the beginning of the Penn Treebank tags that choose the first
   * @param tagged the phones under such a tag
   * @param otherwise the phones under any other
   */
  record Entry(String tag, List<String> tagged, List<String> otherwise) {

    /** The phones under a tag. A tag that begins like the entry's counts: VB reads as VBP does. */
    List<String> phones(String actual) {
      return actual.startsWith(tag) || tag.startsWith(actual) ? tagged : otherwise;
    }
  }

  private static final class Shared {
    static final Homographs HOMOGRAPHS = load();
  }
}
