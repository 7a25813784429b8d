package io.github.sovits4j.backend.simd;

/** Turns matrices round. */
final class Transpose {

  /** Both sides of a tile are within a few cache lines. */
  private static final int TILE = 16;

  private Transpose() {}

  /**
   * {@code to[t·pitch + c] = from[c·stride + t]} for {@code c < channels} and {@code t < time}.
   *
   * @param stride from channel to channel in {@code from}
   * @param pitch from time step to time step in {@code to}
   */
  static void toTimeMajor(float[] from, int stride, int channels, int time, float[] to, int pitch) {
    toTimeMajor(from, stride, channels, time, to, 0, pitch);
  }

  /** The same from {@code start} on in {@code to}. */
  static void toTimeMajor(
      float[] from, int stride, int channels, int time, float[] to, int start, int pitch) {
    for (int t0 = 0; t0 < time; t0 += TILE) {
      int t1 = Math.min(time, t0 + TILE);
      for (int c0 = 0; c0 < channels; c0 += TILE) {
        int c1 = Math.min(channels, c0 + TILE);
        for (int t = t0; t < t1; t++) {
          for (int c = c0; c < c1; c++) {
            to[start + t * pitch + c] = from[c * stride + t];
          }
        }
      }
    }
  }

  /** {@code to[c·stride + t] = from[t·pitch + c]} for {@code c < channels} and {@code t < time}. */
  static void toChannelMajor(
      float[] from, int pitch, int channels, int time, float[] to, int stride) {
    for (int t0 = 0; t0 < time; t0 += TILE) {
      int t1 = Math.min(time, t0 + TILE);
      for (int c0 = 0; c0 < channels; c0 += TILE) {
        int c1 = Math.min(channels, c0 + TILE);
        for (int c = c0; c < c1; c++) {
          for (int t = t0; t < t1; t++) {
            to[c * stride + t] = from[t * pitch + c];
          }
        }
      }
    }
  }
}
