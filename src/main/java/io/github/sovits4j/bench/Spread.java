package io.github.sovits4j.bench;

import java.util.Arrays;

/**
 * What repeated measurements of one thing gave.
 *
 * @param median the middle one; the mean of two when their number is even
 * @param min the smallest
 * @param max the largest
 * @param runs how many there were
 */
public record Spread(double median, double min, double max, int runs) {

  /**
   * Sums values up.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("expected at least one measurement, got none");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }
}
