package io.github.sovits4j.backend.simd;

import java.util.Arrays;

/**
 * The rows of a time-major x with zeros beyond its ends.
 *
 * @param x {@code [time, pitch]}
 * @param pitch channels of x
 * @param in how many of them are read, from the first on
 * @param slope of the leaky ReLU on what is copied; 1 leaves it as it is
 */
@SuppressWarnings("ArrayRecordComponent") // bound once, compared by nobody
record PaddedRows(float[] x, int pitch, int in, float slope) {

  /**
   * Copies rows {@code t, t + step, …}.
   *
   * @param time rows of x in force
   * @param rows how many to copy
   */
  void copy(int time, int t, int step, int rows, float[] to, int at) {
    int before = Math.clamp(Math.ceilDiv(-t, step), 0, rows);
    int inside = Math.clamp(Math.ceilDiv(time - t, step), before, rows) - before;
    Arrays.fill(to, at, at + before * in, 0);
    int start = at + before * in;
    if (inside > 0 && step == 1 && pitch == in) {
      Functions.leaky(x, (t + before) * in, to, start, inside * in, slope);
    } else {
      for (int r = 0; r < inside; r++) {
        int source = (t + (before + r) * step) * pitch;
        Functions.leaky(x, source, to, start + r * in, in, slope);
      }
    }
    Arrays.fill(to, start + inside * in, at + rows * in, 0);
  }
}
