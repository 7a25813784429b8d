package io.github.sovits4j.audio;

import io.github.sovits4j.UserException;
import java.util.Locale;

/**
 * The logarithmic mel spectrogram of a prompt for v3 and v4, and how its values are scaled for
 * their networks. The signal is reflected by {@code (size − hop)/2} at both ends, so that N samples
 * give ⌊N/hop⌋ frames; periodic Hann window, magnitudes {@code √(re² + im² + 1e-8)}, triangles of
 * equal area that are equally wide in mel (Slaney's, linear below 1 kHz) from 0 Hz to half the
 * sample rate, natural logarithms of at least 1e-5.
 *
 * <p>In 64 bits and on the host: a tenth of a second a prompt. Immutable; one instance serves any
 * number of threads.
 */
public final class MelSpectrogram {

  private static final double FLOOR = 1e-5;
  private static final double UNDER_ROOT = 1e-8;

  // What the networks' −1 … 1 stands for.
  private static final float LOWEST = -12;
  private static final float HIGHEST = 2;

  // Slaney's scale.
  private static final double LINEAR_HERTZ = 200.0 / 3; // of a mel below the break
  private static final double BREAK_HERTZ = 1000;
  private static final double BREAK_MEL = BREAK_HERTZ / LINEAR_HERTZ;
  private static final double LOGARITHM = Math.log(6.4) / 27; // of a mel above it

  private final int sampleRate;
  private final int size;
  private final int hop;
  private final int bands;
  private final double[] window;
  private final double[][] filters; // [band][bin]
  private final FourierTransform fourier;

  /**
   * Prepares window and filters.
   *
   * @param sampleRate of what goes in
   * @param size samples of a window
   * @param hop samples from frame to frame, of an even difference to the size
   * @param bands of a frame
   */
  public MelSpectrogram(int sampleRate, int size, int hop, int bands) {
    this.sampleRate = sampleRate;
    this.size = size;
    this.hop = hop;
    this.bands = bands;
    window = new double[size];
    for (int i = 0; i < size; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size);
    }
    filters = filters(sampleRate, size, bands);
    fourier = new FourierTransform(size);
  }

  private static double[][] filters(int sampleRate, int size, int bands) {
    double[] edges = new double[bands + 2];
    double highest = mel(sampleRate / 2.0);
    for (int i = 0; i < edges.length; i++) {
      edges[i] = hertz(highest * i / (bands + 1));
    }
    double[][] filters = new double[bands][size / 2 + 1];
    for (int band = 0; band < bands; band++) {
      double area = 2 / (edges[band + 2] - edges[band]);
      for (int k = 0; k <= size / 2; k++) {
        double f = (double) k * sampleRate / size;
        double rising = (f - edges[band]) / (edges[band + 1] - edges[band]);
        double falling = (edges[band + 2] - f) / (edges[band + 2] - edges[band + 1]);
        filters[band][k] = Math.max(0, Math.min(rising, falling)) * area;
      }
    }
    return filters;
  }

  private static double mel(double hertz) {
    return hertz < BREAK_HERTZ
        ? hertz / LINEAR_HERTZ
        : BREAK_MEL + Math.log(hertz / BREAK_HERTZ) / LOGARITHM;
  }

  private static double hertz(double mel) {
    return mel < BREAK_MEL
        ? mel * LINEAR_HERTZ
        : BREAK_HERTZ * Math.exp((mel - BREAK_MEL) * LOGARITHM);
  }

  /** Bands of a frame. */
  public int bands() {
    return bands;
  }

  /** The triangles {@code [bands, size/2 + 1]}, row-major; a new array. */
  public float[] filters() {
    int bins = size / 2 + 1;
    float[] all = new float[bands * bins];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) filters[i / bins][i % bins];
    }
    return all;
  }

  /** Frames of a signal. */
  public int frames(int samples) {
    return samples / hop;
  }

  /**
   * The spectrogram of a prompt: its channels averaged, resampled, its level untouched.
   *
   * @return natural logarithms {@code [bands, frames]}, row-major
   * @throws UserException when the sound is too short for one frame
   */
  public float[] of(Waveform sound) {
    Waveform mono = sound.mono();
    float[] samples = new Resampler(mono.sampleRate(), sampleRate).resample(mono.channel(0));
    int fewest = Math.max(hop, (size - hop) / 2 + 1);
    if (samples.length < fewest) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The prompt is %.3f s long; expected at least %.3f s. Use 3 to 10 s of speech.",
              sound.seconds(),
              (double) fewest / sampleRate));
    }
    return of(samples);
  }

  /**
   * The spectrogram of a signal at this rate.
   *
   * @param samples at least {@code hop} of them, and more than {@code (size − hop)/2}
   * @return natural logarithms {@code [bands, frames]}, row-major
   */
  public float[] of(float[] samples) {
    int pad = (size - hop) / 2;
    int frames = frames(samples.length);
    if (samples.length <= pad || frames < 1) {
      throw new IllegalArgumentException(
          "expected more than " + Math.max(pad, hop - 1) + " samples, got " + samples.length);
    }
    float[] out = new float[bands * frames];
    double[] windowed = new double[size];
    double[] magnitudes = new double[size / 2 + 1];
    for (int frame = 0; frame < frames; frame++) {
      for (int i = 0; i < size; i++) {
        int at = Math.abs(frame * hop + i - pad);
        at = at < samples.length ? at : 2 * (samples.length - 1) - at;
        windowed[i] = samples[at] * window[i];
      }
      double[] power = fourier.power(windowed);
      for (int k = 0; k < magnitudes.length; k++) {
        magnitudes[k] = Math.sqrt(power[k] + UNDER_ROOT);
      }
      for (int band = 0; band < bands; band++) {
        double sum = 0;
        for (int k = 0; k < magnitudes.length; k++) {
          sum += filters[band][k] * magnitudes[k];
        }
        out[band * frames + frame] = (float) Math.log(Math.max(sum, FLOOR));
      }
    }
    return out;
  }

  /** Logarithms as the networks of S2 have them: −12 … 2 becomes −1 … 1; a new array. */
  public static float[] scaled(float[] logarithms) {
    float[] scaled = new float[logarithms.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (logarithms[i] - LOWEST) / (HIGHEST - LOWEST) * 2 - 1;
    }
    return scaled;
  }

  /** What {@link #scaled} was applied to; a new array. */
  public static float[] unscaled(float[] scaled) {
    float[] logarithms = new float[scaled.length];
    for (int i = 0; i < scaled.length; i++) {
      logarithms[i] = (scaled[i] + 1) / 2 * (HIGHEST - LOWEST) + LOWEST;
    }
    return logarithms;
  }
}
