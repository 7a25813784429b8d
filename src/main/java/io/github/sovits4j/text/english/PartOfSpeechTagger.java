package io.github.sovits4j.text.english;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Tells the parts of speech of a sentence: an averaged perceptron that goes from left to right, in
 * the tags of the Penn Treebank. A tag is chosen by the word, its ending, the two tags before it
 * and two words to each side (M. Collins, 2002; the features follow M. Honnibal's design of 2013).
 *
 * <p>The weights are bytes in a resource; {@code docs/text.md} tells what they were learnt from.
 * Immutable once loaded.
 */
final class PartOfSpeechTagger {

  private static final String START = "-START-";
  private static final String END = "-END-";

  private final List<String> tags;
  private final Map<String, byte[]> weights;

  /**
   * A tagger.
   *
   * @param tags the tags, in the order the weights number them
   * @param weights for each feature pairs of a tag's number and its weight
   */
  PartOfSpeechTagger(List<String> tags, Map<String, byte[]> weights) {
    this.tags = List.copyOf(tags);
    this.weights = weights;
  }

  /** The tagger, loaded when first asked for and shared. */
  static PartOfSpeechTagger shared() {
    return Shared.TAGGER;
  }

  /**
   * The tag of every token of a sentence.
   *
   * @param tokens words and marks as {@link EnglishTokeniser} splits them; a contraction such as
   *     {@code don't} gets the tag of its first word
   */
  List<String> tags(List<String> tokens) {
    List<String> words = new ArrayList<>(tokens.size() + 4);
    int[] first = new int[tokens.size()];
    for (int i = 0; i < tokens.size(); i++) {
      first[i] = words.size();
      words.addAll(parts(tokens.get(i)));
    }
    List<String> all = tagWords(words);
    List<String> found = new ArrayList<>(tokens.size());
    for (int index : first) {
      found.add(all.get(index));
    }
    return found;
  }

  private List<String> tagWords(List<String> words) {
    List<String> found = new ArrayList<>(words.size());
    int[] scores = new int[tags.size()];
    String before = START;
    String earlier = START;
    for (int i = 0; i < words.size(); i++) {
      java.util.Arrays.fill(scores, 0);
      features(
          words,
          i,
          before,
          earlier,
          feature -> {
            byte[] pairs = weights.get(feature);
            for (int p = 0; pairs != null && p < pairs.length; p += 2) {
              scores[pairs[p]] += pairs[p + 1];
            }
          });
      int best = 0;
      for (int tag = 1; tag < scores.length; tag++) {
        best = scores[tag] > scores[best] ? tag : best;
      }
      earlier = before;
      before = tags.get(best);
      found.add(before);
    }
    return found;
  }

  /** Contractions come apart as in the Penn Treebank: do n't, it 's. */
  static List<String> parts(String token) {
    String lower = token.toLowerCase(Locale.ROOT);
    if (lower.length() > 3 && lower.endsWith("n't")) {
      return List.of(token.substring(0, token.length() - 3), "n't");
    }
    int mark = lower.lastIndexOf('\'');
    boolean clitic =
        mark > 0 && List.of("'s", "'re", "'ll", "'ve", "'d", "'m").contains(lower.substring(mark));
    return clitic ? List.of(token.substring(0, mark), lower.substring(mark)) : List.of(token);
  }

  /** What tells the tag of a word. */
  static void features(
      List<String> words,
      int i,
      String before,
      String earlier,
      java.util.function.Consumer<String> found) {
    String word = word(words, i);
    String previous = word(words, i - 1);
    String next = word(words, i + 1);
    String afterNext = word(words, i + 2);
    found.accept("b");
    found.accept("s" + suffix(word));
    found.accept("p" + word.charAt(0));
    found.accept("t" + before);
    found.accept("u" + earlier);
    found.accept("v" + before + " " + earlier);
    found.accept("w" + word);
    found.accept("x" + before + " " + word);
    found.accept("l" + previous);
    found.accept("m" + suffix(previous));
    found.accept("k" + word(words, i - 2));
    found.accept("r" + next);
    found.accept("q" + suffix(next));
    found.accept("z" + afterNext);
    found.accept("y" + word + " " + next);
    found.accept("c" + (Character.isUpperCase(words.get(i).charAt(0)) ? i == 0 ? "1" : "2" : "0"));
  }

  private static String word(List<String> words, int i) {
    return i < 0 ? START : i >= words.size() ? END : words.get(i).toLowerCase(Locale.ROOT);
  }

  private static String suffix(String word) {
    return word.length() > 3 ? word.substring(word.length() - 3) : word;
  }

  private static PartOfSpeechTagger load() {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new GZIPInputStream(
                    PartOfSpeechTagger.class.getResourceAsStream("part-of-speech.bin.gz"), 1 << 16),
                1 << 16))) {
      List<String> tags = List.of(in.readUTF().split(" ", -1));
      int count = in.readInt();
      Map<String, byte[]> weights = HashMap.newHashMap(count);
      for (int i = 0; i < count; i++) {
        String feature = in.readUTF();
        byte[] pairs = new byte[2 * in.readUnsignedByte()];
        in.readFully(pairs);
        weights.put(feature, pairs);
      }
      return new PartOfSpeechTagger(tags, weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final PartOfSpeechTagger TAGGER = load();
  }
}
