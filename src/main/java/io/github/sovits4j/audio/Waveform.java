package io.github.sovits4j.audio;

import java.util.Arrays;
import java.util.Locale;

/**
 * Sampled sound: one array per channel, full scale at ±1. Float files may exceed full scale; every
 * sample is finite. The arrays are shared with the caller, not copied: treat them as read-only.
 */
public final class Waveform {

  /** Lowest accepted sample rate in Hz. */
  public static final int MIN_RATE = 1_000;

  /** Highest accepted sample rate in Hz. */
  public static final int MAX_RATE = 768_000;

  /** Most accepted channels. */
  public static final int MAX_CHANNELS = 8;

  private final int sampleRate;
  private final float[][] channels;

  /**
   * @param sampleRate frames per second, {@value #MIN_RATE}…{@value #MAX_RATE}
   * @param channels {@code [1…8][frames]}, every channel of one length, every sample finite
   * @throws IllegalArgumentException if any of that does not hold
   */
  public Waveform(int sampleRate, float[]... channels) {
    if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) {
      throw new IllegalArgumentException(
          "sample rate must be %d to %d Hz, got %d".formatted(MIN_RATE, MAX_RATE, sampleRate));
    }
    if (channels.length < 1 || channels.length > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "channels must be 1 to %d, got %d".formatted(MAX_CHANNELS, channels.length));
    }
    for (int c = 0; c < channels.length; c++) {
      if (channels[c].length != channels[0].length) {
        throw new IllegalArgumentException(
            "channels must be of one length, got %d frames in channel 0 and %d in channel %d"
                .formatted(channels[0].length, channels[c].length, c));
      }
      for (int i = 0; i < channels[c].length; i++) {
        if (!Float.isFinite(channels[c][i])) {
          throw new IllegalArgumentException(
              "samples must be finite, got %s in channel %d at frame %d"
                  .formatted(channels[c][i], c, i));
        }
      }
    }
    this.sampleRate = sampleRate;
    this.channels = channels.clone();
  }

  /** Returns the frames per second, in Hz. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Returns how many channels there are, at least 1. */
  public int channels() {
    return channels.length;
  }

  /** Returns how many frames (samples per channel) there are; may be 0. */
  public int frames() {
    return channels[0].length;
  }

  /** Returns the duration in seconds. */
  public double seconds() {
    return (double) frames() / sampleRate;
  }

  /**
   * Returns the samples {@code [frames]} of one channel, shared.
   *
   * @param channel index from 0
   */
  public float[] channel(int channel) {
    return channels[channel];
  }

  /** Returns the largest absolute sample of all channels, ≥ 0; 0 when there are no frames. */
  public float peak() {
    float peak = 0;
    for (float[] channel : channels) {
      peak = Math.max(peak, Samples.peak(channel));
    }
    return peak;
  }

  /**
   * Returns the mean over all channels as a single channel; this waveform itself when it has one.
   * Upstream averages exactly two and leaves more as they are, where its networks then fail.
   */
  public Waveform mono() {
    if (channels.length == 1) {
      return this;
    }
    float[] mean = new float[frames()];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] channel : channels) {
        sum += channel[i];
      }
      mean[i] = (float) (sum / channels.length);
    }
    return new Waveform(sampleRate, mean);
  }

  /** Equal when rate, channels and every sample are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Waveform that
        && sampleRate == that.sampleRate
        && Arrays.deepEquals(channels, that.channels);
  }

  @Override
  public int hashCode() {
    return 31 * sampleRate + Arrays.deepHashCode(channels);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Waveform[%.3f s, %d Hz, %d channel%s]",
        seconds(),
        sampleRate,
        channels.length,
        channels.length == 1 ? "" : "s");
  }
}
