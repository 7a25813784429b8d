package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;

/**
 * One use of {@link io.github.sovits4j.ops.SampleCode}. To start with, three items at steps 0, 1
 * and 2 draw three codes of 20, all settings off; change what differs.
 */
final class Draw {

  private int codes = 21;
  private float offset;
  private boolean coarse;
  private float eos;
  private boolean allSeen;
  private float penalty = 1;
  private float topP = 1;
  private float temperature = 1;
  private int topK = 5000;
  private int maxCodes = 1500;
  private int eosBan = 1;
  private int seedLow = 42;
  private int seedHigh = 7;
  private int[] steps = {0, 1, 2};
  private int[] status = new int[3];
  private int replays = 3;
  private boolean unlike;

  /** Vocabulary, the end included. */
  Draw codes(int value) {
    codes = value;
    return this;
  }

  /** Added to every logit. */
  Draw offset(float value) {
    offset = value;
    return this;
  }

  /** Logits are halves, so that many are equal. */
  Draw coarse() {
    coarse = true;
    return this;
  }

  /** Added to the logit of the end. */
  Draw eos(float value) {
    eos = value;
    return this;
  }

  /** Every code was seen, not a third of them. */
  Draw allSeen() {
    allSeen = true;
    return this;
  }

  Draw penalty(float value) {
    penalty = value;
    return this;
  }

  Draw topP(float value) {
    topP = value;
    return this;
  }

  Draw temperature(float value) {
    temperature = value;
    return this;
  }

  Draw topK(int value) {
    topK = value;
    return this;
  }

  Draw maxCodes(int value) {
    maxCodes = value;
    return this;
  }

  Draw eosBan(int value) {
    eosBan = value;
    return this;
  }

  Draw seed(int low, int high) {
    seedLow = low;
    seedHigh = high;
    return this;
  }

  /** An item each, at these steps, running. */
  Draw steps(int... values) {
    steps = values;
    status = new int[values.length];
    return this;
  }

  /** An item each, in these states. */
  Draw status(int... values) {
    status = values;
    return this;
  }

  /**
   * Every item is drawn in its own way: the settings so far are those of the first, and change from
   * item to item.
   */
  Draw unlike() {
    unlike = true;
    return this;
  }

  Draw replays(int value) {
    replays = value;
    return this;
  }

  void record(Recording r) {
    float[] logits = r.normal(2, steps.length * codes);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = coarse ? Math.round(logits[i] * 2) / 2f : logits[i];
      logits[i] += offset + (i % codes == codes - 1 ? eos : 0);
    }
    record(r, logits);
  }

  private float[] settings(int items) {
    float[] settings = new float[items * SamplerState.SETTINGS];
    for (int b = 0; b < items; b++) {
      int more = unlike ? b : 0;
      int at = b * SamplerState.SETTINGS;
      settings[at + SamplerState.REPETITION_PENALTY] = penalty + 0.25f * more;
      settings[at + SamplerState.TOP_P] = topP - 0.2f * more;
      settings[at + SamplerState.TEMPERATURE] = temperature + 0.5f * more;
    }
    return settings;
  }

  private int[] limits(int items) {
    int[] limits = new int[items * SamplerState.LIMITS];
    for (int b = 0; b < items; b++) {
      int more = unlike ? b : 0;
      int at = b * SamplerState.LIMITS;
      limits[at + SamplerState.TOP_K] = topK + more;
      limits[at + SamplerState.MAX_CODES] = maxCodes + more;
      limits[at + SamplerState.EOS_BAN] = eosBan + more;
      limits[at + SamplerState.SEED_LOW] = seedLow + more;
      limits[at + SamplerState.SEED_HIGH] = seedHigh - more;
    }
    return limits;
  }

  void record(Recording r, float[] logits) {
    int items = steps.length;
    int[] seen = r.below(3, items * codes);
    for (int i = 0; i < seen.length; i++) {
      seen[i] = i % codes < codes - 1 && (allSeen || seen[i] == 0) ? 1 : 0;
    }
    int capacity = Arrays.stream(steps).max().getAsInt() + replays + 2;
    int[] stream = r.below(1000, items);
    int[] position = r.below(300, items);
    int[] lastCode = r.below(codes, items);
    SamplerState state =
        new SamplerState(
            r.state(settings(items), items, SamplerState.SETTINGS),
            r.state(limits(items), items, SamplerState.LIMITS),
            r.counters(stream),
            r.state(seen, items, codes),
            r.counters(position),
            r.counters(steps),
            r.counters(lastCode),
            r.state(r.below(codes, items * capacity), items, capacity),
            r.counters(status));
    Tensor input = r.input(logits, Dim.of(items), Dim.of(1), Dim.of(codes));
    Tensor probabilities = r.ops().sampleCode(input, state);
    if (Arrays.stream(status).allMatch(s -> s == SamplerState.RUNNING)) {
      r.output(probabilities); // of an item that never ran they are undefined
    }
    for (Tensor tensor :
        new Tensor[] {
          state.codes(),
          state.status(),
          state.step(),
          state.position(),
          state.seen(),
          state.lastCode()
        }) {
      r.compare(tensor);
    }
    r.replays(replays);
  }
}
