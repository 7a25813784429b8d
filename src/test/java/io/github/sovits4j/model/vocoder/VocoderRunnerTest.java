package io.github.sovits4j.model.vocoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.ops.RandomStream;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.VocoderConfig;
import io.github.sovits4j.weights.WeightNorm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Mel frames to samples; long speech window by window, whose seams must not show. */
class VocoderRunnerTest {

  private static final int FRAMES = 90;
  private static final int WHOLE = 1 << 20;

  @ParameterizedTest
  @CsvSource({"V3, 13", "V3, 64", "V4, 9", "V4, 33", "V4, 89"})
  void windowsGiveTheSamplesOfTheWhole(ModelVersion version, int window) {
    VocoderConfig config = VocoderConfig.tiny(version);
    float[] whole = decode("reference", config, weights(config), WHOLE);
    assertEquals(FRAMES * config.hop(), whole.length);
    assertArrayEquals(whole, decode("reference", config, weights(config), window));
  }

  /** With captures that are larger than what is in force, and kernels of their own. */
  @ParameterizedTest
  @EnumSource(names = {"V3", "V4"})
  void windowsAgreeOnAFastBackend(ModelVersion version) {
    VocoderConfig config = VocoderConfig.tiny(version);
    float[] whole = decode("reference", config, weights(config), WHOLE);
    float[] windows = decode("simd", config, weights(config), 11);
    double difference = 0;
    double power = 0;
    for (int i = 0; i < whole.length; i++) {
      difference += Math.pow(windows[i] - whole[i], 2);
      power += Math.pow(whole[i], 2);
    }
    assertTrue(power > 1, "the samples say something");
    assertTrue(Math.sqrt(difference / power) < 1e-5, () -> "relative L2 too large");
  }

  /** An up-sampling whose kernel differs from its rate by an odd number adds samples at the end. */
  @Test
  void oddUpsamplingsAddSamplesAtTheEnd() {
    VocoderConfig config =
        new VocoderConfig(
            VocoderConfig.Kind.HIFIGAN, 100, 16, List.of(5, 3), List.of(10, 6), List.of(3), false);
    float[] whole = decode("reference", config, weights(config), WHOLE);
    assertEquals((FRAMES * 5 + 1) * 3 + 1, whole.length);
    assertArrayEquals(whole, decode("reference", config, weights(config), 20));
  }

  /** What was folded when it was saved speaks as what is folded when it is loaded. */
  @Test
  void plainConvolutionsSpeakAsNormedOnes() {
    VocoderConfig normed = VocoderConfig.tiny(ModelVersion.V3);
    VocoderConfig plain =
        new VocoderConfig(
            normed.kind(),
            normed.melBands(),
            normed.initialChannel(),
            normed.upsampleRates(),
            normed.upsampleKernels(),
            normed.resblockKernels(),
            false);
    TensorSource of = weights(normed);
    Map<String, float[]> folded = new HashMap<>();
    for (String name : plain.tensorShapes().keySet()) {
      folded.put(
          name,
          of.contains(name)
              ? of.floats(name)
              : WeightNorm.fold(
                  of.floats(name + "_g"), of.floats(name + "_v"), of.shape(name + "_v"), 0));
    }
    float[] expected = decode("simd", normed, of, WHOLE);
    assertArrayEquals(expected, decode("simd", plain, source(plain, folded), WHOLE));
  }

  @Test
  void samplesStayWithinTheirBounds() {
    VocoderConfig config = VocoderConfig.tiny(ModelVersion.V3);
    Map<String, float[]> loud = new HashMap<>();
    TensorSource of = weights(config);
    of.names().forEach(name -> loud.put(name, of.floats(name)));
    loud.get("conv_post.weight_g")[0] *= 1000;
    float[] samples = decode("simd", config, source(config, loud), WHOLE);
    float most = 0;
    for (float sample : samples) {
      most = Math.max(most, Math.abs(sample));
    }
    assertEquals(1, most);
    Arrays.fill(loud.get("conv_pre.bias"), 3e38f);
    String message =
        assertThrows(UserException.class, () -> decode("simd", config, source(config, loud), WHOLE))
            .getMessage();
    assertTrue(message.contains("its vocoder gave what is not a number"), message);
  }

  /** A caller may end it between two windows; the network is as good as new. */
  @Test
  void aCallerMayEndItBetweenWindows() {
    VocoderConfig config = VocoderConfig.tiny(ModelVersion.V4);
    int window = 13;
    try (Backend backend = Backends.open("simd");
        VocoderRunner vocoder = new VocoderRunner(backend, weights(config), config, window, null)) {
      int[] windows = new int[1];
      float[] whole = vocoder.decode(mel(config), () -> windows[0]++);
      assertEquals(Math.ceilDiv(FRAMES, window), windows[0]);
      windows[0] = 0;
      Runnable secondIsTooMany =
          () -> {
            if (++windows[0] == 2) {
              throw new CancellationException();
            }
          };
      assertThrows(CancellationException.class, () -> vocoder.decode(mel(config), secondIsTooMany));
      assertArrayEquals(whole, vocoder.decode(mel(config), () -> {}));
      assertEquals(0, vocoder.bytesNeeded(FRAMES));
      assertTrue(vocoder.bytesHeld() > 0);
      vocoder.forget();
      assertEquals(0, vocoder.bytesHeld());
      assertEquals(vocoder.bytesOf(FRAMES), vocoder.bytesNeeded(FRAMES));
      assertThrows(IllegalArgumentException.class, () -> vocoder.decode(new float[101], () -> {}));
    }
  }

  private static TensorSource weights(VocoderConfig config) {
    String family = config.kind() == VocoderConfig.Kind.BIGVGAN ? "bigvgan" : "hifigan";
    return new SyntheticWeights(family, config.tensorShapes(), 3);
  }

  private static TensorSource source(VocoderConfig config, Map<String, float[]> data) {
    Map<String, int[]> shapes = config.tensorShapes();
    return new TensorSource() {
      @Override
      public Set<String> names() {
        return shapes.keySet();
      }

      @Override
      public int[] shape(String name) {
        return shapes.get(name).clone();
      }

      @Override
      public float[] floats(String name) {
        return data.get(name).clone();
      }
    };
  }

  /** As log-mel frames are, between −11 and 2. */
  private static float[] mel(VocoderConfig config) {
    float[] mel = RandomStream.normal(1, 2, config.melBands() * FRAMES);
    for (int i = 0; i < mel.length; i++) {
      mel[i] = Math.clamp(2 * mel[i] - 5, -11.5f, 2f);
    }
    return mel;
  }

  private static float[] decode(
      String backendName, VocoderConfig config, TensorSource weights, int window) {
    try (Backend backend = Backends.open(backendName);
        VocoderRunner vocoder = new VocoderRunner(backend, weights, config, window, null)) {
      return vocoder.decode(mel(config), () -> {});
    }
  }
}
