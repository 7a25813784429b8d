package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.V;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The transforms of {@link Winograd}, for all channels of a tile at once. Points come in pairs ±a:
 * the rows of such a pair are an even part plus and minus an odd one. Only the Vector API's own
 * methods are called in the loops, as in {@link Product}.
 */
final class WinogradKernels {

  private static final float ROOT_HALF = (float) Math.sqrt(0.5);
  private static final float ROOT_TWO = (float) Math.sqrt(2);

  private WinogradKernels() {}

  /**
   * {@code v[product][c] = Bᵀ leaky(x)} of one tile.
   *
   * @param from where the tile's first row begins in x
   * @param step from row to row
   * @param to where the first product begins in v
   * @param size from product to product
   * @param channels whole vectors
   */
  static void input(
      Winograd way,
      float[] x,
      int from,
      int step,
      float slope,
      float[] v,
      int to,
      int size,
      int channels) {
    switch (way) {
      case F4_3 -> input43(x, from, step, slope, v, to, size, channels);
      case F4_4 -> input44(x, from, step, slope, v, to, size, channels);
    }
  }

  /** {@code y[output][c] = Aᵀ m} of one tile; outputs lie {@code step} apart. */
  static void output(
      Winograd way, float[] m, int from, int size, float[] y, int to, int step, int channels) {
    switch (way) {
      case F4_3 -> output43(m, from, size, y, to, step, channels);
      case F4_4 -> output44(m, from, size, y, to, step, channels);
    }
  }

  private static void input43(
      float[] x, int from, int step, float slope, float[] v, int to, int size, int channels) {
    FloatVector slopes = FloatVector.broadcast(F, slope);
    for (int c = 0; c < channels; c += V) {
      FloatVector d0 = FloatVector.fromArray(F, x, from + c);
      d0 = d0.blend(d0.mul(slopes), d0.compare(VectorOperators.LT, 0f));
      FloatVector d1 = FloatVector.fromArray(F, x, from + step + c);
      d1 = d1.blend(d1.mul(slopes), d1.compare(VectorOperators.LT, 0f));
      FloatVector d2 = FloatVector.fromArray(F, x, from + 2 * step + c);
      d2 = d2.blend(d2.mul(slopes), d2.compare(VectorOperators.LT, 0f));
      FloatVector d3 = FloatVector.fromArray(F, x, from + 3 * step + c);
      d3 = d3.blend(d3.mul(slopes), d3.compare(VectorOperators.LT, 0f));
      FloatVector d4 = FloatVector.fromArray(F, x, from + 4 * step + c);
      d4 = d4.blend(d4.mul(slopes), d4.compare(VectorOperators.LT, 0f));
      FloatVector d5 = FloatVector.fromArray(F, x, from + 5 * step + c);
      d5 = d5.blend(d5.mul(slopes), d5.compare(VectorOperators.LT, 0f));
      d2.fma(FloatVector.broadcast(F, -2.5f), d0.add(d4)).intoArray(v, to + c);
      FloatVector even = d2.fma(FloatVector.broadcast(F, -2f), d4);
      FloatVector odd = d1.fma(FloatVector.broadcast(F, -2f), d3).mul(ROOT_HALF);
      even.add(odd).intoArray(v, to + size + c);
      even.sub(odd).intoArray(v, to + 2 * size + c);
      even = d2.fma(FloatVector.broadcast(F, -0.5f), d4);
      odd = d1.fma(FloatVector.broadcast(F, -0.5f), d3).mul(ROOT_TWO);
      even.add(odd).intoArray(v, to + 3 * size + c);
      even.sub(odd).intoArray(v, to + 4 * size + c);
      d3.fma(FloatVector.broadcast(F, -2.5f), d1.add(d5)).intoArray(v, to + 5 * size + c);
    }
  }

