package io.github.sovits4j.audio;

/** Extends a signal at both ends by its own mirror image. */
public final class ReflectPadding {

  private ReflectPadding() {}

  /**
   * Pads {@code n} samples on each side; the edge sample is the mirror and not repeated: {@code
   * pad([a b c d], 2)} is {@code [c b a b c d c b]}.
   *
   * @param x {@code [N]}, with N > n
   * @param n samples to add on each side, ≥ 0
   * @return {@code [n + N + n]}, a new array
   */
  public static float[] pad(float[] x, int n) {
    if (n < 0 || x.length <= n) {
      throw new IllegalArgumentException(
          "reflecting %d samples needs more than %d, got %d".formatted(n, n, x.length));
    }
    float[] padded = new float[x.length + 2 * n];
    System.arraycopy(x, 0, padded, n, x.length);
    for (int i = 1; i <= n; i++) {
      padded[n - i] = x[i];
      padded[n + x.length - 1 + i] = x[x.length - 1 - i];
    }
    return padded;
  }
}
