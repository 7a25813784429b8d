package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The panels of a matrix in 16 bits, so ordered and scaled that they are widened in registers by a
 * shift, a mask and a multiplication. The Vector API has no conversion from halves, and a loop of
 * {@link Float#float16ToFloat} goes through memory.
 *
 * <p>The halves of a step of k are pairs: output i of the panel's first vector and output i of its
 * second share 32 bits. Shifted to where a float has its exponent and its digits, a half is 2^−112
 * of its value, which a factor makes good, exactly. That would also be so of a half too small to be
 * normal, but slow, for the float would not be normal either: so a matrix is stored times a power
 * of two, up to 2^10, after which none of its numbers is too small, and the factor takes it back.
 * No digit is lost.
 *
 * @param pairs {@code [panel][k][V][2]}
 * @param factor what a shifted half is multiplied by
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
record HalfPanels(short[] pairs, float factor) {

  /**
   * From where a half in the upper 16 bits has its exponent and digits to where a float has them.
   */
  static final int SHIFT = 3;

  /** What is left of a shifted half: copies of its sign and what is of its neighbour goes. */
  static final int MASK = 0x8fff_e000;

  /** How much smaller a shifted half is: the difference of the biases of the exponents. */
  private static final int BIAS = 112;

  /** Times 2^10 the smallest half of all, 2^−24, is normal. */
  private static final int MOST_SCALING = 10;

  static final VectorSpecies<Short> S = VectorSpecies.of(short.class, F.vectorShape());

  /**
   * Rounds panels to 16 bits.
   *
   * @throws IllegalArgumentException when one is beyond what 16 bits hold
   */
  static HalfPanels of(float[] panels) {
    float largest = 0;
    for (float value : panels) {
      largest = Math.max(largest, Math.abs(Float.float16ToFloat(Float.floatToFloat16(value))));
    }
    if (!Float.isFinite(largest)) {
      throw new IllegalArgumentException(
          "a matrix in 16 bits: expected values up to 65504, got more or no number");
    }
    int scaling = Math.clamp(Short.SIZE - 1 - Math.getExponent(largest), 0, MOST_SCALING);
    short[] pairs = new short[panels.length];
    for (int i = 0; i < panels.length; i++) {
      float rounded = Float.float16ToFloat(Float.floatToFloat16(panels[i]));
      pairs[paired(i)] = Float.floatToFloat16(Math.scalb(rounded, scaling));
    }
    return new HalfPanels(pairs, Math.scalb(1f, BIAS - scaling));
  }

  /** Where an element of a panel lies. */
  private static int paired(int i) {
    int step = i - i % PANEL;
    int output = i % PANEL;
    return step + 2 * (output % V) + output / V;
  }

  /** The panels in 32 bits. */
  float[] widened() {
    float[] panels = new float[pairs.length];
    int scaling = BIAS - Math.getExponent(factor);
    for (int i = 0; i < panels.length; i++) {
      panels[i] = Math.scalb(Float.float16ToFloat(pairs[paired(i)]), -scaling);
    }
    return panels;
  }

  /** Some steps of one panel to {@code wide}. */
  void widen(int from, int steps, float[] wide, int to) {
    widen(pairs, factor, from, steps, wide, to);
  }

  private static void widen(short[] w, float factor, int from, int steps, float[] wide, int to) {
    for (int k = 0; k < steps; k++) {
      IntVector pair = ShortVector.fromArray(S, w, from + k * PANEL).reinterpretAsInts();
      pair.lanewise(VectorOperators.LSHL, Short.SIZE)
          .lanewise(VectorOperators.ASHR, SHIFT)
          .and(MASK)
          .reinterpretAsFloats()
          .mul(factor)
          .intoArray(wide, to + k * PANEL);
      pair.lanewise(VectorOperators.ASHR, SHIFT)
          .and(MASK)
          .reinterpretAsFloats()
          .mul(factor)
          .intoArray(wide, to + k * PANEL + V);
    }
  }

  /** As {@link RowKernels#full}. */
  void row(float[] x, int at, int in, int panel, int count, float[] sums, int to) {
    Arrays.fill(sums, to, to + count * PANEL, -0f);
    int size = in * PANEL;
    for (int p = 0; p < count; p += RowKernels.STREAMS) {
      int n = Math.min(RowKernels.STREAMS, count - p);
      for (int k = 0; k < in; k += Product.DEPTH) {
        int steps = Math.min(Product.DEPTH, in - k);
        int from = (panel + p) * size + k * PANEL;
        if (n == RowKernels.STREAMS) {
          fourStreams(x, at + k, steps, pairs, factor, from, size, sums, to + p * PANEL);
        } else {
          for (int i = 0; i < n; i++) {
            oneStream(x, at + k, steps, pairs, factor, from + i * size, sums, to + (p + i) * PANEL);
          }
        }
      }
    }
  }

  private static void oneStream(
      float[] x, int at, int steps, short[] w, float factor, int from, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      FloatVector v = FloatVector.broadcast(F, x[at + k]);
      IntVector a = ShortVector.fromArray(S, w, from + k * PANEL).reinterpretAsInts();
      a0 =
          v.fma(
              a.lanewise(VectorOperators.LSHL, Short.SIZE)
                  .lanewise(VectorOperators.ASHR, SHIFT)
                  .and(MASK)
                  .reinterpretAsFloats()
                  .mul(factor),
              a0);
      a1 =
          v.fma(
              a.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor),
              a1);
    }
    a0.add(FloatVector.fromArray(F, sums, to)).intoArray(sums, to);
    a1.add(FloatVector.fromArray(F, sums, to + V)).intoArray(sums, to + V);
  }

  private static void fourStreams(
      float[] x,
      int at,
      int steps,
      short[] w,
      float factor,
      int from,
      int size,
      float[] sums,
      int to) {
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector c0 = FloatVector.zero(F);
    FloatVector c1 = FloatVector.zero(F);
    FloatVector d0 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    int second = from + size;
    int third = second + size;
    int fourth = third + size;
    for (int k = 0; k < steps; k++) {
      FloatVector v = FloatVector.broadcast(F, x[at + k]);
      IntVector a = ShortVector.fromArray(S, w, from + k * PANEL).reinterpretAsInts();
      IntVector b = ShortVector.fromArray(S, w, second + k * PANEL).reinterpretAsInts();
      IntVector c = ShortVector.fromArray(S, w, third + k * PANEL).reinterpretAsInts();
      IntVector d = ShortVector.fromArray(S, w, fourth + k * PANEL).reinterpretAsInts();
      a0 =
          v.fma(
              a.lanewise(VectorOperators.LSHL, Short.SIZE)
                  .lanewise(VectorOperators.ASHR, SHIFT)
                  .and(MASK)
                  .reinterpretAsFloats()
                  .mul(factor),
              a0);
      a1 =
          v.fma(
              a.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor),
              a1);
      b0 =
          v.fma(
              b.lanewise(VectorOperators.LSHL, Short.SIZE)
                  .lanewise(VectorOperators.ASHR, SHIFT)
                  .and(MASK)
                  .reinterpretAsFloats()
                  .mul(factor),
              b0);
      b1 =
          v.fma(
              b.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor),
              b1);
      c0 =
          v.fma(
              c.lanewise(VectorOperators.LSHL, Short.SIZE)
                  .lanewise(VectorOperators.ASHR, SHIFT)
                  .and(MASK)
                  .reinterpretAsFloats()
                  .mul(factor),
              c0);
      c1 =
          v.fma(
              c.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor),
              c1);
      d0 =
          v.fma(
              d.lanewise(VectorOperators.LSHL, Short.SIZE)
                  .lanewise(VectorOperators.ASHR, SHIFT)
                  .and(MASK)
                  .reinterpretAsFloats()
                  .mul(factor),
              d0);
      d1 =
          v.fma(
              d.lanewise(VectorOperators.ASHR, SHIFT).and(MASK).reinterpretAsFloats().mul(factor),
              d1);
    }
    a0.add(FloatVector.fromArray(F, sums, to)).intoArray(sums, to);
    a1.add(FloatVector.fromArray(F, sums, to + V)).intoArray(sums, to + V);
    b0.add(FloatVector.fromArray(F, sums, to + PANEL)).intoArray(sums, to + PANEL);
    b1.add(FloatVector.fromArray(F, sums, to + PANEL + V)).intoArray(sums, to + PANEL + V);
    c0.add(FloatVector.fromArray(F, sums, to + 2 * PANEL)).intoArray(sums, to + 2 * PANEL);
    c1.add(FloatVector.fromArray(F, sums, to + 2 * PANEL + V)).intoArray(sums, to + 2 * PANEL + V);
    d0.add(FloatVector.fromArray(F, sums, to + 3 * PANEL)).intoArray(sums, to + 3 * PANEL);
    d1.add(FloatVector.fromArray(F, sums, to + 3 * PANEL + V)).intoArray(sums, to + 3 * PANEL + V);
  }
}
