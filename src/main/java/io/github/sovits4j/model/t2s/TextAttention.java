package io.github.sovits4j.model.t2s;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How S1 looked at the phones of a text while it made codes, and what follows from that: when each
 * phone was spoken. S1 has no alignment of its own, but some of its heads look at the phone that is
 * being spoken; which ones differs from model to model, so they are found out. Computes on the
 * host, in any thread.
 *
 * <p>For every head, the attention among the text's phones {@code a[t, p]} of code {@code t}. The
 * best way through it (see {@link #way}) is the one with the largest mean of {@code log a} that
 * goes through the phones in their order. The heads with the best ways are those that follow the
 * text: the way through the mean of their attentions is the alignment.
 */
public final class TextAttention {

  /**
   * Of a layer, for all heads side by side.
   *
   * @param queries of the codes {@code [codes, D]}
   * @param keys of the phones {@code [phones, D]}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Layer(float[] queries, float[] keys) {}

  /** Heads whose mean is the alignment. */
  private static final int BEST = 4;

  /** Keeps one code that looks elsewhere from deciding where all others are. */
  private static final double FLOOR = 1e-3;

  /** What a phone costs that no code is given to: as much as a code that looks elsewhere. */
  private static final double SKIP = -Math.log(FLOOR);

  /**
   * How many codes S1 looks ahead of what it makes, measured on the demo voice with flite's speech,
   * of which is known when each phone is spoken.
   */
  private static final int AHEAD = 1;

  private final List<Layer> layers;
  private final int codes;
  private final int phones;
  private final int heads;

  TextAttention(List<Layer> layers, int codes, int phones, int heads) {
    this.layers = layers;
    this.codes = codes;
    this.phones = phones;
    this.heads = heads;
  }

  /** What was read from the device. */
  List<Layer> layers() {
    return layers;
  }

  /** A head's attention and how well it follows the text. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Head(float[] attention, double score) {}

  /**
   * When each phone begins.
   *
   * @return {@code [phones + 1]}: the code with which each begins, and at last the number of codes;
   *     never decreasing, equal where a phone has no code of its own
   */
  public int[] starts() {
    List<Head> best =
        IntStream.range(0, layers.size() * heads)
            .parallel()
            .mapToObj(this::head)
            .sorted(Comparator.comparingDouble(Head::score).reversed())
            .limit(BEST)
            .toList();
    double[] mean = new double[codes * phones];
    for (Head head : best) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += head.attention[i] / best.size();
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] = Math.log(mean[i] + FLOOR);
    }
    int[] at = new int[codes];
    way(mean, codes, phones, at);
    int[] starts = new int[phones + 1];
    Arrays.fill(starts, codes);
    starts[0] = 0;
    for (int t = codes - 1; t >= 0; t--) {
      for (int p = t == 0 ? 0 : at[t - 1] + 1; p <= at[t]; p++) {
        starts[p] = t == 0 ? 0 : Math.min(codes, t + AHEAD);
      }
    }
    return starts;
  }

  private Head head(int index) {
    Layer layer = layers.get(index / heads);
    int d = layer.keys.length / phones;
    int width = d / heads;
    int offset = index % heads * width;
    double scale = 1 / Math.sqrt(width);
    float[] attention = new float[codes * phones];
    double[] logs = new double[codes * phones];
    double[] scores = new double[phones];
    for (int t = 0; t < codes; t++) {
      double top = Double.NEGATIVE_INFINITY;
      for (int p = 0; p < phones; p++) {
        float sum = 0;
        for (int i = offset; i < offset + width; i++) {
          sum += layer.queries[t * d + i] * layer.keys[p * d + i];
        }
        scores[p] = sum * scale;
        top = Math.max(top, scores[p]);
      }
      double sum = 0;
      for (int p = 0; p < phones; p++) {
        scores[p] = Math.exp(scores[p] - top);
        sum += scores[p];
      }
      for (int p = 0; p < phones; p++) {
        attention[t * phones + p] = (float) (scores[p] / sum);
        logs[t * phones + p] = Math.log(scores[p] / sum + FLOOR);
      }
    }
    return new Head(attention, way(logs, codes, phones, new int[codes]));
  }

  /**
   * The best way through phones in their order: every code is at the phone of the code before or at
   * a later one; phones that are passed over cost {@link #SKIP} each.
   *
   * @param logs gain of each code at each phone {@code [codes, phones]}
   * @param at is filled with the phone of each code
   * @return the mean gain of a code
   */
  static double way(double[] logs, int codes, int phones, int[] at) {
    double[] best = new double[phones]; // gain of the best way to here
    int[] from = new int[codes * phones]; // where that came from
    for (int p = 0; p < phones; p++) {
      best[p] = logs[p] - SKIP * p;
    }
    for (int t = 1; t < codes; t++) {
      double[] next = new double[phones];
      double passing = Double.NEGATIVE_INFINITY; // of those before the one before
      int passed = 0;
      for (int p = 0; p < phones; p++) {
        double gain = best[p];
        int source = p;
        if (p > 0 && best[p - 1] > gain) {
          gain = best[p - 1];
          source = p - 1;
        }
        if (p > 1) {
          passing = Math.max(passing, best[p - 2]);
          passed = passing == best[p - 2] ? p - 2 : passed;
          passing -= SKIP;
          if (passing > gain) {
            gain = passing;
            source = passed;
          }
        }
        next[p] = gain + logs[t * phones + p];
        from[t * phones + p] = source;
      }
      best = next;
    }
    int last = phones - 1;
    for (int p = phones - 1; p >= 0; p--) {
      if (best[p] - SKIP * (phones - 1 - p) > best[last] - SKIP * (phones - 1 - last)) {
        last = p;
      }
    }
    double gain = best[last] - SKIP * (phones - 1 - last);
    for (int t = codes - 1; t >= 0; t--) {
      at[t] = last;
      last = from[t * phones + last];
    }
    return gain / codes;
  }
}
