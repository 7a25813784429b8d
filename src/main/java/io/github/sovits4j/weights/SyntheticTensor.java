package io.github.sovits4j.weights;

import java.nio.charset.StandardCharsets;

/**
 * The values of one synthetic tensor, each computed from its index alone, so that any part can be
 * had without the rest.
 *
 * <p>The generator is SplitMix64 with the state {@code seed XOR fnv1a64(name)}; its upper 24 bits
 * make a number in [0, 1).
 */
final class SyntheticTensor {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long MIX_1 = 0xBF58476D1CE4E5B9L;
  private static final long MIX_2 = 0x94D049BB133111EBL;

  private final long state;
  private final double center;
  private final double scale;

  SyntheticTensor(String name, long seed, SyntheticRules.Spread spread) {
    this.state = seed ^ fnv1a64(name);
    this.center = spread.center();
    this.scale = spread.scale();
  }

  /** Computes {@code count} values, beginning with the element at index {@code first}. */
  void fill(long first, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = (float) (center + scale * (2 * uniform(first + i) - 1));
    }
  }

  /** The uniform number of an index, in [0, 1), a multiple of 2^-24. */
  double uniform(long index) {
    long z = state + (index + 1) * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * MIX_1;
    z = (z ^ (z >>> 27)) * MIX_2;
    z ^= z >>> 31;
    return (z >>> 40) * 0x1p-24;
  }

  /** The 64-bit FNV-1a hash of the UTF-8 bytes. */
  static long fnv1a64(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
