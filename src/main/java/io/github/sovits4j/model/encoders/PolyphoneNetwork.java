package io.github.sovits4j.model.encoders;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.PolyphoneConfig;
import io.github.sovits4j.weights.PolyphoneLists;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * g2pW: which of its readings a Chinese character has where it stands. BERT reads the text; of the
 * state at the character one matrix makes a score for every reading, another for every part of
 * speech ("tag"). With the best tag {@code t}, a reading {@code l} that the character {@code c} may
 * have weighs {@code w_l = sigmoid(bias_l + byCharacter_cl + byCharacterAndTag_ctl)}, and is as
 * probable as {@code w_l · exp(score_l)} among those.
 *
 * <p>Of the tables only what belongs to a character's own readings is ever asked for, so that is
 * kept and the rest, a third of the file, is not.
 */
public final class PolyphoneNetwork implements AutoCloseable {

  /** Upstream keeps probabilities this far from 0 and 1. */
  private static final float CLEARANCE = 1e-6f;

  private static final int TAGS = PolyphoneConfig.TAGS;

  /**
   * A character in a text.
   *
   * @param tokens of the text, with those that mark its ends
   * @param position which of them it is
   * @param character which one it is, in the order of the network's tables
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Query(int[] tokens, int position, int character) {}

  private final PolyphoneConfig config;
  private final List<int[]> labels; // of each character
  private final List<float[]> descriptors; // of each character [tags, its labels]
  private final Bert bert;

  /**
   * Uploads the weights; the source may be closed afterwards.
   *
   * @param precision of the matrices
   * @param observer is shown every graph after it ran; null for none
   */
  public PolyphoneNetwork(
      Backend backend,
      TensorSource source,
      PolyphoneConfig config,
      PolyphoneLists lists,
      StoragePolicy precision,
      Consumer<Graph> observer) {
    this.config = config;
    labels = lists.characters().values().stream().map(PolyphoneNetwork::array).toList();
    descriptors = descriptors(source);
    BertConfig encoder = config.bert();
    List<String> heads = List.of(PolyphoneConfig.READINGS, PolyphoneConfig.TAGGING);
    bert = new Bert(backend, source, encoder, precision, heads, observer);
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The sum of the three tables, for a character's own readings. */
  private List<float[]> descriptors(TensorSource source) {
    float[] bias = source.floats(PolyphoneConfig.BIAS);
    float[] byCharacter = source.floats(PolyphoneConfig.BY_CHARACTER);
    float[] byTag = source.floats(PolyphoneConfig.BY_CHARACTER_AND_TAG);
    int all = config.labels();
    List<float[]> sums = new ArrayList<>();
    for (int c = 0; c < labels.size(); c++) {
      int[] own = labels.get(c);
      float[] sum = new float[TAGS * own.length];
      for (int tag = 0; tag < TAGS; tag++) {
        int row = c * TAGS + tag;
        for (int i = 0; i < own.length; i++) {
          int label = own[i];
          sum[tag * own.length + i] =
              bias[label] + byCharacter[c * all + label] + byTag[row * all + label];
        }
      }
      sums.add(sum);
    }
    return sums;
  }

  /** Most tokens of a text. */
  public int mostTokens() {
    return bert.mostTokens();
  }

  /** The readings that a character may have, as labels; the array is the caller's own. */
  public int[] labels(int character) {
    return labels.get(character).clone();
  }

  /**
   * Reads characters.
   *
   * @param queries those of one text may share the array of its tokens, and are read at once then
   * @return for each the probabilities of {@link #labels}, in that order
   */
  public List<float[]> probabilities(List<Query> queries) {
    IdentityHashMap<int[], Integer> numbers = new IdentityHashMap<>();
    List<int[]> texts = new ArrayList<>();
    for (Query query : queries) {
      if (numbers.putIfAbsent(query.tokens, texts.size()) == null) {
        texts.add(query.tokens);
      }
    }
    List<float[]> rows = bert.features(texts);
    List<float[]> probabilities = new ArrayList<>();
    for (Query query : queries) {
      int width = bert.width();
      int from = query.position * width;
      float[] scores = Arrays.copyOfRange(rows.get(numbers.get(query.tokens)), from, from + width);
      probabilities.add(probabilities(query.character, scores));
    }
    return probabilities;
  }

  /** The label of each query that is the most probable. */
  public int[] read(List<Query> queries) {
    List<float[]> probabilities = probabilities(queries);
    int[] read = new int[queries.size()];
    for (int i = 0; i < read.length; i++) {
      float[] p = probabilities.get(i);
      int best = 0;
      for (int j = 1; j < p.length; j++) {
        best = p[j] > p[best] ? j : best;
      }
      read[i] = labels.get(queries.get(i).character)[best];
    }
    return read;
  }

  /**
   * @param scores of all labels, then of the tags
   */
  private float[] probabilities(int character, float[] scores) {
    int tag = 0;
    for (int i = 1; i < TAGS; i++) {
      tag = scores[config.labels() + i] > scores[config.labels() + tag] ? i : tag;
    }
    int[] own = labels.get(character);
    double top = Double.NEGATIVE_INFINITY;
    for (int label : own) {
      top = Math.max(top, scores[label]);
    }
    double[] shares = new double[own.length];
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      double descriptor = descriptors.get(character)[tag * own.length + i];
      shares[i] = Math.exp(scores[own[i]] - top) / (1 + Math.exp(-descriptor));
      sum += shares[i];
    }
    float[] probabilities = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      probabilities[i] = (float) Math.clamp(shares[i] / sum, CLEARANCE, 1 - CLEARANCE);
    }
    return probabilities;
  }

  /** Gives the memory of all graphs back; they are captured again when they are needed. */
  public void forget() {
    bert.forget();
  }

  @Override
  public void close() {
    bert.close();
  }
}
