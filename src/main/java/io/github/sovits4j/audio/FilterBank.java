package io.github.sovits4j.audio;

/**
 * The logarithmic mel filter bank of Kaldi that the speaker network was trained with: frames of 25
 * ms every 10 ms at 16 kHz, without their mean, pre-emphasised, under a Povey window; the power
 * spectrum of 512 points summed under 80 triangles that are equally wide in mel from 20 Hz to 8
 * kHz.
 *
 * <p>In 64 bits and on the host: it is a few milliseconds a recording, and quiet bands beside loud
 * ones keep their digits.
 */
public final class FilterBank {

  /** Samples per second of what goes in. */
  public static final int SAMPLE_RATE = 16000;

  /** Bands of a frame. */
  public static final int BANDS = 80;

  /** Samples of a frame. */
  public static final int FRAME = 400;

  /** Samples from frame to frame. */
  public static final int SHIFT = 160;

  private static final int SIZE = 512; // of the Fourier transform
  private static final int BINS = SIZE / 2; // the last is not looked at
  private static final double LOWEST = 20;
  private static final double HIGHEST = SAMPLE_RATE / 2.0;
  private static final double PRE_EMPHASIS = 0.97;
  private static final double POVEY = 0.85;
  private static final double FLOOR = 1.1920928955078125e-7; // 2^-23

  private static final FourierTransform FOURIER = new FourierTransform(SIZE);
  private static final double[] WINDOW = window();
  private static final double[][] FILTERS = filters();

  private FilterBank() {}

  /** Whole frames of a signal. */
  public static int frames(int samples) {
    return samples < FRAME ? 0 : 1 + (samples - FRAME) / SHIFT;
  }

  /**
   * Computes the bank.
   *
   * @param samples in −1 … 1 at {@link #SAMPLE_RATE}
   * @return natural logarithms {@code [frames, BANDS]}, row-major
   */
  public static float[] of(float[] samples) {
    int frames = frames(samples.length);
    float[] bank = new float[frames * BANDS];
    double[] frameSamples = new double[SIZE];
    for (int frame = 0; frame < frames; frame++) {
      windowed(samples, frame * SHIFT, frameSamples);
      double[] power = FOURIER.power(frameSamples);
      for (int band = 0; band < BANDS; band++) {
        double energy = 0;
        for (int k = 0; k < BINS; k++) {
          energy += FILTERS[band][k] * power[k];
        }
        bank[frame * BANDS + band] = (float) Math.log(Math.max(energy, FLOOR));
      }
    }
    return bank;
  }

  private static void windowed(float[] samples, int from, double[] out) {
    double mean = 0;
    for (int i = 0; i < FRAME; i++) {
      mean += samples[from + i];
    }
    mean /= FRAME;
    for (int i = 0; i < FRAME; i++) {
      double before = samples[from + Math.max(0, i - 1)] - mean;
      out[i] = (samples[from + i] - mean - PRE_EMPHASIS * before) * WINDOW[i];
    }
  }

  private static double[] window() {
    double[] window = new double[FRAME];
    for (int i = 0; i < FRAME; i++) {
      window[i] = Math.pow(0.5 - 0.5 * Math.cos(2 * Math.PI * i / (FRAME - 1)), POVEY);
    }
    return window;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log(1 + hertz / 700);
  }

  private static double[][] filters() {
    double low = mel(LOWEST);
    double step = (mel(HIGHEST) - low) / (BANDS + 1);
    double[][] filters = new double[BANDS][BINS];
    for (int band = 0; band < BANDS; band++) {
      double left = low + band * step;
      for (int k = 0; k < BINS; k++) {
        double place = (mel((double) k * SAMPLE_RATE / SIZE) - left) / step; // 0 … 1 … 2
        filters[band][k] = Math.max(0, Math.min(place, 2 - place));
      }
    }
    return filters;
  }
}
