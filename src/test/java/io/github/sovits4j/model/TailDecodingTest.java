package io.github.sovits4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.FrameNoise;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.sovits.Tail;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of codes sounds as it does in the whole of them. */
class TailDecodingTest {

  private static FrameNoise noise(SovitsConfig config) {
    return (from, frames) -> {
      float[] noise = new float[config.inter() * frames];
      for (int c = 0; c < config.inter(); c++) {
        for (int t = 0; t < frames; t++) {
          noise[c * frames + t] = RandomStream.normal(5, c, from + t, 1)[0];
        }
      }
      return noise;
    };
  }

  private static DecodeInput input(SovitsConfig config, double speed) {
    int[] codes = new int[60];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = i * 29 % config.codebookSize();
    }
    float[] speaker = RandomStream.normal(1, 1, config.gin());
    return new DecodeInput(codes, new int[] {7, 300, 21, 4}, speaker, speed, null);
  }

  @ParameterizedTest
  @EnumSource(
      value = ModelVersion.class,
      names = {"V1", "V2", "V2PRO"})
  void atSpeedOneATailIsTheVerySamplesOfTheWhole(ModelVersion version) {
    SovitsConfig config = SovitsConfig.tiny(version);
    DecodeInput input = input(config, 1);
    FrameNoise noise = noise(config);
    try (Backend backend = Backends.open("reference");
        SovitsRunner sovits =
            new SovitsRunner(
                backend, new SyntheticWeights("s2", config.tensorShapes(), 3), config, 40, null)) {
      float[] whole = sovits.decode(input, noise.frames(0, input.frames())).samples();
      for (int from : new int[] {0, 1, 31, 58, 100, 119}) {
        float[] tail = sovits.decodeTail(new Tail(input, from), noise, () -> {});
        assertArrayEquals(
            Arrays.copyOfRange(whole, from * config.hop(), whole.length), tail, "from " + from);
      }
    }
  }

  /** Other codes behind it move no frame of the grid. */
  @ParameterizedTest
  @CsvSource({"reference,0.7", "reference,1.37", "simd,2.5"})
  void atOtherSpeedsATailIsTheEndOfALongerTail(String name, double speed) {
    SovitsConfig config = SovitsConfig.tiny(ModelVersion.V2);
    DecodeInput input = input(config, speed);
    FrameNoise noise = noise(config);
    try (Backend backend = Backends.open(name);
        SovitsRunner sovits =
            new SovitsRunner(
                backend, new SyntheticWeights("s2", config.tensorShapes(), 3), config)) {
      float[] whole = sovits.decodeTail(new Tail(input, 0), noise, () -> {});
      assertEquals(input.frames() * config.hop(), whole.length);
      for (int code : new int[] {1, 20, 47}) {
        int from = Tail.frameOf(code, speed);
        float[] tail = sovits.decodeTail(new Tail(input, from), noise, () -> {});
        assertArrayEquals(
            Arrays.copyOfRange(whole, from * config.hop(), whole.length), tail, 1e-6f);
      }
      assertThrows(IllegalArgumentException.class, () -> new Tail(input, input.frames()));
    }
  }
}
