package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Numbers in 16 bits, as they lie in a cache. */
final class Halves {

  /** As {@link HalfPanels} widens, but for the scale. */
  private static final int SHIFT = 3;

  private static final int MASK = 0x8fff_e000;
  private static final float FACTOR = 0x1p112f;

  private static final VectorSpecies<Short> S =
      VectorSpecies.of(short.class, VectorShape.forBitSize(V * Short.SIZE));

  private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());

  private Halves() {}

  /**
   * {@code to[at + i] = from[start + i]} for {@code i < n}. Rows of a head are short, and a loop of
   * {@link Float#float16ToFloat} spends most of its time on its ends.
   */
  static void widen(short[] from, int start, float[] to, int at, int n) {
    int i = 0;
    for (; i <= n - V; i += V) {
      ((IntVector)
              ShortVector.fromArray(S, from, start + i).convertShape(VectorOperators.S2I, I, 0))
          .lanewise(VectorOperators.LSHL, Short.SIZE)
          .lanewise(VectorOperators.ASHR, SHIFT)
          .and(MASK)
          .reinterpretAsFloats()
          .mul(FACTOR)
          .intoArray(to, at + i);
    }
    for (; i < n; i++) {
      to[at + i] = Float.float16ToFloat(from[start + i]);
    }
  }

  static float[] widened(short[] halves) {
    float[] wide = new float[halves.length];
    widen(halves, 0, wide, 0, wide.length);
    return wide;
  }

  /** {@code to[at + i] = from[start + i]}, rounded. */
  static void narrow(float[] from, int start, short[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = Float.floatToFloat16(from[start + i]);
    }
  }
}
