package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.ops.SamplePrior;
import io.github.sovits4j.ops.SamplerState;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Random draws: the next code, and the start of the flow. */
final class SamplingTasks {

  static final Fields PRIOR = ElementTasks.FIELDS.more();
  private static final int STATS = PRIOR.rows();
  private static final int NOISE = PRIOR.rows();
  private static final int NOISE_SCALE = PRIOR.number();

  private static final Fields FIELDS = new Fields();
  private static final int LOGITS = FIELDS.rows(); // one for every item
  private static final int VOCABULARY = FIELDS.integer();
  private static final int ITEMS = FIELDS.integer();
  private static final int PROBABILITIES = FIELDS.rows();
  private static final int SETTINGS = FIELDS.rows();
  private static final int LIMITS = FIELDS.rows(); // ints
  private static final int STREAM = FIELDS.place();
  private static final int SEEN = FIELDS.place();
  private static final int POSITION = FIELDS.place();
  private static final int STEP = FIELDS.place();
  private static final int LAST_CODE = FIELDS.place();
  private static final int CODES = FIELDS.rows(); // ints
  private static final int STATUS = FIELDS.place();
  private static final int WORK = FIELDS.rows(); // three times the vocabulary for every item

  static final Kernel CODE = Kernel.of("code", Work.LARGE, SamplingTasks::code);

  private static final float REMOVED = -3.0e38f;

  private SamplingTasks() {}

  // ---- binding ----

  static void samplePrior(SamplePrior op, Launches g) {
    ElementTasks.launch(ElementTasks.SAMPLE_PRIOR, PRIOR, op.y(), g)
        .rows(STATS, op.stats())
        .rows(NOISE, op.noise())
        .number(NOISE_SCALE, op.scale());
  }

  static void sampleCode(SampleCode op, Launches g) {
    SamplerState state = op.state();
    int items = op.logits().size(0);
    int vocabulary = op.logits().size(2);
    g.launch(CODE, FIELDS)
        .rows(LOGITS, g.at(op.logits()), Rows.itemStep(op.logits()))
        .integer(VOCABULARY, vocabulary)
        .integer(ITEMS, items)
        .rows(PROBABILITIES, op.probabilities())
        .rows(SETTINGS, state.settings())
        .rows(LIMITS, state.limits())
        .tensor(STREAM, state.stream())
        .tensor(SEEN, state.seen())
        .tensor(POSITION, state.position())
        .tensor(STEP, state.step())
        .tensor(LAST_CODE, state.lastCode())
        .rows(CODES, state.codes())
        .tensor(STATUS, state.status())
        .rows(WORK, g.scratch(items * 3 * vocabulary), 3 * vocabulary);
  }

  // ---- kernels ----

  /** {@code stats[c, t] + noise[c, t] · exp(stats[n + c, t]) · scale}. */
  static float prior(FloatArray memory, IntArray ints, int d, int c, int t) {
    float mean = memory.get(Fields.row(ints, d + STATS, c) + t);
    int channels = ints.get(d + ElementTasks.OUTER);
    float deviation = TornadoMath.exp(memory.get(Fields.row(ints, d + STATS, channels + c) + t));
    float noise = memory.get(Fields.row(ints, d + NOISE, c) + t);
    return mean + noise * deviation * Fields.number(memory, ints, d + NOISE_SCALE);
  }

  /**
   * {@link SampleCode}, one work-item per item: about 20 passes over the vocabulary, nothing beside
   * the matrices of a step.
   */
  static void code(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    int items = ints.get(d + ITEMS);
    int vocabulary = ints.get(d + VOCABULARY);
    int eos = vocabulary - 1;
    for (int item = context.globalIdx; item < items; item += context.globalGroupSizeX) {
      if (Fields.ofItem(ints, d + STATUS, item) == SamplerState.RUNNING) {
        int limits = Fields.row(ints, d + LIMITS, item);
        int settings = Fields.row(ints, d + SETTINGS, item);
        float penalty = memory.get(settings + SamplerState.REPETITION_PENALTY);
        float topP = memory.get(settings + SamplerState.TOP_P);
        float temperature = TornadoMath.max(memory.get(settings + SamplerState.TEMPERATURE), 1e-5f);
        int topK = ints.get(limits + SamplerState.TOP_K);
        int step = Fields.ofItem(ints, d + STEP, item);
        int candidates = vocabulary;
        if (step < ints.get(limits + SamplerState.EOS_BAN)) {
          candidates = eos;
        }
        int logits = Fields.row(ints, d + LOGITS, item);
        int work = Fields.row(ints, d + WORK, item);
        int seen = ints.get(d + SEEN) + item * vocabulary;
        for (int j = 0; j < candidates; j++) {
          float logit = memory.get(logits + j);
          if (ints.get(seen + j) != 0 && penalty != 1f) {
            logit = logit < 0f ? logit * penalty : logit / penalty;
          }
          memory.set(work + j, logit);
        }
        int likeliest = largest(memory, work, candidates);
        if (topP < 1f) {
          keepNucleus(memory, work, vocabulary, candidates, topP);
        }
        for (int j = 0; j < candidates; j++) {
          float logit = memory.get(work + j);
          memory.set(work + j, logit <= REMOVED ? REMOVED : logit / temperature);
        }
        if (topK < candidates) {
          keepLargest(memory, work, candidates, topK);
        }
        int probabilities = Fields.row(ints, d + PROBABILITIES, item);
        softmax(memory, work, probabilities, candidates);
        for (int j = candidates; j < vocabulary; j++) {
          memory.set(probabilities + j, 0f);
        }
        int code =
            race(
                memory,
                probabilities,
                candidates,
                ints.get(limits + SamplerState.SEED_LOW),
                ints.get(limits + SamplerState.SEED_HIGH),
                Fields.ofItem(ints, d + STREAM, item),
                step);
        accept(ints, d, item, code, code == eos || likeliest == eos);
      }
    }
  }

