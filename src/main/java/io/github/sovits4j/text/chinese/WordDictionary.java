package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Words of Chinese with how often they occur and their part of speech: jieba's dictionary. The
 * words lie sorted in one array, so that 349,000 of them take five megabytes and all words that
 * begin at one place of a text are found in one pass.
 */
final class WordDictionary {

  /** Told of a word that begins at the place asked about. */
  interface Match {
    void word(int length, int index);
  }

  private final char[] text;
  private final int[] starts; // of word i; the last entry is the end of the text
  private final int[] frequencies;
  private final byte[] tags;
  private final List<String> tagNames;
  private final double logTotal;

  private WordDictionary() {
    StringBuilder words = new StringBuilder(1 << 20);
    List<Integer> ends = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    List<Byte> tagged = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Map<String, Byte> ids = new HashMap<>();
    Resources.lines(
        "words.txt.gz",
        line -> {
          int first = line.indexOf(' ');
          int second = line.indexOf(' ', first + 1);
          words.append(line, 0, first);
          ends.add(words.length());
          counts.add(Integer.parseInt(line, first + 1, second, 10));
          String tag = line.substring(second + 1);
          tagged.add(
              ids.computeIfAbsent(
                  tag,
                  name -> {
                    names.add(name);
                    return (byte) (names.size() - 1);
                  }));
        });
    text = new char[words.length()];
    words.getChars(0, text.length, text, 0);
    starts = new int[ends.size() + 1];
    frequencies = new int[ends.size()];
    tags = new byte[ends.size()];
    long total = 0;
    for (int i = 0; i < frequencies.length; i++) {
      starts[i + 1] = ends.get(i);
      frequencies[i] = counts.get(i);
      tags[i] = tagged.get(i);
      total += frequencies[i];
    }
    tagNames = List.copyOf(names);
    logTotal = Math.log((double) total);
  }

  /** The dictionary, loaded when first asked for. */
  static WordDictionary shared() {
    return Shared.DICTIONARY;
  }

  /** Tells of every word that begins at {@code from}, the shortest first. */
  void matches(CharSequence sentence, int from, Match match) {
    int low = 0;
    int high = frequencies.length;
    for (int depth = 0; from + depth < sentence.length() && low < high; depth++) {
      int wanted = sentence.charAt(from + depth);
      low = firstNotBelow(low, high, depth, wanted);
      high = firstNotBelow(low, high, depth, wanted + 1);
      if (low < high && length(low) == depth + 1 && frequencies[low] > 0) {
        match.word(depth + 1, low);
      }
    }
  }

  /** Whether this is a word. */
  boolean contains(String word) {
    return find(word) >= 0;
  }

  /** Part of speech of a word, or {@code x} where it is none. */
  String tag(String word) {
    int index = find(word);
    return index < 0 ? "x" : tag(index);
  }

  /** Part of speech of the word with an index. */
  String tag(int index) {
    return tagNames.get(tags[index]);
  }

  /** Logarithm of the probability of the word with an index. */
  double logProbability(int index) {
    return Math.log(frequencies[index]) - logTotal;
  }

  /** What a character that is no word counts as: a word that occurred once. */
  double logProbabilityOfUnknown() {
    return -logTotal;
  }

  private int find(String word) {
    int[] found = {-1};
    matches(
        word,
        0,
        (length, index) -> {
          if (length == word.length()) {
            found[0] = index;
          }
        });
    return found[0];
  }

  /** The first word in a range whose character at a depth is not below {@code c}. */
  private int firstNotBelow(int from, int to, int depth, int c) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int at = depth < length(middle) ? text[starts[middle] + depth] : -1;
      if (at < c) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int length(int index) {
    return starts[index + 1] - starts[index];
  }

  @Override
  public String toString() {
    return "WordDictionary[" + frequencies.length + " words, tags " + Arrays.asList(tagNames) + ']';
  }

  private static final class Shared {
    static final WordDictionary DICTIONARY = new WordDictionary();
  }
}
