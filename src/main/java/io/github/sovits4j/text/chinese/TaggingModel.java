package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A hidden Markov model that finds words and their parts of speech at once, for stretches the
 * dictionary does not know. A state is a position in a word (B, M, E; S a word of one) and a tag;
 * the most likely sequence of states is found by Viterbi's algorithm in logarithms. The
 * probabilities are jieba's.
 */
final class TaggingModel {

  /** For what was never seen, yet may have to be passed. */
  private static final double HARDLY = -3.14e100;

  private record Emissions(int[] states, double[] logProbabilities) {}

  private final String[] states; // position and tag, sorted: of equals the later wins
  private final double[] start;
  private final double[][] transitions; // from, to; minus infinity where there is none
  private final int[][] successors;
  private final Map<Character, Emissions> emissions = new HashMap<>();
  private final int[] all;

  private TaggingModel() {
    TreeMap<String, Integer> ids = new TreeMap<>();
    List<String[]> lines = new ArrayList<>();
    Resources.lines(
        "tagging.txt.gz",
        line -> {
          String[] fields = line.split(" ", -1);
          lines.add(fields);
          ids.put(fields[fields.length - 2], 0);
          if (fields[0].equals("T")) {
            ids.put(fields[1], 0);
          }
        });
    states = ids.keySet().toArray(String[]::new);
    for (int i = 0; i < states.length; i++) {
      ids.put(states[i], i);
    }
    all = new int[states.length];
    Arrays.setAll(all, i -> i);
    start = new double[states.length];
    Arrays.fill(start, HARDLY);
    transitions = new double[states.length][states.length];
    for (double[] row : transitions) {
      Arrays.fill(row, Double.NEGATIVE_INFINITY);
    }
    TreeMap<Character, TreeMap<Integer, Double>> emitted = new TreeMap<>();
    for (String[] fields : lines) {
      int to = ids.get(fields[fields.length - 2]);
      double p = Double.parseDouble(fields[fields.length - 1]);
      switch (fields[0]) {
        case "S" -> start[to] = p;
        case "T" -> transitions[ids.get(fields[1])][to] = p;
        default -> emitted.computeIfAbsent(fields[1].charAt(0), c -> new TreeMap<>()).put(to, p);
      }
    }
    successors = new int[states.length][];
    for (int i = 0; i < states.length; i++) {
      double[] row = transitions[i];
      successors[i] = Arrays.stream(all).filter(to -> row[to] > HARDLY).toArray();
    }
    emitted.forEach(
        (c, byState) ->
            emissions.put(
                c,
                new Emissions(
                    byState.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    byState.values().stream().mapToDouble(Double::doubleValue).toArray())));
  }

  /** The model, loaded when first asked for. */
  static TaggingModel shared() {
    return Shared.MODEL;
  }

  /**
   * Splits a stretch into words.
   *
   * @param text ideographs, at least one
   */
  List<TaggedWord> words(String text) {
    int[] route = route(text);
    List<TaggedWord> words = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < route.length; i++) {
      char position = states[route[i]].charAt(0);
      if (position == 'B') {
        begin = i;
      } else if (position == 'E' || position == 'S') {
        int from = position == 'S' ? i : begin;
        words.add(new TaggedWord(text.substring(from, i + 1), tag(route[i])));
        begin = i + 1;
      }
    }
    if (begin < route.length) {
      words.add(new TaggedWord(text.substring(begin), tag(route[begin])));
    }
    return words;
  }

  private String tag(int state) {
    return states[state].substring(1);
  }

  private int[] route(String text) {
    int n = text.length();
    double[][] best = new double[n][states.length];
    int[][] before = new int[n][states.length];
    int[] current = possible(text.charAt(0));
    for (int state : current) {
      best[0][state] = start[state] + emission(text.charAt(0), state);
    }
    for (int t = 1; t < n; t++) {
      int[] previous = Arrays.stream(current).filter(s -> successors[s].length > 0).toArray();
      boolean[] expected = new boolean[states.length];
      for (int state : previous) {
        for (int to : successors[state]) {
          expected[to] = true;
        }
      }
      int[] next =
          Arrays.stream(possible(text.charAt(t))).filter(state -> expected[state]).toArray();
      if (next.length == 0) {
        next = Arrays.stream(all).filter(state -> expected[state]).toArray();
      }
      for (int to : next) {
        double emission = emission(text.charAt(t), to);
        double top = Double.NEGATIVE_INFINITY;
        for (int from : previous) {
          double p = best[t - 1][from] + transitions[from][to] + emission;
          if (p >= top) {
            top = p;
            before[t][to] = from;
          }
        }
        best[t][to] = top;
      }
      current = next;
    }
    int last = current[0];
    for (int state : current) {
      if (best[n - 1][state] >= best[n - 1][last]) {
        last = state;
      }
    }
    int[] route = new int[n];
    for (int t = n - 1; t >= 0; t--) {
      route[t] = last;
      last = before[t][last];
    }
    return route;
  }

  private int[] possible(char c) {
    Emissions known = emissions.get(c);
    return known == null ? all : known.states();
  }

  private double emission(char c, int state) {
    Emissions known = emissions.get(c);
    int at = known == null ? -1 : Arrays.binarySearch(known.states(), state);
    return at < 0 ? HARDLY : known.logProbabilities()[at];
  }

  private static final class Shared {
    static final TaggingModel MODEL = new TaggingModel();
  }
}
