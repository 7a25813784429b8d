package io.github.sovits4j.model.cfm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SyntheticWeights;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are drawn step by step as the network's definition says, written down once more. */
class MelSamplerTest {

  private static final DiffusionConfig CONFIG = DiffusionConfig.tiny(ModelVersion.V4);
  private static final SyntheticWeights WEIGHTS =
      new SyntheticWeights("s2", CONFIG.tensorShapes(), 17);
  private static final int FRAMES = 23;
  private static final int PROMPT = 7;

  private static MelSampler.Draft draft(int frames, int steps, float guidance) {
    return new MelSampler.Draft(
        RandomStream.normal(1, 0, CONFIG.featureDim() * frames),
        frames,
        RandomStream.normal(1, 1, CONFIG.melBands() * PROMPT),
        PROMPT,
        RandomStream.normal(1, 2, CONFIG.melBands() * frames),
        steps,
        guidance);
  }

  private static MelSampler sampler(Backend backend) {
    return new MelSampler(backend, WEIGHTS, CONFIG, StoragePolicy.F32);
  }

  @ParameterizedTest
  @CsvSource({
    "reference, 1, 0",
    "reference, 3, 0",
    "reference, 5, 0.7",
    "simd, 4, 0",
    "simd, 3, -0.4"
  })
  void stepsAreThoseOfTheDefinition(String name, int steps, float guidance) {
    MelSampler.Draft draft = draft(FRAMES, steps, guidance);
    double[][] expected = expected(draft);
    try (Backend backend = Backends.open(name);
        MelSampler sampler = sampler(backend)) {
      float[] mel = sampler.sample(draft, () -> {});
      double difference = 0;
      double norm = 0;
      for (int i = 0; i < mel.length; i++) {
        double e = expected[i % FRAMES][i / FRAMES];
        difference += (mel[i] - e) * (mel[i] - e);
        norm += e * e;
      }
      assertTrue(Math.sqrt(difference / norm) < 1e-5, "off by " + Math.sqrt(difference / norm));
    }
  }

  /** Euler's method along velocities that are computed anew, with everything joined. */
  private static double[][] expected(MelSampler.Draft draft) {
    PlainTransformer plain = new PlainTransformer(WEIGHTS, CONFIG);
    double[][] text = plain.text(rows(draft.features(), FRAMES));
    double[][] noText = plain.text(new double[FRAMES][CONFIG.featureDim()]);
    double[][] prompt = new double[FRAMES][CONFIG.melBands()];
    double[][] given = rows(draft.prompt(), PROMPT);
    System.arraycopy(given, 0, prompt, 0, PROMPT);
    double[][] noPrompt = new double[FRAMES][CONFIG.melBands()];
    double[][] x = rows(draft.noise(), FRAMES);
    System.arraycopy(noPrompt, 0, x, 0, PROMPT);
    double size = 1.0 / draft.steps();
    for (int step = 0; step < draft.steps(); step++) {
      double[][] v = plain.velocity(x, prompt, text, step * size, size);
      double[][] away = plain.velocity(x, noPrompt, noText, step * size, size);
      for (int t = PROMPT; t < FRAMES; t++) {
        for (int c = 0; c < CONFIG.melBands(); c++) {
          x[t][c] += size * (v[t][c] + draft.guidance() * (v[t][c] - away[t][c]));
        }
      }
    }
    return x;
  }

  private static double[][] rows(float[] channels, int frames) {
    double[][] rows = new double[frames][channels.length / frames];
    for (int i = 0; i < channels.length; i++) {
      rows[i % frames][i / frames] = channels[i];
    }
    return rows;
  }

  /** Other numbers of steps, other lengths, a call that was left: nothing of them remains. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd", "opencl"})
  void callsLeaveNothingBehind(String name) {
    MelSampler.Draft draft = draft(FRAMES, 3, 0);
    try (Backend backend = Backends.open(name);
        MelSampler sampler = sampler(backend)) {
      float[] once = sampler.sample(draft, () -> {});
      sampler.sample(draft(FRAMES, 5, 0), () -> {});
      sampler.sample(draft(41, 3, 0), () -> {});
      int[] begun = new int[1];
      Runnable secondIsTooMany =
          () -> {
            if (++begun[0] == 2) {
              throw new CancellationException();
            }
          };
      assertThrows(CancellationException.class, () -> sampler.sample(draft, secondIsTooMany));
      assertArrayEquals(once, sampler.sample(draft, () -> {}));
      sampler.forget();
      assertEquals(0, sampler.bytesHeld());
      assertArrayEquals(once, sampler.sample(draft, () -> {}));
    }
  }

  @Test
  void memoryIsKnownBefore() {
    try (Backend backend = Backends.open("reference");
        MelSampler sampler = sampler(backend)) {
      long before = backend.memory().used();
      long needed = sampler.bytesNeeded(List.of(FRAMES), 3);
      assertEquals(needed, sampler.bytesOf(List.of(FRAMES), 3));
      sampler.sample(draft(FRAMES, 3, 0), () -> {});
      long held = backend.memory().used() - before;
      assertEquals(held, sampler.bytesHeld());
      assertTrue(held <= needed, held + " of " + needed);
      assertTrue(held > needed / 2, held + " of " + needed);
      assertEquals(0, sampler.bytesNeeded(List.of(FRAMES), 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 129, -3})
  void stepsHaveLimits(int steps) {
    try (Backend backend = Backends.open("reference");
        MelSampler sampler = sampler(backend)) {
      MelSampler.Draft draft = draft(FRAMES, steps, 0);
      UserException e = assertThrows(UserException.class, () -> sampler.sample(draft, () -> {}));
      assertEquals("sample steps: expected 1 … 128, got " + steps + ".", e.getMessage());
    }
  }
}