  private static void accept(IntArray ints, int d, int item, int code, boolean end) {
    int status = ints.get(d + STATUS) + item;
    if (end) {
      ints.set(status, SamplerState.ENDED);
    } else {
      int step = Fields.ofItem(ints, d + STEP, item);
      int position = ints.get(d + POSITION) + item;
      ints.set(ints.get(d + LAST_CODE) + item, code);
      ints.set(Fields.row(ints, d + CODES, item) + step, code);
      ints.set(ints.get(d + SEEN) + item * ints.get(d + VOCABULARY) + code, 1);
      ints.set(ints.get(d + STEP) + item, step + 1);
      ints.set(position, ints.get(position) + 1);
      if (step + 1 >= ints.get(Fields.row(ints, d + LIMITS, item) + SamplerState.MAX_CODES)) {
        ints.set(status, SamplerState.CAPPED);
      }
    }
  }

  /** Index of the largest value, the first of equals. */
  private static int largest(FloatArray memory, int x, int n) {
    int best = 0;
    float value = memory.get(x);
    for (int j = 1; j < n; j++) {
      if (memory.get(x + j) > value) {
        value = memory.get(x + j);
        best = j;
      }
    }
    return best;
  }

  /** Softmax of x into p; what was removed gets 0. */
  private static void softmax(FloatArray memory, int x, int p, int n) {
    float max = memory.get(x + largest(memory, x, n));
    float sum = 0f;
    for (int j = 0; j < n; j++) {
      float logit = memory.get(x + j);
      float e = logit <= REMOVED ? 0f : TornadoMath.exp(logit - max);
      memory.set(p + j, e);
      sum += e;
    }
    for (int j = 0; j < n; j++) {
      memory.set(p + j, memory.get(p + j) / sum);
    }
  }

  /**
   * Top-p: takes the entries in falling order, first of equals first, and removes those whose own
   * running sum exceeds p; the first stays. The sum only grows, so once one is removed all behind
   * it are. Uses {@code x[vocabulary …]} for the masses and {@code x[2·vocabulary …]} for the
   * order.
   */
  private static void keepNucleus(FloatArray memory, int x, int vocabulary, int n, float topP) {
    int mass = x + vocabulary;
    int kept = mass + vocabulary;
    softmax(memory, x, mass, n);
    for (int j = 0; j < n; j++) {
      memory.set(kept + j, 0f);
    }
    float sum = 0f;
    int rank = 0;
    boolean more = true;
    while (more && rank < n) {
      int best = -1;
      float value = 0f;
      for (int j = 0; j < n; j++) {
        float candidate = memory.get(x + j);
        if (memory.get(kept + j) == 0f && (best < 0 || candidate > value)) {
          value = candidate;
          best = j;
        }
      }
      sum += memory.get(mass + best);
      more = rank == 0 || !(sum > topP);
      if (more) {
        memory.set(kept + best, 1f);
      }
      rank++;
    }
    for (int j = 0; j < n; j++) {
      if (memory.get(kept + j) == 0f) {
        memory.set(x + j, REMOVED);
      }
    }
  }

  /** Top-k: removes what is below the k-th largest value; walks down the distinct values. */
  private static void keepLargest(FloatArray memory, int x, int n, int k) {
    float threshold = memory.get(x + largest(memory, x, n));
    int reached = 0;
    boolean more = true;
    while (more) {
      float below = REMOVED;
      for (int j = 0; j < n; j++) {
        float value = memory.get(x + j);
        if (value == threshold) {
          reached++;
        } else if (value < threshold && value > below) {
          below = value;
        }
      }
      more = reached < k && threshold > REMOVED;
      if (more) {
        threshold = below;
      }
    }
    for (int j = 0; j < n; j++) {
      if (memory.get(x + j) < threshold) {
        memory.set(x + j, REMOVED);
      }
    }
  }

  /**
   * {@code argmax_j π_j / e_j} with exponential draws; the generator is {@link
   * io.github.sovits4j.ops.RandomStream}, its words used four at a time.
   */
  private static int race(
      FloatArray memory, int probabilities, int n, int low, int high, int stream, int step) {
    int best = 0;
    float value = -1f;
    for (int block = 0; block * 4 < n; block++) {
      int c0 = block;
      int c1 = step;
      int c2 = stream;
      int c3 = 0;
      int k0 = low;
      int k1 = high;
      for (int round = 0; round < 10; round++) {
        long p0 = 0xD2511F53L * (c0 & 0xFFFFFFFFL);
        long p1 = 0xCD9E8D57L * (c2 & 0xFFFFFFFFL);
        c0 = (int) (p1 >> 32) ^ c1 ^ k0;
        c2 = (int) (p0 >> 32) ^ c3 ^ k1;
        c1 = (int) p1;
        c3 = (int) p0;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
      }
      for (int j = 0; j < 4; j++) {
        int at = block * 4 + j;
        int word = j == 0 ? c0 : j == 1 ? c1 : j == 2 ? c2 : c3;
        if (at < n) {
          float uniform = (((word >> 9) & 0x7FFFFF) + 0.5f) * 1.1920929e-7f;
          float ranked = memory.get(probabilities + at) / -TornadoMath.log(uniform);
          if (ranked > value) {
            value = ranked;
            best = at;
          }
        }
      }
    }
    return best;
  }
}
