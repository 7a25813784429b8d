package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceSignalTest {

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "1, 1", "1.5, 1", "2, 1", "3, 1.5", "-1.5, -1", "-3, -1.5"})
  void dividesByThePeakButAtMostByTwo(float peak, float expected) {
    float[] x = new float[1000];
    x[500] = peak;
    x[600] = peak / 4;
    float[] y = ReferenceSignal.prepare(new Waveform(32_000, x));
    assertEquals(expected, y[500], 1e-7f);
    assertEquals(expected / 4, y[600], 1e-7f);
    assertEquals(peak, x[500], "the input stays as it is");
  }

  @Test
  void tamesAfterResampling() {
    // Full scale square waves overshoot when their upper harmonics go.
    float[] square = new float[48_000];
    for (int i = 0; i < square.length; i++) {
      square[i] = i / 24 % 2 == 0 ? 1 : -1;
    }
    float overshoot = Samples.peak(new Resampler(48_000, 32_000).resample(square));
    float peak = Samples.peak(ReferenceSignal.prepare(new Waveform(48_000, square)));
    System.out.printf("square wave: peak %.4f after resampling, %.4f prepared%n", overshoot, peak);
    assertTrue(overshoot > 1.01f && overshoot < 2);
    assertEquals(1, peak);
  }

  @Test
  void averagesChannels() {
    float[] a = new float[800];
    float[] b = new float[800];
    Arrays.fill(a, 0.5f);
    Arrays.fill(b, -0.25f);
    float[] two = new float[800];
    Arrays.fill(two, 0.125f);
    assertArrayEquals(two, ReferenceSignal.prepare(new Waveform(32_000, a, b)));
    float[] three = new float[800];
    Arrays.fill(three, 0.25f);
    assertArrayEquals(three, ReferenceSignal.prepare(new Waveform(32_000, a, b, a)));
  }

  @Test
  void knowsItsLimits() {
    assertEquals(705, ReferenceSignal.prepare(silence(32_000, 705)).length);
    assertEquals(706, ReferenceSignal.prepare(silence(16_000, 353)).length);
    refused("704 samples", silence(32_000, 704));
    refused("0 samples", silence(32_000, 0));
    assertEquals(60 * 32_000, ReferenceSignal.prepare(silence(8_000, 60 * 8_000)).length);
    refused("60.0 s", silence(8_000, 60 * 8_000 + 1));
    float[] integers = new float[1000];
    integers[3] = -32768;
    refused("full scale is 1", new Waveform(32_000, integers));
  }

  private static Waveform silence(int rate, int frames) {
    return new Waveform(rate, new float[frames]);
  }

  private static void refused(String because, Waveform sound) {
    UserException e = assertThrows(UserException.class, () -> ReferenceSignal.prepare(sound));
    assertTrue(e.getMessage().contains(because), e.getMessage());
  }
}
