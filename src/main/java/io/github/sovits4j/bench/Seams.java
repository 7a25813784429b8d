package io.github.sovits4j.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Whether a wave clicks where its parts meet: how sharp it is there, and how sharp it is anywhere
 * else. Sharpness is the largest step from a sample to the next within 5 ms of a place, over the
 * level (root of the mean square) within 50 ms of it; a click is a large step however quiet the
 * speech is round it.
 *
 * @param count of seams
 * @param sharpest at any seam; 0 where there is none
 * @param usual what one in a hundred other places exceeds
 * @param most at any other place
 */
public record Seams(int count, double sharpest, double usual, double most) {

  private static final double NEAR = 0.005; // s
  private static final double AROUND = 0.05; // s
  private static final double QUIETEST = 1e-4; // −80 dB; what is quieter is nothing

  /**
   * Looks at a wave.
   *
   * @param places the samples with which parts begin, but for the first
   */
  public static Seams of(float[] wave, int sampleRate, List<Integer> places) {
    int near = (int) (NEAR * sampleRate);
    int around = (int) (AROUND * sampleRate);
    double atSeams = 0;
    for (int place : places) {
      atSeams = Math.max(atSeams, sharpness(wave, place, near, around));
    }
    List<Double> elsewhere = new ArrayList<>();
    for (int at = near; at < wave.length; at += 2 * near) {
      int here = at;
      if (places.stream().noneMatch(place -> Math.abs(place - here) <= 2 * near)) {
        elsewhere.add(sharpness(wave, at, near, around));
      }
    }
    Collections.sort(elsewhere);
    int others = elsewhere.size();
    return new Seams(
        places.size(),
        atSeams,
        others == 0 ? 0 : elsewhere.get(others * 99 / 100),
        others == 0 ? 0 : elsewhere.getLast());
  }

  private static double sharpness(float[] wave, int place, int near, int around) {
    double step = 0;
    for (int i = Math.max(1, place - near); i < Math.min(wave.length, place + near); i++) {
      step = Math.max(step, Math.abs(wave[i] - wave[i - 1]));
    }
    double squares = 0;
    int from = Math.max(0, place - around);
    int to = Math.min(wave.length, place + around);
    for (int i = from; i < to; i++) {
      squares += (double) wave[i] * wave[i];
    }
    return step / Math.max(QUIETEST, Math.sqrt(squares / (to - from)));
  }

  /** Whether a seam is sharper than all other places. */
  public boolean click() {
    return sharpest > most;
  }
}
