package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SamplerState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Random draws: the next code, and the start of the flow. */
final class SamplingKernels {

  private SamplingKernels() {}

  static void sampleCode(SampleCode op, ReferenceGraph g) {
    SamplerState state = op.state();
    Doubles logits = g.doubles(op.logits());
    Doubles settings = g.doubles(state.settings());
    Doubles probabilities = g.doubles(op.probabilities());
    int vocabulary = logits.size(2);
    int eos = vocabulary - 1;
    for (int item = 0; item < logits.size(0); item++) {
      if (g.integers(state.status())[item] != SamplerState.RUNNING) {
        continue;
      }
      int[] limits = limits(state, item, g);
      int step = g.integers(state.step())[item];
      int candidates = step < limits[SamplerState.EOS_BAN] ? eos : vocabulary;
      double[] l = new double[candidates];
      for (int j = 0; j < candidates; j++) {
        boolean seen = g.integers(state.seen())[item * vocabulary + j] != 0;
        double penalty = seen ? settings.at(item, SamplerState.REPETITION_PENALTY) : 1;
        double logit = logits.at(item, 0, j);
        l[j] = logit < 0 ? logit * penalty : logit / penalty;
      }
      int likeliest = Vectors.firstLargest(l);
      double[] p = probabilities(l, settings, item, limits[SamplerState.TOP_K]);

      double[] ranked = new double[candidates];
      for (int j = 0; j < candidates; j++) {
        ranked[j] =
            p[j]
                / RandomStream.exponential(
                    limits[SamplerState.SEED_LOW],
                    limits[SamplerState.SEED_HIGH],
                    g.integers(state.stream())[item],
                    step,
                    j);
      }
      int code = Vectors.firstLargest(ranked);
      for (int j = 0; j < vocabulary; j++) {
        probabilities.set(item, j, j < candidates ? p[j] : 0);
      }
      accept(op, g, item, code, code == eos || likeliest == eos);
    }
  }

  private static int[] limits(SamplerState state, int item, ReferenceGraph g) {
    int from = item * SamplerState.LIMITS;
    return Arrays.copyOfRange(g.integers(state.limits()), from, from + SamplerState.LIMITS);
  }

  private static void accept(SampleCode op, ReferenceGraph g, int item, int code, boolean end) {
    SamplerState state = op.state();
    if (end) {
      g.integers(state.status())[item] = SamplerState.ENDED;
      return;
    }
    int step = g.integers(state.step())[item];
    g.integers(state.lastCode())[item] = code;
    g.integers(state.codes())[item * state.codes().size(1) + step] = code;
    g.integers(state.seen())[item * op.logits().size(2) + code] = 1;
    g.integers(state.step())[item] = step + 1;
    g.integers(state.position())[item]++;
    if (step + 1 >= limits(state, item, g)[SamplerState.MAX_CODES]) {
      g.integers(state.status())[item] = SamplerState.CAPPED;
    }
  }

  /** Top-p, temperature, top-k and softmax. */
  private static double[] probabilities(double[] logits, Doubles settings, int item, int topK) {
    double[] l = withoutTail(logits, settings.at(item, SamplerState.TOP_P));
    double temperature = Math.max(settings.at(item, SamplerState.TEMPERATURE), 1e-5f);
    for (int j = 0; j < l.length; j++) {
      l[j] /= temperature;
    }
    double[] rising = l.clone();
    Arrays.sort(rising);
    double threshold = rising[l.length - Math.min(topK, l.length)];
    for (int j = 0; j < l.length; j++) {
      if (l[j] < threshold) {
        l[j] = Double.NEGATIVE_INFINITY;
      }
    }
    return Vectors.softmax(l);
  }

  /**
   * In falling order, all from where the running sum of probabilities exceeds p; never the first.
   */
  private static double[] withoutTail(double[] logits, double topP) {
    double[] kept = logits.clone();
    double[] mass = Vectors.softmax(logits);
    int[] falling =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(j -> -logits[j]))
            .mapToInt(j -> j)
            .toArray();
    double sum = 0;
    for (int rank = 0; rank < falling.length && topP < 1; rank++) {
      sum += mass[falling[rank]];
      if (rank > 0 && sum > topP) {
        kept[falling[rank]] = Double.NEGATIVE_INFINITY;
      }
    }
    return kept;
  }

  static void samplePrior(SamplePrior op, ReferenceGraph g) {
    Doubles stats = g.doubles(op.stats());
    Doubles noise = g.doubles(op.noise());
    Doubles y = g.doubles(op.y());
    int n = y.size(0);
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < y.size(1); t++) {
        double deviation = Math.exp(stats.at(n + c, t));
        y.set(c, t, stats.at(c, t) + noise.at(c, t) * deviation * op.scale());
      }
    }
  }
}
