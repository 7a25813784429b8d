package io.github.sovits4j.audio;

import java.util.Arrays;

/**
 * Prepares the sound of a prompt for the speech encoder: mono, 16 kHz, its level untouched, and 0.6
 * s of silence behind it, with which the networks were trained.
 */
public final class PromptSignal {

  /** Rate of the prepared signal in Hz. */
  public static final int SAMPLE_RATE = 16_000;

  /** Silent samples behind it. */
  public static final int SILENCE = 9600;

  private PromptSignal() {}

  /** Averages the channels, resamples by the fine filter and appends the silence. */
  public static float[] prepare(Waveform sound) {
    Waveform mono = sound.mono();
    float[] x =
        new Resampler(mono.sampleRate(), SAMPLE_RATE, ResamplerQuality.FINE)
            .resample(mono.channel(0));
    return Arrays.copyOf(x, x.length + SILENCE);
  }
}
