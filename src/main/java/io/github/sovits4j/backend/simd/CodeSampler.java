package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplerState;
import java.util.Arrays;

/**
 * Draws the codes of one item, in the steps that the operator's description numbers. It computes as
 * the truth does, in doubles where that does, so that the same seed gives the same codes.
 */
final class CodeSampler {

  private static final int WORDS = 4;

  private final int item;
  private final int vocabulary;
  private final int capacity; // codes of an item
  private final float[] allLogits;
  private final float[] allProbabilities;
  private final float[] settings;
  private final int[] limits;
  private final int[] stream;
  private final int[] seen;
  private final int[] position;
  private final int[] stepOf;
  private final int[] lastCode;
  private final int[] codes;
  private final int[] status;

  private final float[] logits;
  private final float[] sorted;
  private final long[] order; // logits, largest first, with their places
  private final int[] words = new int[WORDS];

  CodeSampler(SampleCode op, int item, SimdGraph g) {
    SamplerState state = op.state();
    this.item = item;
    this.vocabulary = op.logits().size(2);
    this.capacity = state.codes().size(1);
    this.allLogits = g.f(op.logits());
    this.allProbabilities = g.f(op.probabilities());
    this.settings = g.f(state.settings());
    this.limits = g.i(state.limits());
    this.stream = g.i(state.stream());
    this.seen = g.i(state.seen());
    this.position = g.i(state.position());
    this.stepOf = g.i(state.step());
    this.lastCode = g.i(state.lastCode());
    this.codes = g.i(state.codes());
    this.status = g.i(state.status());
    this.logits = g.extra(vocabulary);
    this.sorted = g.extra(vocabulary);
    this.order = new long[vocabulary];
  }

  void draw() {
    if (status[item] != SamplerState.RUNNING) {
      return;
    }
    int eos = vocabulary - 1;
    int step = stepOf[item];
    int n = step < limit(SamplerState.EOS_BAN) ? eos : vocabulary;
    System.arraycopy(allLogits, item * vocabulary, logits, 0, n);
    penalise(n);
    int likeliest = argmax(n);
    if (setting(SamplerState.TOP_P) < 1) {
      keepMass(n);
    }
    keepLargest(n);
    int from = item * vocabulary;
    Arrays.fill(allProbabilities, from, from + vocabulary, 0);
    softmax(n, allProbabilities, from);
    accept(race(n, from, step), likeliest, eos, step);
  }

  private float setting(int index) {
    return settings[item * SamplerState.SETTINGS + index];
  }

  private int limit(int index) {
    return limits[item * SamplerState.LIMITS + index];
  }

  private void penalise(int n) {
    float penalty = setting(SamplerState.REPETITION_PENALTY);
    if (penalty == 1) {
      return;
    }
    for (int j = 0; j < n; j++) {
      if (seen[item * vocabulary + j] != 0) {
        logits[j] = logits[j] < 0 ? logits[j] * penalty : logits[j] / penalty;
      }
    }
  }

  private int argmax(int n) {
    int best = 0;
    for (int j = 1; j < n; j++) {
      if (logits[j] > logits[best]) {
        best = j;
      }
    }
    return best;
  }

  /** In falling order, removes every entry but the first whose running sum exceeds p. */
  private void keepMass(int n) {
    for (int j = 0; j < n; j++) {
      order[j] = (long) ~ascending(logits[j]) << Integer.SIZE | j;
    }
    Arrays.sort(order, 0, n);
    softmax(n, sorted, 0);
    double sum = 0;
    for (int rank = 0; rank < n; rank++) {
      int j = (int) order[rank];
      sum += sorted[j];
      if (rank > 0 && sum > setting(SamplerState.TOP_P)) {
        logits[j] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /** An integer that orders as the number does. */
  private static int ascending(float x) {
    int bits = Float.floatToIntBits(x);
    return bits ^ (bits >> (Integer.SIZE - 1) & Integer.MAX_VALUE);
  }

  /** Temperature; then removes what is below the k-th largest. */
  private void keepLargest(int n) {
    float temperature = Math.max(setting(SamplerState.TEMPERATURE), 1e-5f);
    for (int j = 0; j < n; j++) {
      logits[j] /= temperature;
    }
    int k = limit(SamplerState.TOP_K);
    if (k >= n) {
      return;
    }
    System.arraycopy(logits, 0, sorted, 0, n);
    Arrays.sort(sorted, 0, n);
    float threshold = sorted[n - k];
    for (int j = 0; j < n; j++) {
      if (logits[j] < threshold) {
        logits[j] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private void softmax(int n, float[] p, int to) {
    float max = logits[argmax(n)];
    double sum = 0;
    for (int j = 0; j < n; j++) {
      p[to + j] = logits[j] == Float.NEGATIVE_INFINITY ? 0 : (float) Math.exp(logits[j] - max);
      sum += p[to + j];
    }
    for (int j = 0; j < n; j++) {
      p[to + j] = (float) (p[to + j] / sum);
    }
  }

  /** The first of the entries whose probability over its exponential draw is largest. */
  private int race(int n, int from, int step) {
    int best = 0;
    float largest = -1;
    int drawn = -1; // the counter whose words are at hand
    for (int j = 0; j < n; j++) {
      float p = allProbabilities[from + j];
      if (p > 0) {
        if (j / WORDS != drawn) {
          drawn = j / WORDS;
          RandomStream.philox(
              words,
              limit(SamplerState.SEED_LOW),
              limit(SamplerState.SEED_HIGH),
              drawn,
              step,
              stream[item],
              0);
        }
        float ranked = p / (float) -Math.log(RandomStream.uniform(words[j % WORDS]));
        if (ranked > largest) {
          largest = ranked;
          best = j;
        }
      }
    }
    return best;
  }

  private void accept(int code, int likeliest, int eos, int step) {
    if (code == eos || likeliest == eos) {
      status[item] = SamplerState.ENDED;
      return;
    }
    lastCode[item] = code;
    codes[item * capacity + step] = code;
    seen[item * vocabulary + code] = 1;
    stepOf[item] = step + 1;
    position[item]++;
    if (step + 1 >= limit(SamplerState.MAX_CODES)) {
      status[item] = SamplerState.CAPPED;
    }
  }
}
