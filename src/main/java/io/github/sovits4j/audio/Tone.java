package io.github.sovits4j.audio;

/** A stand-in for a recording of a voice, where none is at hand. */
public final class Tone {

  private static final int RATE = 32000;
  private static final double SECONDS = 4;

  private Tone() {}

  /** A falling tone of 4 s with harmonics and a slow swell. */
  public static Waveform falling() {
    int n = (int) (RATE * SECONDS);
    float[] samples = new float[n];
    double phase = 0;
    for (int i = 0; i < n; i++) {
      double t = (double) i / n;
      phase += 2 * Math.PI * (220 - 80 * t) / RATE;
      double wave = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(5 * phase);
      samples[i] = (float) (0.3 * wave * Math.sin(Math.PI * t));
    }
    return new Waveform(RATE, samples);
  }
}
