package io.github.sovits4j.backend.simd;

import io.github.sovits4j.UserException;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this machine. Kernels call the Vector API's own methods in their loops, with no
 * helper between: those are inlined at any size, ours only up to a limit, and what is not inlined
 * allocates vectors.
 */
final class Lanes {

  /** Chooses the bits of a vector; the machine's own where nothing is said. For tests. */
  static final String BITS_PROPERTY = "sovits4j.simd.bits";

  private static final int LARGEST_BITS = 512;

  /** What all kernels compute with. */
  static final VectorSpecies<Float> F = species(System.getProperty(BITS_PROPERTY));

  /** Floats in a vector. */
  static final int V = F.length();

  /** Outputs that lie together in a packed weight: two vectors. */
  static final int PANEL = 2 * V;

  private static final VectorShuffle<Float> BY_1 = turnedBy(1);
  private static final VectorShuffle<Float> BY_2 = turnedBy(2);
  private static final VectorShuffle<Float> BY_4 = turnedBy(4);
  private static final VectorShuffle<Float> BY_8 = turnedBy(8);

  private Lanes() {}

  private static VectorShuffle<Float> turnedBy(int lanes) {
    return VectorShuffle.iota(F, lanes % V, 1, true);
  }

  private static VectorSpecies<Float> species(String bits) {
    if (bits == null) {
      VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
      return preferred.vectorBitSize() > LARGEST_BITS ? FloatVector.SPECIES_512 : preferred;
    }
    return switch (bits) {
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default ->
          throw new UserException(
              BITS_PROPERTY + ": expected 128, 256 or 512, got '" + bits + "'.");
    };
  }

  /** How many panels hold {@code n} outputs. */
  static int panels(int n) {
    return Math.ceilDiv(n, PANEL);
  }

  /**
   * The sum of the lanes, by halves: always in the same order, which {@code reduceLanes} leaves
   * open and which interpreted and compiled code do differently.
   */
  static float sum(FloatVector v) {
    FloatVector sums = v;
    if (V > 8) {
      sums = sums.add(sums.rearrange(BY_8));
    }
    if (V > 4) {
      sums = sums.add(sums.rearrange(BY_4));
    }
    sums = sums.add(sums.rearrange(BY_2));
    return sums.add(sums.rearrange(BY_1)).lane(0);
  }
}
