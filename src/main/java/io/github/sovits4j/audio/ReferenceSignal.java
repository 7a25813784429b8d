package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.util.Locale;

/**
 * Prepares the sound of a reference voice for its spectrogram: mono, 32 kHz, loud peaks tamed. What
 * follows (reflect padding by {@value #PADDING}, windows, spectrum) belongs to the networks.
 */
public final class ReferenceSignal {

  /** Rate of the prepared signal in Hz. */
  public static final int SAMPLE_RATE = 32_000;

  /** Samples that reflect padding later adds on each side. */
  public static final int PADDING = 704;

  /** Longest accepted reference in seconds. */
  public static final double MAX_SECONDS = 60;

  /** Largest accepted absolute sample, where full scale is 1. */
  public static final float MAX_PEAK = 100;

  private ReferenceSignal() {}

  /**
   * Averages the channels, resamples to {@value #SAMPLE_RATE} Hz and then, if the peak M exceeds 1,
   * divides by min(2, M). {@link ReferenceCheck} tells bad recordings.
   *
   * @param sound more than {@value #PADDING} samples once resampled, at most {@value #MAX_SECONDS}
   *     s, no sample above {@value #MAX_PEAK}
   * @return {@code [N]} with N > {@value #PADDING}, a new array
   * @throws UserException if the sound is too short, too long or scaled wrongly
   */
  public static float[] prepare(Waveform sound) {
    if (sound.seconds() > MAX_SECONDS) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The reference is %.1f s long; at most %.0f s are used. Cut out 3 to 10 s of clear"
                  + " speech.",
              sound.seconds(),
              MAX_SECONDS));
    }
    if (sound.peak() > MAX_PEAK) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The reference has samples up to %.4g; full scale is 1. Save it as 16 bit PCM WAV.",
              sound.peak()));
    }
    Waveform mono = sound.mono();
    float[] x = new Resampler(mono.sampleRate(), SAMPLE_RATE).resample(mono.channel(0));
    if (x.length <= PADDING) {
      throw new UserException(
          "The reference has %d samples at 32 kHz; it needs more than %d. Use 3 to 10 s of speech."
              .formatted(x.length, PADDING));
    }
    tamePeak(x);
    return x;
  }

  private static void tamePeak(float[] x) {
    float peak = Samples.peak(x);
    if (peak > 1) {
      Samples.divide(x, Math.min(2, peak));
    }
  }
}
