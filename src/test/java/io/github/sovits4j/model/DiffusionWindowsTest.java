package io.github.sovits4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.cfm.MelSampler;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.DiffusionRunner;
import io.github.sovits4j.model.sovits.MelPrompt;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.verify.ForwardingBackend;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SyntheticWeights;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Long sentences of v3 and v4 are drawn in windows, each with the end of the last as its prompt.
 */
class DiffusionWindowsTest {

  private static final int STEPS = 2;

  /**
   * Frames of a prompt and codes of a sentence, so many that there are several windows: of a short
   * prompt, and of the longest, for which a window of v3 draws fewer frames than the prompt has.
   */
  @ParameterizedTest
  @CsvSource({"V4, 60, 300", "V3, 40, 270", "V3, 468, 260", "V4, 500, 130", "V3, 100, 3"})
  void eachWindowGoesOnFromTheLast(ModelVersion version, int promptFrames, int codes) {
    DiffusionConfig config = DiffusionConfig.tiny(version);
    SyntheticWeights weights = new SyntheticWeights("s2", config.tensorShapes(), 5);
    int bands = config.melBands();
    MelPrompt prompt =
        new MelPrompt(
            RandomStream.normal(2, 0, config.featureDim() * promptFrames),
            RandomStream.normal(2, 1, bands * promptFrames),
            promptFrames);
    DecodeInput input =
        new DecodeInput(
            new int[codes],
            new int[] {5, 9, 3},
            RandomStream.normal(2, 2, config.gin()),
            1,
            null,
            new DecodeInput.Diffusion(prompt, STEPS));
    try (Backend backend = Backends.open("simd");
        DiffusionRunner runner = new DiffusionRunner(backend, weights, config, StoragePolicy.F32);
        MelSampler sampler = new MelSampler(backend, weights, config, StoragePolicy.F32)) {
      int frames = runner.frames(input);
      assertEquals(version == ModelVersion.V3 ? 2 * codes * 15 / 8 : 4 * codes, frames);
      float[] noise = RandomStream.normal(2, 3, bands * frames);
      int[] steps = new int[1];
      float[] mel = runner.mel(input, runner.window(), noise, () -> steps[0]++);

      int share = (version == ModelVersion.V3 ? 934 : 1000) - promptFrames;
      float[] said = runner.features(input);
      float[] features = prompt.features();
      float[] before = prompt.mel();
      int n = promptFrames;
      int windows = 0;
      for (int from = 0; from < frames; from += share) {
        int to = Math.min(frames, from + share);
        float[] chunk = columns(said, frames, from, to);
        float[] all =
            sampler.sample(
                new MelSampler.Draft(
                    beside(features, n, chunk, to - from),
                    n + to - from,
                    before,
                    n,
                    beside(new float[bands * n], n, columns(noise, frames, from, to), to - from),
                    STEPS,
                    0),
                () -> {});
        float[] drawn = columns(all, n + to - from, n, n + to - from);
        assertArrayEquals(drawn, columns(mel, frames, from, to), 1e-6f);
        int kept = Math.min(promptFrames, to - from);
        features = columns(chunk, to - from, to - from - kept, to - from);
        before = columns(drawn, to - from, to - from - kept, to - from);
        n = kept;
        windows++;
      }
      assertEquals(windows * STEPS, steps[0]);
      assertTrue(codes < 100 || windows > 1, "one window");

      runner.forget(); // but not the forms in which the backend holds weights by now
      long loaded = backend.memory().used();
      runner.mel(input, runner.window(), noise, () -> {});
      assertEquals(backend.memory().used() - loaded, runner.bytesHeld());
      runner.forget();
      assertEquals(loaded, backend.memory().used(), "all given back");
    }
  }

  /** A backend that counts its captures, and captures for just what is asked. */
  private record Exact(Backend backend, AtomicInteger captures) implements ForwardingBackend {
    @Override
    public int bucket(int n) {
      return n;
    }

    @Override
    public Graph compile(Program program) {
      captures.incrementAndGet();
      return backend.compile(program);
    }
  }

  /** The first window, those between and the last have three sizes, of which none has to go. */
  @Test
  void windowsOfAllSizesStayCaptured() {
    DiffusionConfig config = DiffusionConfig.tiny(ModelVersion.V3);
    SyntheticWeights weights = new SyntheticWeights("s2", config.tensorShapes(), 5);
    int promptFrames = 468;
    MelPrompt prompt =
        new MelPrompt(
            new float[config.featureDim() * promptFrames],
            new float[config.melBands() * promptFrames],
            promptFrames);
    DecodeInput input =
        new DecodeInput(
            new int[300],
            new int[] {5, 9, 3},
            new float[config.gin()],
            1,
            null,
            new DecodeInput.Diffusion(prompt, 1));
    Exact exact = new Exact(Backends.open("simd"), new AtomicInteger());
    try (Backend backend = exact;
        DiffusionRunner runner = new DiffusionRunner(backend, weights, config, StoragePolicy.F32)) {
      float[] noise = RandomStream.normal(2, 3, config.melBands() * runner.frames(input));
      int[] steps = new int[1];
      float[] first = runner.mel(input, runner.window(), noise, () -> steps[0]++);
      assertEquals(3, steps[0], "windows");
      int captures = exact.captures.get();
      assertEquals(0, runner.bytesNeeded(input));
      assertArrayEquals(first, runner.mel(input, runner.window(), noise, () -> {}));
      assertEquals(captures, exact.captures.get(), "captured anew");
    }
  }

  private static float[] columns(float[] values, int width, int from, int to) {
    int rows = values.length / width;
    float[] part = new float[rows * (to - from)];
    for (int i = 0; i < part.length; i++) {
      part[i] = values[i / (to - from) * width + from + i % (to - from)];
    }
    return part;
  }

  private static float[] beside(float[] a, int n, float[] b, int m) {
    float[] both = new float[a.length + b.length];
    for (int i = 0; i < both.length; i++) {
      int column = i % (n + m);
      int row = i / (n + m);
      both[i] = column < n ? a[row * n + column] : b[row * m + column - n];
    }
    return both;
  }
}
