package io.github.sovits4j.text.english;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * The CMU Pronouncing Dictionary: phones of 126,000 English words.
 *
 * <p>The text stays one block of bytes, sorted by word, and is searched by halving: nothing is
 * parsed before it is asked for, so loading takes a few tens of milliseconds. Immutable.
 */
final class PronouncingDictionary {

  /** Words the dictionary lacks or that are to sound otherwise. */
  private static final Map<String, String> ADDED =
      Map.of(
          "chatgpt", "CH AE1 T JH IY1 P IY1 T IY1",
          "ieee", "AY1 T R IH1 P AH0 L IY1",
          "jpeg", "JH EY1 P EH1 G",
          "json", "JH EY1 S AH0 N",
          "mpeg", "EH1 M P EH1 G",
          "readme", "R IY1 D M IY1",
          "conda", "K AA1 N D AH0",
          "wi", "W AY1",
          "wifi", "W AY1 F AY1");

  /** Words better spelled out, or read by other rules, than looked up. */
  private static final Set<String> REMOVED = Set.of("ae", "ai", "ar", "hud", "ios", "os");

  private final byte[] text;
  private final int[] lines;

  private PronouncingDictionary(byte[] text) {
    this.text = text;
    int count = 0;
    for (byte b : text) {
      count += b == '\n' ? 1 : 0;
    }
    this.lines = new int[count];
    int line = 0;
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        lines[line++] = start;
        start = i + 1;
      }
    }
  }

  /** The dictionary, loaded when first asked for and shared. */
  static PronouncingDictionary shared() {
    return Shared.DICTIONARY;
  }

  /** How many words there are. */
  int size() {
    return lines.length - REMOVED.size() + ADDED.size();
  }

  /** The words of the text itself, in order; what is added or removed by hand is not among them. */
  List<String> words() {
    List<String> words = new ArrayList<>(lines.length);
    for (int line : lines) {
      String word = new String(text, line, endOfWord(line) - line, StandardCharsets.US_ASCII);
      if (!REMOVED.contains(word)) {
        words.add(word);
      }
    }
    return words;
  }

  /** Whether there is an entry for a word in lower case. */
  boolean contains(String word) {
    return ADDED.containsKey(word) || (!REMOVED.contains(word) && find(word) >= 0);
  }

  /** The phones of a word in lower case: its first pronunciation. */
  Optional<List<String>> phones(String word) {
    String added = ADDED.get(word);
    if (added != null) {
      return Optional.of(List.of(added.split(" ")));
    }
    int line = REMOVED.contains(word) ? -1 : find(word);
    return line < 0 ? Optional.empty() : Optional.of(List.of(phonesOf(line).split(" ")));
  }

  private int find(String word) {
    byte[] wanted = word.getBytes(StandardCharsets.US_ASCII);
    int low = 0;
    int high = lines.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int start = lines[middle];
      int order = Arrays.compare(text, start, endOfWord(start), wanted, 0, wanted.length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private int endOfWord(int start) {
    int end = start;
    while (text[end] != ' ') {
      end++;
    }
    return end;
  }

  private String phonesOf(int line) {
    int start = endOfWord(lines[line]) + 1;
    int end = start;
    while (text[end] != '\n') {
      end++;
    }
    return new String(text, start, end - start, StandardCharsets.US_ASCII);
  }

  private static PronouncingDictionary load() {
    try (InputStream in =
        new GZIPInputStream(
            PronouncingDictionary.class.getResourceAsStream("cmudict.txt.gz"), 1 << 16)) {
      return new PronouncingDictionary(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads on first use, once, whichever thread comes first. */
  private static final class Shared {
    static final PronouncingDictionary DICTIONARY = load();
  }
}
