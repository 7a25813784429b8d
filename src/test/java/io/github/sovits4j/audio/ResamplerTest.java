package io.github.sovits4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.UserException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

  @Test
  void equalRatesCopy() {
    float[] x = noise(1, 100);
    float[] y = new Resampler(44_100, 44_100).resample(x);
    assertArrayEquals(x, y);
    assertNotSame(x, y);
  }

  /** The values were computed by NumPy from the formula, on the whole padded signal. */
  @ParameterizedTest
  @CsvSource({
    "44100, 32000,  37, 0.02891292, 0.48336224, -0.36035861, 1.06468835, 0.41132105",
    "48000, 32000,  34, 0.03603952, 0.52130569, -0.61317593, 1.03079976, 0.50049729",
    " 8000, 32000, 200, 0.00096346, 0.06302637, -0.43512731, 0.49607492, 0.21892781",
    "32000, 16000,  25, 0.06210922, 0.66599551, -0.03124872, 0.26291414, 0.98397253",
    "22050, 32000,  73, 0.00096346, 0.22975052, -0.36052619, 1.03516462, 0.36719192",
    "32000, 24000,  38, 0.02616132, 0.46917266, -0.55625971, 1.02514365, 0.63238923"
  })
  void givesTheFormulasValues(
      int from,
      int to,
      int length,
      float y0,
      float y1,
      float middle,
      float beforeLast,
      float last) {
    float[] x = new float[50];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.37 * i + 0.001 * i * i);
    }
    float[] y = new Resampler(from, to).resample(x);
    assertEquals(length, y.length);
    float[] some = {y[0], y[1], y[length / 2], y[length - 2], y[length - 1]};
    assertArrayEquals(new float[] {y0, y1, middle, beforeLast, last}, some, 2e-7f);
  }

  /** Leaving out the taps beyond the window must not change a bit. */
  @ParameterizedTest
  @CsvSource({
    "44100, 32000",
    "48000, 32000",
    "8000, 32000",
    "32000, 16000",
    "11025, 32000",
    "96000, 32000",
    "32000, 48000",
    "44101, 32000",
    "1000, 32000",
    "768000, 32000"
  })
  void equalsTheFormulaOnEveryTap(int from, int to) {
    Resampler resampler = new Resampler(from, to);
    for (int length : new int[] {1, 2, 3, 4, 5, 300}) {
      float[] x = noise(length, length);
      assertArrayEquals(formula(x, from, to), resampler.resample(x), "length " + length);
    }
  }

  @ParameterizedTest
  @CsvSource({"44100, 32000", "48000, 32000", "8000, 32000", "32000, 16000", "44101, 31999"})
  void lengthIsRoundedUp(int from, int to) {
    Resampler resampler = new Resampler(from, to);
    for (int length : new int[] {0, 1, 2, 3, 4, 5, 440, 441, 442, 12_345}) {
      int expected = (int) Math.ceil((double) length * to / from);
      assertEquals(expected, resampler.resample(new float[length]).length, "length " + length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STANDARD, 44100, 32000, 68, 0.01",
    "STANDARD, 48000, 32000, 68, 0.01",
    "STANDARD, 8000,  32000, 68, 0.01",
    "STANDARD, 32000, 16000, 68, 0.01",
    "FINE,     44100, 16000, 130, 0.001",
    "FINE,     48000, 16000, 130, 0.001",
    "FINE,     32000, 16000, 130, 0.001"
  })
  void keepsTones(ResamplerQuality quality, int from, int to, double minSnr, double maxGain) {
    for (double share : new double[] {0.05, 0.25, 0.5, 0.75, 0.9}) {
      double hertz = share * Math.min(from, to) / 2;
      Fit fit = fit(new Resampler(from, to, quality).resample(tone(hertz, from)), hertz, to);
      System.out.printf(
          "%s %d -> %d, tone %.0f Hz (%.2f of Nyquist): gain %.4f dB, rest %.1f dB below%n",
          quality, from, to, hertz, share, fit.gainDb, fit.snrDb);
      if (share <= 0.25 || quality == ResamplerQuality.FINE) {
        assertTrue(fit.snrDb > minSnr, "SNR " + fit.snrDb);
        assertTrue(Math.abs(fit.gainDb) < maxGain, "gain " + fit.gainDb);
      }
    }
  }

  /**
   * Bounds just below what was measured. The standard filter is short: it lets much through right
   * above the new Nyquist frequency. The networks expect it so.
   */
  @ParameterizedTest
  @CsvSource({
    "STANDARD, 48000, 32000, 1.02,  7",
    "STANDARD, 48000, 32000, 1.10, 13",
    "STANDARD, 48000, 32000, 1.25, 44",
    "STANDARD, 48000, 32000, 1.45, 55",
    "STANDARD, 44100, 32000, 1.25, 44",
    "STANDARD, 32000, 16000, 1.25, 44",
    "STANDARD, 32000, 16000, 1.75, 85",
    "FINE,     48000, 16000, 1.01, 98",
    "FINE,     44100, 16000, 1.10, 98",
    "FINE,     32000, 16000, 1.75, 98"
  })
  void suppressesAliases(
      ResamplerQuality quality, int from, int to, double share, double minAttenuation) {
    double hertz = share * to / 2;
    float[] y = new Resampler(from, to, quality).resample(tone(hertz, from));
    double power = 0;
    int edge = y.length / 10;
    for (int i = edge; i < y.length - edge; i++) {
      power += (double) y[i] * y[i] / (y.length - 2 * edge);
    }
    double attenuation = -10 * Math.log10(power / 0.5);
    System.out.printf(
        "%s %d -> %d, tone %.0f Hz (%.2f of the new Nyquist): %.1f dB down%n",
        quality, from, to, hertz, share, attenuation);
    assertTrue(attenuation > minAttenuation, "attenuation " + attenuation);
  }

  /** Four times the sound takes about four times of this thread's processor time. */
  @Test
  void minuteOfSoundTakesLinearTime() {
    Resampler resampler = new Resampler(44_100, 32_000);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] seconds = new double[2];
    for (int round = 0; round < 3; round++) {
      for (int k = 0; k < 2; k++) {
        float[] x = new float[(k == 0 ? 15 : 60) * 44_100];
        long start = threads.getCurrentThreadCpuTime();
        assertEquals(x.length / 441 * 320, resampler.resample(x).length);
        seconds[k] = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      }
    }
    System.out.printf("44100 -> 32000: 15 s take %.4f s, 60 s %.4f s%n", seconds[0], seconds[1]);
    assertTrue(seconds[1] < 10 * seconds[0] + 0.5, "60 s took " + seconds[1]);
  }

  @Test
  void filtersOfOddRatesAreBounded() {
    for (int to : new int[] {16_000, 24_000, 32_000}) {
      new Resampler(767_999, to);
      new Resampler(1_009, to);
    }
    UserException e =
        assertThrows(
            UserException.class, () -> new Resampler(767_999, 16_000, ResamplerQuality.FINE));
    assertTrue(e.getMessage().contains("767999"), e.getMessage());
  }

  private static float[] formula(float[] x, int from, int to) {
    int g = gcd(from, to);
    int o = from / g;
    int n = to / g;
    double b = 0.99 * Math.min(o, n);
    int w = (int) Math.ceil(6 * o / b);
    float[] padded = new float[w + x.length + w + o];
    System.arraycopy(x, 0, padded, w, x.length);
    float[] y = new float[(int) Math.ceilDiv((long) n * x.length, o)];
    for (int j = 0; j < y.length; j++) {
      int p = j % n;
      double sum = 0;
      for (int i = 0; i < 2 * w + o; i++) {
        double tau = Math.clamp(((double) (i - w) / o - (double) p / n) * b, -6, 6);
        double c = Math.cos(Math.PI * tau / 12);
        double sinc = tau == 0 ? 1 : Math.sin(Math.PI * tau) / (Math.PI * tau);
        sum += (double) (float) (b / o * c * c * sinc) * padded[j / n * o + i];
      }
      y[j] = (float) sum;
    }
    return y;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static float[] noise(long seed, int length) {
    Random random = new Random(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }

  private static float[] tone(double hertz, int rate) {
    float[] x = new float[rate];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return x;
  }

  /** How much louder than 1 the tone is, and how far below it everything else lies. */
  private record Fit(double gainDb, double snrDb) {}

  private static Fit fit(float[] y, double hertz, int rate) {
    int edge = y.length / 10; // what the signal's ends disturb
    double ss = 0;
    double sc = 0;
    double cc = 0;
    double sy = 0;
    double cy = 0;
    for (int i = edge; i < y.length - edge; i++) {
      double s = Math.sin(2 * Math.PI * hertz * i / rate);
      double c = Math.cos(2 * Math.PI * hertz * i / rate);
      ss += s * s;
      sc += s * c;
      cc += c * c;
      sy += s * y[i];
      cy += c * y[i];
    }
    double det = ss * cc - sc * sc;
    double a = (sy * cc - cy * sc) / det;
    double b = (cy * ss - sy * sc) / det;
    double rest = 0;
    double kept = 0;
    for (int i = edge; i < y.length - edge; i++) {
      double phase = 2 * Math.PI * hertz * i / rate;
      double model = a * Math.sin(phase) + b * Math.cos(phase);
      rest += (y[i] - model) * (y[i] - model);
      kept += model * model;
    }
    assertTrue(Math.abs(b) < 1e-4, "no delay, got quadrature " + b);
    return new Fit(20 * Math.log10(Math.hypot(a, b)), 10 * Math.log10(kept / rest));
  }
}
