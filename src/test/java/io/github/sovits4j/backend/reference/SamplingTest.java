package io.github.sovits4j.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Draws: by hand, by statistics, and past the end. */
class SamplingTest {

  private final Backend backend = new ReferenceBackend(BackendOptions.DEFAULT);

  @AfterEach
  void close() {
    backend.close();
  }

  private SamplerState state(int batch, int codes, int capacity) {
    return SamplerState.allocate(backend, batch, codes, capacity);
  }

  /** The same for every item. */
  private static float[] each(int items, float... values) {
    float[] all = new float[items * values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  private static int[] each(int items, int... values) {
    int[] all = new int[items * values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  /** The probabilities of one draw among codes 0 … n-2 and the end n-1; sees code 0. */
  private float[] probabilities(
      float penalty, float topP, float temperature, int topK, int eosBan, float... logits) {
    SamplerState state = state(1, logits.length, 4);
    backend.write(state.settings(), new float[] {penalty, topP, temperature});
    backend.write(state.limits(), new int[] {topK, 4, eosBan, 1, 0});
    int[] seen = new int[logits.length];
    seen[0] = 1;
    backend.write(state.seen(), seen);
    Ops ops = new Ops();
    Tensor input = ops.input("logits", DataType.F32, Dim.of(1), Dim.of(1), Dim.of(logits.length));
    Tensor p = ops.output(ops.sampleCode(input, state));
    try (Graph graph = backend.compile(ops.program())) {
      graph.write(input, logits);
      graph.replay();
      return graph.floats(p);
    }
  }

  private static float ln(double x) {
    return (float) Math.log(x);
  }

  @Test
  void plainSoftmax() {
    assertArrayEquals(
        new float[] {0.5f, 0.3f, 0.2f},
        probabilities(1, 1, 1, 9, 0, ln(0.5), ln(0.3), ln(0.2)),
        1e-6f);
  }

  @Test
  void banLeavesTheEndOut() {
    assertArrayEquals(
        new float[] {0.75f, 0.25f, 0},
        probabilities(1, 1, 1, 9, 1, ln(0.6), ln(0.2), ln(0.2)),
        1e-6f);
  }

  @Test
  void penaltyDividesPositiveAndMultipliesNegativeLogits() {
    // Seen code 0: ln 4 / 2 = ln 2; and -ln 2 * 2 = -ln 4.
    assertArrayEquals(
        new float[] {0.5f, 0.25f, 0.25f}, probabilities(2, 1, 1, 9, 0, ln(4), 0, 0), 1e-6f);
    assertArrayEquals(
        new float[] {0.2f, 0.4f, 0.4f},
        probabilities(2, 1, 1, 9, 0, -ln(Math.sqrt(2)), 0, 0),
        1e-6f);
  }

  @Test
  void topPRemovesTheOneThatCrosses() {
    // Running sums 0.5, 0.8, 1: of 0.8 and 1 only what does not exceed 0.7 stays.
    assertArrayEquals(
        new float[] {1, 0, 0}, probabilities(1, 0.7f, 1, 9, 0, ln(0.5), ln(0.3), ln(0.2)), 1e-6f);
    assertArrayEquals(
        new float[] {1, 0, 0}, probabilities(1, 0.75f, 1, 9, 0, ln(0.5), ln(0.3), ln(0.2)), 1e-6f);
    assertArrayEquals(
        new float[] {0.625f, 0.375f, 0},
        probabilities(1, 0.85f, 1, 9, 0, ln(0.5), ln(0.3), ln(0.2)),
        1e-6f);
    assertArrayEquals(
        new float[] {0, 1, 0}, probabilities(1, 0.01f, 1, 9, 0, ln(0.3), ln(0.5), ln(0.2)), 1e-6f);
  }

  @Test
  void topPLooksBeforeTheTemperature() {
    // At temperature 2 the roots of 0.64 : 0.16 : 0.2 would sum differently.
    assertArrayEquals(
        new float[] {1, 0, 0}, probabilities(1, 0.7f, 2, 9, 0, ln(0.64), ln(0.16), ln(0.2)), 1e-6f);
    assertArrayEquals(
        new float[] {2 / 3f, 1 / 3f, 0},
        probabilities(1, 0.9f, 2, 9, 0, ln(0.64), ln(0.16), ln(0.12)),
        1e-6f);
  }

  @Test
  void topKKeepsTies() {
    assertArrayEquals(
        new float[] {0, 0.5f, 0.25f, 0.25f, 0},
        probabilities(1, 1, 1, 2, 0, ln(0.1), ln(0.4), ln(0.2), ln(0.2), ln(0.1)),
        1e-6f);
  }

  /** How many of 16 streams run on after one draw among code 0, code 1 and the end. */
  private int running(float... logits) {
    int batch = 16;
    SamplerState state = state(batch, logits.length, 4);
    backend.write(state.settings(), each(batch, 1f, 1f, 1f));
    backend.write(state.limits(), each(batch, 9, 4, 0, 1, 0));
    backend.write(state.stream(), IntStream.range(0, batch).toArray());
    Ops ops = new Ops();
    Tensor input =
        ops.input("logits", DataType.F32, Dim.of(batch), Dim.of(1), Dim.of(logits.length));
    ops.sampleCode(input, state);
    float[] all = new float[batch * logits.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = logits[i % logits.length];
    }
    try (Graph graph = backend.compile(ops.program())) {
      graph.write(input, all);
      graph.replay();
    }
    return (int)
        Arrays.stream(backend.ints(state.status())).filter(s -> s == SamplerState.RUNNING).count();
  }

  @Test
  void theEndThatIsLikeliestEndsWhateverIsDrawn() {
    assertEquals(0, running(ln(0.3), ln(0.3), ln(0.4)));
    int most = running(ln(0.4), ln(0.3), ln(0.3));
    assertTrue(most > 4 && most < 16, "of 16 run on: " + most); // 11 are expected
    int tie = running(ln(0.4), ln(0.2), ln(0.4)); // of equals the first: the end is not likeliest
    assertTrue(tie > 4 && tie < 16, "of 16 run on: " + tie);
  }

  @Test
  void drawsFollowTheProbabilities() {
    float[] p = {0.35f, 0.25f, 0.15f, 0.1f, 0.08f, 0.05f, 0.02f, 1e-30f};
    int streams = 4;
    int steps = 6000;
    SamplerState state = state(streams, p.length, steps);
    backend.write(state.settings(), each(streams, 1f, 1f, 1f));
    backend.write(state.limits(), each(streams, 100, steps, steps, 2026, 5));
    backend.write(state.stream(), new int[] {0, 1, 2, 77});
    Ops ops = new Ops();
    Tensor input = ops.input("logits", DataType.F32, Dim.of(streams), Dim.of(1), Dim.of(p.length));
    ops.sampleCode(input, state);
    float[] logits = new float[streams * p.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = ln(p[i % p.length]);
    }
    try (Graph graph = backend.compile(ops.program())) {
      graph.write(input, logits);
      graph.replay(steps);
    }
    int[] codes = backend.ints(state.codes());
    assertTrue(chiSquare(codes, p, 0, codes.length) < 22.5, "all streams"); // 0.1 % at 6 degrees
    for (int stream = 0; stream < streams; stream++) {
      assertTrue(chiSquare(codes, p, stream * steps, (stream + 1) * steps) < 22.5, "stream");
    }
    int[] pairs = new int[streams * steps / 2]; // neighbouring draws are independent
    float[] both = new float[64];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = codes[2 * i] * 8 + codes[2 * i + 1];
    }
    for (int i = 0; i < 64; i++) {
      both[i] = p[i / 8] * p[i % 8];
    }
    assertTrue(chiSquare(pairs, both, 0, pairs.length) < 85.4, "pairs"); // 0.1 % at 48 degrees
    assertEquals(steps, Arrays.stream(backend.ints(state.step())).min().getAsInt());
  }

  private static double chiSquare(int[] codes, float[] p, int from, int to) {
    int[] count = new int[p.length];
    for (int i = from; i < to; i++) {
      count[codes[i]]++;
    }
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      double expected = (double) p[j] * (to - from);
      if (expected > 1e-3) {
        sum += (count[j] - expected) * (count[j] - expected) / expected;
      } else {
        assertEquals(0, count[j]);
      }
    }
    return sum;
  }

  /** A one-layer decoder: what it samples it embeds, projects and attends to. */
  @Test
  void replaysPastTheEndChangeNothing() {
    int d = 8;
    int codes = 6;
    int capacity = 40;
    int batch = 8;
    SamplerState state = state(batch, codes, capacity);
    Tensor keys = backend.state("keys", DataType.F32, batch, capacity, d);
    Tensor values = backend.state("values", DataType.F32, batch, capacity, d);
    Tensor prompt = backend.state("prompt", DataType.I32, batch);
    Tensor start = backend.state("start", DataType.I32, batch);
    Random random = new Random(3);
    Ops ops = new Ops();
    Tensor x =
        ops.embedCode(
            state.lastCode(),
            state.step(),
            prompt,
            constant(random, codes, d),
            constant(random, 64, d),
            1);
    Tensor q =
        ops.projectQkv(
            x, constant(random, 3 * d, d), constant(random, 3 * d), keys, values, state.position());
    Tensor y = ops.decodeAttention(q, keys, values, start, state.position(), 2);
    Tensor logits = ops.linear(y, constant(random, codes, d), null, Activation.NONE);
    ops.sampleCode(logits, state);
    backend.write(state.settings(), each(8, 1f, 1f, 1f));
    backend.write(state.limits(), each(8, 100, 12, 3, 9, 9));
    backend.write(state.stream(), new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    backend.write(state.step(), new int[] {1, 1, 1, 1, 1, 1, 1, 1});
    try (Graph graph = backend.compile(ops.program())) {
      int replays = 0;
      while (Arrays.stream(backend.ints(state.status())).anyMatch(s -> s == SamplerState.RUNNING)) {
        graph.replay();
        assertTrue(++replays < 100);
      }
      int[] status = backend.ints(state.status());
      assertTrue(
          Arrays.stream(status).anyMatch(s -> s == SamplerState.ENDED)
              && Arrays.stream(status).anyMatch(s -> s == SamplerState.CAPPED),
          () -> "both ways to stop: " + Arrays.toString(status));
      Tensor[] sampler = {
        state.seen(),
        state.position(),
        state.step(),
        state.lastCode(),
        state.codes(),
        state.status()
      };
      int[][] before = Arrays.stream(sampler).map(backend::ints).toArray(int[][]::new);
      float[] keysBefore = backend.floats(keys);
      float[] valuesBefore = backend.floats(values);
      graph.replay(25);
      for (int i = 0; i < sampler.length; i++) {
        assertArrayEquals(before[i], backend.ints(sampler[i]), sampler[i].name());
      }
      int[] position = backend.ints(state.position());
      for (int item = 0; item < batch; item++) {
        // The row at the position is the one in work: a surplus replay may write it, none before.
        int from = item * capacity * d;
        int to = from + position[item] * d;
        assertEquals(-1, Arrays.mismatch(keysBefore, from, to, backend.floats(keys), from, to));
        assertEquals(-1, Arrays.mismatch(valuesBefore, from, to, backend.floats(values), from, to));
        for (int at = to + d; at < from + capacity * d; at++) {
          assertEquals(0, backend.floats(keys)[at]);
        }
      }
    }
  }

  private Tensor constant(Random random, int... shape) {
    float[] data = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < data.length; i++) {
      data[i] = 0.4f * (float) random.nextGaussian();
    }
    return backend.constant("w", data, shape);
  }
}