  private static void input44(
      float[] x, int from, int step, float slope, float[] v, int to, int size, int channels) {
    FloatVector slopes = FloatVector.broadcast(F, slope);
    for (int c = 0; c < channels; c += V) {
      FloatVector d0 = FloatVector.fromArray(F, x, from + c);
      d0 = d0.blend(d0.mul(slopes), d0.compare(VectorOperators.LT, 0f));
      FloatVector d1 = FloatVector.fromArray(F, x, from + step + c);
      d1 = d1.blend(d1.mul(slopes), d1.compare(VectorOperators.LT, 0f));
      FloatVector d2 = FloatVector.fromArray(F, x, from + 2 * step + c);
      d2 = d2.blend(d2.mul(slopes), d2.compare(VectorOperators.LT, 0f));
      FloatVector d3 = FloatVector.fromArray(F, x, from + 3 * step + c);
      d3 = d3.blend(d3.mul(slopes), d3.compare(VectorOperators.LT, 0f));
      FloatVector d4 = FloatVector.fromArray(F, x, from + 4 * step + c);
      d4 = d4.blend(d4.mul(slopes), d4.compare(VectorOperators.LT, 0f));
      FloatVector d5 = FloatVector.fromArray(F, x, from + 5 * step + c);
      d5 = d5.blend(d5.mul(slopes), d5.compare(VectorOperators.LT, 0f));
      FloatVector d6 = FloatVector.fromArray(F, x, from + 6 * step + c);
      d6 = d6.blend(d6.mul(slopes), d6.compare(VectorOperators.LT, 0f));
      d0.fma(
              FloatVector.broadcast(F, -2f),
              d1.fma(
                  FloatVector.broadcast(F, 4f),
                  d2.fma(
                      FloatVector.broadcast(F, 2.5f),
                      d3.fma(
                          FloatVector.broadcast(F, -5f),
                          d4.fma(FloatVector.broadcast(F, -0.5f), d5)))))
          .intoArray(v, to + c);
      FloatVector even =
          d2.fma(
              FloatVector.broadcast(F, 2f),
              d3.fma(FloatVector.broadcast(F, -4f), d4.fma(FloatVector.broadcast(F, -0.5f), d5)));
      FloatVector odd =
          d1.fma(
              FloatVector.broadcast(F, 2f),
              d2.fma(FloatVector.broadcast(F, -4f), d3.fma(FloatVector.broadcast(F, -0.5f), d4)));
      even.add(odd).intoArray(v, to + size + c);
      even.sub(odd).intoArray(v, to + 2 * size + c);
      even =
          d2.fma(
              FloatVector.broadcast(F, 0.5f), d4.fma(FloatVector.broadcast(F, -0.5f), d5.sub(d3)));
      odd =
          d1.fma(
                  FloatVector.broadcast(F, 0.5f),
                  d3.fma(FloatVector.broadcast(F, -0.5f), d4.sub(d2)))
              .mul(2f);
      even.add(odd).intoArray(v, to + 3 * size + c);
      even.sub(odd).intoArray(v, to + 4 * size + c);
      d1.fma(FloatVector.broadcast(F, 4f), d3.fma(FloatVector.broadcast(F, -5f), d5))
          .intoArray(v, to + 5 * size + c);
      d1.fma(
              FloatVector.broadcast(F, -2f),
              d2.fma(
                  FloatVector.broadcast(F, 4f),
                  d3.fma(
                      FloatVector.broadcast(F, 2.5f),
                      d4.fma(
                          FloatVector.broadcast(F, -5f),
                          d5.fma(FloatVector.broadcast(F, -0.5f), d6)))))
          .intoArray(v, to + 6 * size + c);
    }
  }

  private static void output43(
      float[] m, int from, int size, float[] y, int to, int step, int channels) {
    for (int c = 0; c < channels; c += V) {
      FloatVector m1 = FloatVector.fromArray(F, m, from + size + c);
      FloatVector m2 = FloatVector.fromArray(F, m, from + 2 * size + c);
      FloatVector m3 = FloatVector.fromArray(F, m, from + 3 * size + c);
      FloatVector m4 = FloatVector.fromArray(F, m, from + 4 * size + c);
      FloatVector even1 = m1.add(m2);
      FloatVector odd1 = m1.sub(m2);
      FloatVector even2 = m3.add(m4);
      FloatVector odd2 = m3.sub(m4);
      FloatVector.fromArray(F, m, from + c).add(even1).add(even2).intoArray(y, to + c);
      odd1.mul(ROOT_HALF).add(odd2.mul(ROOT_TWO)).intoArray(y, to + step + c);
      even1.mul(0.5f).add(even2.mul(2f)).intoArray(y, to + 2 * step + c);
      FloatVector.fromArray(F, m, from + 5 * size + c)
          .add(odd1.mul(0.5f * ROOT_HALF))
          .add(odd2.mul(2f * ROOT_TWO))
          .intoArray(y, to + 3 * step + c);
    }
  }

  private static void output44(
      float[] m, int from, int size, float[] y, int to, int step, int channels) {
    for (int c = 0; c < channels; c += V) {
      FloatVector m1 = FloatVector.fromArray(F, m, from + size + c);
      FloatVector m2 = FloatVector.fromArray(F, m, from + 2 * size + c);
      FloatVector m3 = FloatVector.fromArray(F, m, from + 3 * size + c);
      FloatVector m4 = FloatVector.fromArray(F, m, from + 4 * size + c);
      FloatVector even1 = m1.add(m2);
      FloatVector odd1 = m1.sub(m2);
      FloatVector even2 = m3.add(m4);
      FloatVector odd2 = m3.sub(m4);
      FloatVector m5 = FloatVector.fromArray(F, m, from + 5 * size + c);
      FloatVector.fromArray(F, m, from + c).add(even1).add(even2).add(m5).intoArray(y, to + c);
      odd2.fma(FloatVector.broadcast(F, 2f), odd1).add(m5.mul(0.5f)).intoArray(y, to + step + c);
      even2
          .fma(FloatVector.broadcast(F, 4f), even1)
          .add(m5.mul(0.25f))
          .intoArray(y, to + 2 * step + c);
      odd2.fma(FloatVector.broadcast(F, 8f), odd1)
          .add(m5.mul(0.125f))
          .add(FloatVector.fromArray(F, m, from + 6 * size + c))
          .intoArray(y, to + 3 * step + c);
    }
  }
}
