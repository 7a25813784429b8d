package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mel front end of prompts, beside the recordings of upstream's. */
class MelSpectrogramTest {

  private static final MelSpectrogram V3 = new MelSpectrogram(24_000, 1024, 256, 100);
  private static final MelSpectrogram V4 = new MelSpectrogram(32_000, 1280, 320, 100);
  private static final int[] BANDS = {0, 8, 9, 10, 25, 30, 60, 99};

  /** Two tones, as upstream's code saw them in 32 bits: the quiet bands are their rounding. */
  @Test
  void twoTones() {
    float[] v3 = V3.of(tones(24_000));
    float[] v4 = V4.of(tones(32_000));
    assertEquals(46 * 100, v3.length);
    assertEquals(50 * 100, v4.length);
    float[] expected3 = {
      -8.05579f, -4.94270f, -4.21026f, -2.46110f, -8.78173f, -9.69916f, -11.51293f, -11.51293f
    };
    float[] expected4 = {
      -7.34967f, -3.59674f, -2.22730f, 0.57783f, -8.31272f, -9.41925f, -11.51293f, -11.51293f
    };
    for (int i = 0; i < BANDS.length; i++) {
      assertEquals(expected3[i], v3[BANDS[i] * 46 + 20], 1e-3, "band " + BANDS[i]);
      assertEquals(expected4[i], v4[BANDS[i] * 50 + 20], 1e-3, "band " + BANDS[i]);
    }
    assertEquals(0.00819, MelSpectrogram.scaled(v3)[8 * 46 + 20], 1e-5);
    assertEquals(0.20047, MelSpectrogram.scaled(v4)[8 * 50 + 20], 1e-5);
  }

  private static float[] tones(int rate) {
    float[] x = new float[rate / 2];
    for (int n = 0; n < x.length; n++) {
      x[n] =
          (float)
              (0.5 * Math.sin(2 * Math.PI * 440 * n / rate)
                  + 0.25 * Math.sin(2 * Math.PI * 1500 * n / rate));
    }
    return x;
  }

  @Test
  void scalingIsUndone() {
    float[] logarithms = {-12, -5, 2, -11.512925f, 3};
    float[] scaled = MelSpectrogram.scaled(logarithms);
    assertArrayEquals(new float[] {-1, 0, 1}, Arrays.copyOf(scaled, 3), 1e-7f);
    assertArrayEquals(logarithms, MelSpectrogram.unscaled(scaled), 2e-6f);
  }

  /** A recording of another rate and with two channels is heard as itself. */
  @Test
  void recordingsAreAveragedAndResampled() {
    float[] tones = tones(32_000);
    float[] louder = new float[tones.length];
    float[] softer = new float[tones.length];
    for (int i = 0; i < tones.length; i++) {
      louder[i] = 1.5f * tones[i];
      softer[i] = 0.5f * tones[i];
    }
    assertArrayEquals(V4.of(tones), V4.of(new Waveform(32_000, louder, softer)), 1e-4f);
    float[] resampled = V3.of(new Waveform(32_000, tones));
    float[] direct = V3.of(tones(24_000));
    for (int band : new int[] {8, 9, 10}) {
      assertEquals(direct[band * 46 + 20], resampled[band * 46 + 20], 0.01);
    }
  }

  @Test
  void tooShortSoundsAreRefused() {
    assertEquals(2, V4.of(new float[2 * 320 + 1]).length / 100);
    assertThrows(IllegalArgumentException.class, () -> V4.of(new float[480]));
    String message =
        assertThrows(UserException.class, () -> V4.of(new Waveform(32_000, new float[400])))
            .getMessage();
    assertTrue(message.contains("expected at least 0.015 s"), message);
  }

  /** The fast transform is the plain sum, whatever primes the size has. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 12, 49, 60, 64, 160})
  void theTransformIsThePlainSum(int size) {
    Random random = new Random(size);
    double[] x = random.doubles(size, -1, 1).toArray();
    double[] power = new FourierTransform(size).power(x);
    for (int k = 0; k < size; k++) {
      double re = 0;
      double im = 0;
      for (int n = 0; n < size; n++) {
        re += x[n] * Math.cos(2 * Math.PI * k * n / size);
        im -= x[n] * Math.sin(2 * Math.PI * k * n / size);
      }
      assertEquals(re * re + im * im, power[k], 1e-10);
    }
  }
}
