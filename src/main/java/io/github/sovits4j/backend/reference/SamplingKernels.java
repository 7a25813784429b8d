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
    int vocabulary = op.logits().size(2);
    int eos = vocabulary - 1;
    int[] limits = g.i(state.limits());
    for (int item = 0; item < op.logits().size(0); item++) {
      if (g.i(state.status())[item] != SamplerState.RUNNING) {
        continue;
      }
      int step = g.i(state.step())[item];
      int candidates = step < limits[SamplerState.EOS_BAN] ? eos : vocabulary;
      int from = item * vocabulary;
      float[] logits = Arrays.copyOfRange(g.f(op.logits()), from, from + candidates);
      penalise(logits, g.i(state.seen()), from, g.f(state.settings()));
      int likeliest = argmax(logits);
      float[] probabilities = probabilities(logits, g.f(state.settings()), limits);

      float[] ranked = new float[candidates];
      for (int j = 0; j < candidates; j++) {
        ranked[j] =
            probabilities[j]
                / RandomStream.exponential(
                    limits[SamplerState.SEED_LOW],
                    limits[SamplerState.SEED_HIGH],
                    g.i(state.stream())[item],
                    step,
                    j);
      }
      int code = argmax(ranked);
      Arrays.fill(g.f(op.probabilities()), from, from + vocabulary, 0);
      System.arraycopy(probabilities, 0, g.f(op.probabilities()), from, candidates);
      accept(op, g, item, code, code == eos || likeliest == eos);
    }
  }

  private static void accept(SampleCode op, ReferenceGraph g, int item, int code, boolean end) {
    SamplerState state = op.state();
    if (end) {
      g.i(state.status())[item] = SamplerState.ENDED;
      return;
    }
    int step = g.i(state.step())[item];
    g.i(state.lastCode())[item] = code;
    g.i(state.codes())[item * state.codes().size(1) + step] = code;
    g.i(state.seen())[item * op.logits().size(2) + code] = 1;
    g.i(state.step())[item] = step + 1;
    g.i(state.position())[item]++;
    if (step + 1 >= g.i(state.limits())[SamplerState.MAX_CODES]) {
      g.i(state.status())[item] = SamplerState.CAPPED;
    }
  }

  private static void penalise(float[] logits, int[] seen, int from, float[] settings) {
    float penalty = settings[SamplerState.REPETITION_PENALTY];
    for (int j = 0; j < logits.length; j++) {
      if (seen[from + j] != 0 && penalty != 1) {
        logits[j] = logits[j] < 0 ? logits[j] * penalty : logits[j] / penalty;
      }
    }
  }

  /** Top-p, temperature, top-k and softmax; the argument is spoilt. */
  private static float[] probabilities(float[] logits, float[] settings, int[] limits) {
    float topP = settings[SamplerState.TOP_P];
    if (topP < 1) {
      Integer[] order =
          IntStream.range(0, logits.length)
              .boxed()
              .sorted(Comparator.comparing((Integer j) -> -logits[j]))
              .toArray(Integer[]::new);
      float[] mass = softmax(logits);
      double sum = 0;
      for (int rank = 0; rank < order.length; rank++) {
        sum += mass[order[rank]];
        if (rank > 0 && sum > topP) {
          logits[order[rank]] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    float temperature = Math.max(settings[SamplerState.TEMPERATURE], 1e-5f);
    for (int j = 0; j < logits.length; j++) {
      logits[j] /= temperature;
    }
    float[] sorted = logits.clone();
    Arrays.sort(sorted);
    float threshold = sorted[logits.length - Math.min(limits[SamplerState.TOP_K], logits.length)];
    for (int j = 0; j < logits.length; j++) {
      if (logits[j] < threshold) {
        logits[j] = Float.NEGATIVE_INFINITY;
      }
    }
    return softmax(logits);
  }

  private static float[] softmax(float[] x) {
    float max = x[argmax(x)];
    double sum = 0;
    float[] p = new float[x.length];
    for (int j = 0; j < x.length; j++) {
      p[j] = (float) Math.exp(x[j] - max);
      sum += p[j];
    }
    for (int j = 0; j < x.length; j++) {
      p[j] = (float) (p[j] / sum);
    }
    return p;
  }

  private static int argmax(float[] x) {
    int best = 0;
    for (int j = 1; j < x.length; j++) {
      if (x[j] > x[best]) {
        best = j;
      }
    }
    return best;
  }

  static void samplePrior(SamplePrior op, ReferenceGraph g) {
    int channels = op.y().size(0);
    int stride = op.y().size(1);
    int time = g.value(op.y().dim(1));
    float[] stats = g.f(op.stats());
    float[] noise = g.f(op.noise());
    float[] y = g.f(op.y());
    for (int c = 0; c < channels; c++) {
      for (int at = c * stride; at < c * stride + time; at++) {
        float deviation = (float) Math.exp(stats[channels * stride + at]);
        y[at] = stats[at] + noise[at] * deviation * op.scale();
      }
    }
  }
}
