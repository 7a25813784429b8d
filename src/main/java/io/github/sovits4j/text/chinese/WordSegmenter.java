package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Splits sentences into words as jieba does: the most probable path through all dictionary words;
 * characters left single by it are joined again where a hidden Markov model sees words.
 */
final class WordSegmenter {

  private final WordDictionary dictionary = WordDictionary.shared();

  /**
   * Words with their parts of speech.
   *
   * @param sentence ideographs and marks
   */
  List<TaggedWord> tagged(String sentence) {
    List<TaggedWord> words = new ArrayList<>();
    int i = 0;
    while (i < sentence.length()) {
      int end = i;
      while (end < sentence.length() && inBlock(sentence.charAt(end))) {
        end++;
      }
      if (end > i) {
        words.addAll(taggedBlock(sentence.substring(i, end)));
        i = end;
      } else {
        words.add(new TaggedWord(sentence.substring(i, i + 1), "x"));
        i++;
      }
    }
    return words;
  }

  /**
   * The shortest dictionary word inside a word, as jieba's search mode lists them, and the rest.
   *
   * @return two parts that make the word, the second possibly empty
   */
  List<String> halves(String word) {
    List<String> parts = new ArrayList<>();
    for (String part : untagged(word)) {
      for (int length = 2; length <= 3 && length < part.length(); length++) {
        for (int from = 0; from + length <= part.length(); from++) {
          String gram = part.substring(from, from + length);
          if (dictionary.contains(gram)) {
            parts.add(gram);
          }
        }
      }
      parts.add(part);
    }
    String shortest = parts.stream().min(Comparator.comparingInt(String::length)).orElseThrow();
    return word.startsWith(shortest)
        ? List.of(shortest, word.substring(shortest.length()))
        : List.of(word.substring(0, word.length() - shortest.length()), shortest);
  }

  private List<String> untagged(String word) {
    List<String> words = new ArrayList<>();
    walk(
        word,
        (text, index) -> words.add(text),
        stretch -> words.addAll(CuttingModel.shared().words(stretch)));
    return words;
  }

  private List<TaggedWord> taggedBlock(String block) {
    List<TaggedWord> words = new ArrayList<>();
    walk(
        block,
        (text, index) ->
            words.add(new TaggedWord(text, index < 0 ? single(text) : dictionary.tag(index))),
        stretch -> {
          // A full stop stands in blocks, but the model is only asked about ideographs.
          int from = 0;
          for (int i = 0; i <= stretch.length(); i++) {
            if (i == stretch.length() || !isIdeograph(stretch.charAt(i))) {
              if (i > from) {
                words.addAll(TaggingModel.shared().words(stretch.substring(from, i)));
              }
              if (i < stretch.length()) {
                words.add(new TaggedWord(stretch.substring(i, i + 1), "m"));
              }
              from = i + 1;
            }
          }
        });
    return words;
  }

  private String single(String text) {
    return text.equals(".") ? "m" : "x";
  }

  private interface Found {
    /** A word; index below 0 where the dictionary does not have it. */
    void word(String text, int index);
  }

  /**
   * Goes along the most probable path. Runs of single characters are handed to {@code unknown}
   * unless the whole run is a word.
   */
  private void walk(String text, Found found, Consumer<String> unknown) {
    int n = text.length();
    double[] best = new double[n + 1];
    int[] length = new int[n];
    int[] index = new int[n];
    for (int at = n - 1; at >= 0; at--) {
      int from = at;
      best[at] = Double.NEGATIVE_INFINITY;
      length[at] = 0;
      dictionary.matches(
          text,
          at,
          (wordLength, wordIndex) -> {
            double p = dictionary.logProbability(wordIndex) + best[from + wordLength];
            if (p > best[from]) {
              best[from] = p;
              length[from] = wordLength;
              index[from] = wordIndex;
            }
          });
      if (length[at] == 0) {
        best[at] = dictionary.logProbabilityOfUnknown() + best[at + 1];
        length[at] = 1;
        index[at] = -1;
      }
    }
    int run = 0; // where a run of single characters began
    for (int at = 0; at <= n; ) {
      if (at < n && length[at] == 1) {
        at++;
        continue;
      }
      flush(text.substring(run, at), run, index, found, unknown);
      if (at == n) {
        return;
      }
      found.word(text.substring(at, at + length[at]), index[at]);
      at += length[at];
      run = at;
    }
  }

  private void flush(String run, int from, int[] index, Found found, Consumer<String> unknown) {
    if (run.length() > 1 && !dictionary.contains(run)) {
      unknown.accept(run);
    } else {
      for (int i = 0; i < run.length(); i++) {
        found.word(run.substring(i, i + 1), index[from + i]);
      }
    }
  }

  private static boolean inBlock(char c) {
    return c == '.' || isIdeograph(c);
  }

  private static boolean isIdeograph(char c) {
    return c >= 0x4e00 && c <= 0x9fd5;
  }
}
