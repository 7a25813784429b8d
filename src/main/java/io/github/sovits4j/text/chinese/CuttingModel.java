package io.github.sovits4j.text.chinese;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A hidden Markov model that finds words in stretches the dictionary does not know, without tags:
 * states B, M, E and S, Viterbi's algorithm. The probabilities are jieba's.
 */
final class CuttingModel {

  private static final double HARDLY = -3.14e100;

  private static final int B = 0;
  private static final int M = 1;
  private static final int E = 2;
  private static final int S = 3;

  private static final double[] START = {-0.26268660809250016, HARDLY, HARDLY, -1.4652633398537678};

  /** By state, what it may follow. */
  private static final int[][] PREDECESSORS = {{E, S}, {M, B}, {B, M}, {S, E}};

  private static final double[][] TRANSITIONS = {
    {HARDLY, -0.916290731874155, -0.51082562376599, HARDLY},
    {HARDLY, -1.2603623820268226, -0.33344856811948514, HARDLY},
    {-0.5897149736854513, HARDLY, HARDLY, -0.8085250474669937},
    {-0.7211965654669841, HARDLY, HARDLY, -0.6658631448798212}
  };

  private final Map<Character, double[]> emissions = new HashMap<>();

  private CuttingModel() {
    Resources.lines(
        "cutting.txt.gz",
        line -> {
          String[] fields = line.split(" ", -1);
          double[] byState =
              emissions.computeIfAbsent(
                  fields[0].charAt(0), c -> new double[] {HARDLY, HARDLY, HARDLY, HARDLY});
          byState["BMES".indexOf(fields[1])] = Double.parseDouble(fields[2]);
        });
  }

  /** The model, loaded when first asked for. */
  static CuttingModel shared() {
    return Shared.MODEL;
  }

  /** Splits a stretch of ideographs into words. */
  List<String> words(String text) {
    int n = text.length();
    double[][] best = new double[n][4];
    int[][] before = new int[n][4];
    for (int state = 0; state < 4; state++) {
      best[0][state] = START[state] + emission(text.charAt(0), state);
    }
    for (int t = 1; t < n; t++) {
      for (int state = 0; state < 4; state++) {
        best[t][state] = Double.NEGATIVE_INFINITY;
        for (int from : PREDECESSORS[state]) {
          double p = best[t - 1][from] + TRANSITIONS[from][state];
          if (p > best[t][state]) {
            best[t][state] = p;
            before[t][state] = from;
          }
        }
        best[t][state] += emission(text.charAt(t), state);
      }
    }
    int state = best[n - 1][E] > best[n - 1][S] ? E : S;
    boolean[] ends = new boolean[n];
    for (int t = n - 1; t >= 0; t--) {
      ends[t] = state == E || state == S;
      state = before[t][state];
    }
    List<String> words = new ArrayList<>();
    int begin = 0;
    for (int t = 0; t < n; t++) {
      if (ends[t]) {
        words.add(text.substring(begin, t + 1));
        begin = t + 1;
      }
    }
    return words;
  }

  private double emission(char c, int state) {
    double[] known = emissions.get(c);
    return known == null ? HARDLY : known[state];
  }

  @Override
  public String toString() {
    return "CuttingModel[" + emissions.size() + " characters, " + Arrays.toString(START) + ']';
  }

  private static final class Shared {
    static final CuttingModel MODEL = new CuttingModel();
  }
}
