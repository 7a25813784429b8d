package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Readings of sentences where a network (g2pW) tells what characters of several readings are in
 * their context. What to ask it is upstream's choice: some characters it is not asked about, for
 * dictionaries and tone rules do better; characters of one reading come from a list, all others
 * from the dictionary. Immutable.
 */
public final class Polyphones {

  /** Not asked about, though the network knows them. */
  private static final String NOT_ASKED = "一不和咋嗲剖差攢倒難奔勁拗肖瘙誒泊听噢";

  /** Read by the dictionary, though they are in the list of those with one reading. */
  private static final String NOT_SINGLE = "似攢";

  /** Characters before the first that is asked about, and after the last, that are its context. */
  private static final int CONTEXT = 16;

  /**
   * A character that has several readings.
   *
   * @param context the text around it, as Taiwan writes it
   * @param at which character of the context it is
   */
  public record Query(String context, int at) {

    /** The character. */
    public String character() {
      return context.substring(at, at + 1);
    }
  }

  /** Tells readings apart. */
  @FunctionalInterface
  public interface Network {

    /**
     * Reads characters.
     *
     * @param queries those of one sentence mostly share their context
     * @return for each a syllable with a tone digit; empty where there is none
     */
    List<String> read(List<Query> queries);
  }

  private final Set<String> several;
  private final Map<String, String> single;
  private final int longest;

  /**
   * With the lists of a network.
   *
   * @param several characters that it knows
   * @param single syllables of characters that have one reading
   * @param longest most characters of a context
   */
  public Polyphones(Set<String> several, Map<String, String> single, int longest) {
    this.several = Set.copyOf(several);
    this.single = Map.copyOf(single);
    this.longest = longest;
  }

  /**
   * Reads sentences; the network is asked once.
   *
   * @param sentences simplified ideographs and marks
   * @return for each a syllable for every character; marks stand for themselves
   */
  public Map<String, List<String>> readings(List<String> sentences, Network network) {
    List<Query> queries = new ArrayList<>();
    sentences.forEach(sentence -> queries.addAll(queries(TaiwanScript.of(sentence))));
    List<String> answers = queries.isEmpty() ? List.of() : network.read(queries);
    Map<String, List<String>> readings = new HashMap<>();
    int next = 0;
    for (String sentence : sentences) {
      String written = TaiwanScript.of(sentence);
      List<String> read = byLists(written);
      for (int i = 0; i < written.length(); i++) {
        if (isAsked(written, i)) {
          String answer = answers.get(next++);
          read.set(i, answer.isEmpty() ? read.get(i) : answer);
        }
      }
      readings.put(sentence, read);
    }
    return readings;
  }

  private boolean isAsked(String written, int at) {
    String character = written.substring(at, at + 1);
    return several.contains(character) && NOT_ASKED.indexOf(character) < 0;
  }

  private List<Query> queries(String written) {
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < written.length(); i++) {
      if (isAsked(written, i)) {
        asked.add(i);
      }
    }
    List<Query> queries = new ArrayList<>();
    for (int at : asked) {
      int from = Math.max(0, asked.getFirst() - CONTEXT);
      int to = Math.min(written.length(), asked.getLast() + CONTEXT + 1);
      if (to - from > longest) { // a part with the character in its middle
        from = Math.clamp(at - longest / 2, from, to - longest);
        to = from + longest;
      }
      queries.add(new Query(written.substring(from, to), at - from));
    }
    return queries;
  }

  /** What lists and dictionary say, before the network is asked. */
  private List<String> byLists(String written) {
    List<String> read =
        new ArrayList<>(PinyinDictionary.shared().readings(ChineseNormaliser.simplified(written)));
    for (int i = 0; i < written.length(); i++) {
      String character = written.substring(i, i + 1);
      String only = single.get(character);
      if (only != null && NOT_SINGLE.indexOf(character) < 0) {
        read.set(i, only);
      }
    }
    return read;
  }
}
