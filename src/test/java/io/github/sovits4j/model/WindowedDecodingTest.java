package io.github.sovits4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Sovits;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long speech is decoded window by window; the seams must not show. */
class WindowedDecodingTest {

  private static final SovitsConfig CONFIG = SovitsConfig.tiny(ModelVersion.V2);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 32, 100, 131, 132})
  void windowsGiveTheSamplesOfTheWhole(int window) {
    assertArrayEquals(decode(1 << 20), decode(window));
  }

  private static float[] decode(int window) {
    SyntheticWeights weights = new SyntheticWeights("s2", CONFIG.tensorShapes(), 3);
    int[] codes = new int[66];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = i * 29 % CONFIG.codebookSize();
    }
    float[] speaker = RandomStream.normal(1, 1, CONFIG.gin());
    DecodeInput input = new DecodeInput(codes, new int[] {7, 300, 21}, speaker, 1, null);
    float[] noise = RandomStream.normal(1, 2, CONFIG.inter() * input.frames());
    try (Backend backend = Backends.open("reference");
        Sovits sovits = new Sovits(backend, weights, CONFIG, window, null)) {
      float[] samples = sovits.decode(input, noise).samples();
      assertEquals(2 * codes.length * CONFIG.hop(), samples.length);
      return samples;
    }
  }
}
