package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.math.BigInteger;

/**
 * Changes the sample rate by a windowed sinc. With both rates divided by their greatest common
 * divisor, {@code o} in and {@code n} out, every block of {@code o} input samples gives {@code n}
 * output samples, one from each of {@code n} filter phases:
 *
 * <pre>
 * b = rollOff · min(o, n)
 * τ(p, i) = (i/o − p/n) · b
 * h(p, i) = (b/o) · window(τ/zeros) · sin(πτ)/(πτ)      for |τ| &lt; zeros, else 0
 * y[m·n + p] = Σ_i h(p, i) · x[m·o + i]                 x is 0 outside its samples
 * </pre>
 *
 * The phases are computed once, in double, and kept as float; sums are taken in double. Time grows
 * linearly with the signal. Immutable; one instance serves any number of threads.
 */
public final class Resampler {

  private static final long MOST_TAPS = 1 << 24;

  private final int from;
  private final int to;
  private final int in;
  private final int out;
  // taps[p][k] weighs x[m·in + first[p] + k]; taps outside the window are 0 and left out.
  private final float[][] taps;
  private final int[] first;

  /**
   * Prepares {@link ResamplerQuality#STANDARD} filters.
   *
   * @param from rate of the input in Hz, at least 1
   * @param to rate of the output in Hz, at least 1
   */
  public Resampler(int from, int to) {
    this(from, to, ResamplerQuality.STANDARD);
  }

  /**
   * Prepares the filters for one pair of rates.
   *
   * @param from rate of the input in Hz, at least 1
   * @param to rate of the output in Hz, at least 1
   * @throws UserException if the rates share so small a divisor that the filters would take more
   *     than 64 MiB; no pair of usual rates does
   */
  public Resampler(int from, int to, ResamplerQuality quality) {
    if (from < 1 || to < 1) {
      throw new IllegalArgumentException(
          "sample rates must be at least 1 Hz, got %d and %d".formatted(from, to));
    }
    int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValueExact();
    this.from = from;
    this.to = to;
    this.in = from / divisor;
    this.out = to / divisor;
    double zeros = quality.zeroCrossings();
    if (in != out && 2 * zeros / quality.rollOff() * Math.max(in, out) > MOST_TAPS) {
      throw new UserException(
          "Sound at %d Hz cannot be resampled to %d Hz: too odd a rate. Save it at 48000 Hz."
              .formatted(from, to));
    }
    this.taps = new float[in == out ? 0 : out][];
    this.first = new int[taps.length];
    for (int p = 0; p < taps.length; p++) {
      preparePhase(p, quality);
    }
  }

  private void preparePhase(int p, ResamplerQuality quality) {
    double cutOff = quality.rollOff() * Math.min(in, out);
    int zeros = quality.zeroCrossings();
    double centre = (double) p * in / out;
    double reach = zeros * in / cutOff;
    first[p] = (int) Math.ceil(centre - reach);
    taps[p] = new float[(int) Math.floor(centre + reach) - first[p] + 1];
    for (int k = 0; k < taps[p].length; k++) {
      double tau = ((double) (first[p] + k) / in - (double) p / out) * cutOff;
      tau = Math.clamp(tau, -zeros, zeros);
      double sinc = tau == 0 ? 1 : Math.sin(Math.PI * tau) / (Math.PI * tau);
      taps[p][k] = (float) (cutOff / in * quality.window(tau / zeros) * sinc);
    }
  }

  /** Returns the input rate in Hz. */
  public int from() {
    return from;
  }

  /** Returns the output rate in Hz. */
  public int to() {
    return to;
  }

  /**
   * Resamples one channel. Sample 0 of the output lies at the time of sample 0 of the input.
   *
   * @param x {@code [N]} at the input rate
   * @return {@code [⌈N · to / from⌉]} at the output rate, always a new array; a plain copy when the
   *     rates are equal
   */
  public float[] resample(float[] x) {
    if (taps.length == 0) {
      return x.clone();
    }
    float[] y = new float[Math.toIntExact(length(x.length))];
    for (int j = 0; j < y.length; j++) {
      y[j] = sample(j, x, 0);
    }
    return y;
  }

  /** How many samples so many become. */
  long length(long samples) {
    return Math.ceilDiv(samples * out, in);
  }

  /**
   * The first sample of the input that sample {@code j} of the output is made of; may be negative.
   */
  long first(long j) {
    return j / out * in + first[(int) (j % out)];
  }

  /** The first sample of the input beyond those that sample {@code j} of the output is made of. */
  long end(long j) {
    return first(j) + taps[(int) (j % out)].length;
  }

  /**
   * A sample of the output.
   *
   * @param x some of the input; what is not in it counts as 0
   * @param from which sample of the input its first is
   */
  float sample(long j, float[] x, long from) {
    return dot(taps[(int) (j % out)], x, first(j) - from);
  }

  private static float dot(float[] h, float[] x, long start) {
    int begin = (int) Math.max(0, -start);
    int end = (int) Math.min(h.length, x.length - start);
    int offset = (int) start;
    double sum = 0;
    for (int k = begin; k < end; k++) {
      sum += (double) h[k] * x[offset + k];
    }
    return (float) sum;
  }

  /**
   * Resamples every channel.
   *
   * @param sound at the input rate
   */
  public Waveform resample(Waveform sound) {
    if (sound.sampleRate() != from) {
      throw new IllegalArgumentException(
          "expected sound at %d Hz, got %d Hz".formatted(from, sound.sampleRate()));
    }
    float[][] channels = new float[sound.channels()][];
    for (int c = 0; c < channels.length; c++) {
      channels[c] = resample(sound.channel(c));
    }
    return new Waveform(to, channels);
  }
}
