package io.github.sovits4j.ops;

/**
 * The project's random numbers: Philox 4x32 with ten rounds (Salmon, Moraes, Dror, Shaw: "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011). A pure function of seed and counter, so every
 * backend draws the same numbers in any order.
 */
public final class RandomStream {

  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private RandomStream() {}

  /**
   * Four words of the generator.
   *
   * @param out receives four words
   * @param seedLow low word of the key
   * @param seedHigh high word of the key
   */
  public static void philox(int[] out, int seedLow, int seedHigh, int c0, int c1, int c2, int c3) {
    int k0 = seedLow;
    int k1 = seedHigh;
    for (int round = 0; round < 10; round++) {
      long p0 = Integer.toUnsignedLong(M0) * Integer.toUnsignedLong(c0);
      long p1 = Integer.toUnsignedLong(M1) * Integer.toUnsignedLong(c2);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** A word as a number in (0, 1): its upper 23 bits, centred in their interval. Exact in f32. */
  public static float uniform(int word) {
    return ((word >>> 9) + 0.5f) * 0x1p-23f;
  }

  /**
   * The exponential draw of one vocabulary entry: {@code -ln(u)} of word {@code entry mod 4} at
   * counter {@code (entry / 4, step, stream, 0)}.
   */
  public static float exponential(int seedLow, int seedHigh, int stream, int step, int entry) {
    int[] words = new int[4];
    philox(words, seedLow, seedHigh, entry >>> 2, step, stream, 0);
    return (float) -Math.log(uniform(words[entry & 3]));
  }

  /**
   * Standard normal noise (Box-Muller on the pairs of words of counters {@code (i / 4, 0, stream,
   * 1)}).
   *
   * @param seed key of the generator
   * @param stream which of the seed's streams
   * @param n how many numbers
   */
  public static float[] normal(long seed, int stream, int n) {
    return normal(seed, stream, 0, n);
  }

  /**
   * Part of the same noise.
   *
   * @param first index of the first number
   * @param n how many numbers
   */
  public static float[] normal(long seed, int stream, int first, int n) {
    float[] noise = new float[n];
    int[] words = new int[4];
    for (int i = first & ~3; i < first + n; i += 4) {
      philox(words, (int) seed, (int) (seed >>> 32), i >>> 2, 0, stream, 1);
      for (int j = Math.max(0, first - i); j < 4 && i + j < first + n; j++) {
        int pair = j & 2;
        double radius = Math.sqrt(-2 * Math.log(uniform(words[pair])));
        double angle = 2 * Math.PI * uniform(words[pair + 1]);
        noise[i + j - first] =
            (float) (radius * ((j & 1) == 0 ? Math.cos(angle) : Math.sin(angle)));
      }
    }
    return noise;
  }
}
