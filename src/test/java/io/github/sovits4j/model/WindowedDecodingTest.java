package io.github.sovits4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Meanwhile;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long speech is decoded window by window; the seams must not show. */
class WindowedDecodingTest {

  private static final SovitsConfig CONFIG = SovitsConfig.tiny(ModelVersion.V2);
  private static final SyntheticWeights WEIGHTS =
      new SyntheticWeights("s2", CONFIG.tensorShapes(), 3);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 32, 100, 131, 132})
  void windowsGiveTheSamplesOfTheWhole(int window) {
    assertArrayEquals(decode(1 << 20), decode(window));
  }

  /** A caller may end it between two windows; the network is as good as new. */
  @Test
  void aCallerMayEndItBetweenWindows() {
    float[] whole = decode(1 << 20);
    DecodeInput input = input();
    float[] noise = noise(input);
    int window = 7;
    try (Backend backend = Backends.open("reference");
        SovitsRunner sovits = new SovitsRunner(backend, WEIGHTS, CONFIG, window, null)) {
      int[] windows = new int[1];
      sovits.decode(input, noise, () -> windows[0]++);
      assertEquals((input.frames() + window - 1) / window, windows[0]);
      windows[0] = 0;
      Meanwhile thirdIsTooMany =
          () -> {
            if (++windows[0] == 3) {
              throw new CancellationException();
            }
          };
      assertThrows(CancellationException.class, () -> sovits.decode(input, noise, thirdIsTooMany));
      assertEquals(3, windows[0]);
      assertArrayEquals(whole, sovits.decode(input, noise).samples());
    }
  }

  private static DecodeInput input() {
    int[] codes = new int[66];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = i * 29 % CONFIG.codebookSize();
    }
    float[] speaker = RandomStream.normal(1, 1, CONFIG.gin());
    return new DecodeInput(codes, new int[] {7, 300, 21}, speaker, 1, null);
  }

  private static float[] noise(DecodeInput input) {
    return RandomStream.normal(1, 2, CONFIG.inter() * input.frames());
  }

  private static float[] decode(int window) {
    DecodeInput input = input();
    try (Backend backend = Backends.open("reference");
        SovitsRunner sovits = new SovitsRunner(backend, WEIGHTS, CONFIG, window, null)) {
      float[] samples = sovits.decode(input, noise(input)).samples();
      assertEquals(2 * input.codes().length * CONFIG.hop(), samples.length);
      return samples;
    }
  }
}
