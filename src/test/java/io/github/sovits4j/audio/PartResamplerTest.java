package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However sound is cut into parts, the samples are those of the whole. */
class PartResamplerTest {

  @ParameterizedTest
  @CsvSource({
    "FINE, 32000, 48000",
    "FINE, 32000, 24000",
    "FINE, 48000, 24000",
    "FINE, 44101, 32000",
    "STANDARD, 8000, 48000",
    "STANDARD, 48000, 8000",
    "STANDARD, 24000, 16000"
  })
  void partsAreTheWhole(ResamplerQuality quality, int from, int to) {
    Resampler resampler = new Resampler(from, to, quality);
    Random random = new Random(from);
    for (int length : new int[] {0, 1, 2, 7, 500, 20_000}) {
      float[] x = new float[length];
      for (int i = 0; i < length; i++) {
        x[i] = (float) random.nextGaussian();
      }
      float[] whole = resampler.resample(x);
      float[] joined = new float[whole.length];
      int made = 0;
      PartResampler parts = new PartResampler(resampler);
      for (int at = 0; at < length; ) {
        int next = Math.min(length, at + random.nextInt(length < 1000 ? 3 : 900));
        float[] some = parts.resample(Arrays.copyOfRange(x, at, next));
        at = next;
        System.arraycopy(some, 0, joined, made, some.length);
        made += some.length;
        double late = (double) at / from - (double) made / to;
        assertTrue(late < 0.012, "held back: " + late + " s"); // 75 zeros at 8 kHz
      }
      float[] end = parts.finish();
      System.arraycopy(end, 0, joined, made, end.length);
      assertEquals(whole.length, made + end.length);
      assertArrayEquals(whole, joined, "length " + length);
    }
  }

  @Test
  void equalRatesAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new PartResampler(new Resampler(32_000, 32_000)));
  }
}
