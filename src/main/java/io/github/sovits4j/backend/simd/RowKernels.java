package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * One row times a matrix: every weight is used once, so the speed is that of memory. Up to {@link
 * #STREAMS} panels are read side by side, for a core that reads several far-apart streams gets more
 * out of memory than one that reads a single stream.
 *
 * <pre>
 *   sums[o] = Σ_k x[k] · w[o, k]
 * </pre>
 *
 * <p>Every kernel of products over rows adds in the same order, so that a row comes out the same to
 * the bit however many there are and whatever kernel they are given to: within blocks of {@link
 * Product#DEPTH} steps of k one after another, then block after block. What block sums are added to
 * begins as −0, for −0 + s is s, whatever its sign; +0 + −0 would be +0.
 */
final class RowKernels {

  /** Panels read side by side. */
  static final int STREAMS = 4;

  /**
   * Bytes of as many lanes as a float vector has; at least the 64 bits that Java has vectors of.
   */
  private static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(Long.SIZE, V * Byte.SIZE)));

  private RowKernels() {}

  /** Panels {@code panel … panel + count − 1}, weights in 32 bits. */
  static void full(
      float[] x, int at, int in, float[] w, int panel, int count, float[] sums, int to) {
    Arrays.fill(sums, to, to + count * PANEL, -0f);
    int size = in * PANEL;
    for (int p = 0; p < count; p += STREAMS) {
      int n = Math.min(STREAMS, count - p);
      for (int k = 0; k < in; k += Product.DEPTH) {
        int steps = Math.min(Product.DEPTH, in - k);
        int from = (panel + p) * size + k * PANEL;
        if (n == STREAMS) {
          fourStreams(x, at + k, steps, w, from, size, sums, to + p * PANEL);
        } else {
          for (int i = 0; i < n; i++) {
            oneStream(x, at + k, steps, w, from + i * size, sums, to + (p + i) * PANEL);
          }
        }
      }
    }
  }

  /** Adds the products of four panels that lie {@code size} apart. */
  private static void fourStreams(
      float[] x, int at, int steps, float[] w, int from, int size, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector c0 = FloatVector.zero(F);
    FloatVector c1 = FloatVector.zero(F);
    FloatVector d0 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    int b = from + size;
    int c = b + size;
    int d = c + size;
    for (int k = 0; k < steps; k++) {
      FloatVector v = FloatVector.broadcast(F, x[at + k]);
      int i = k * PANEL;
      a0 = v.fma(FloatVector.fromArray(F, w, from + i), a0);
      a1 = v.fma(FloatVector.fromArray(F, w, from + i + V), a1);
      b0 = v.fma(FloatVector.fromArray(F, w, b + i), b0);
      b1 = v.fma(FloatVector.fromArray(F, w, b + i + V), b1);
      c0 = v.fma(FloatVector.fromArray(F, w, c + i), c0);
      c1 = v.fma(FloatVector.fromArray(F, w, c + i + V), c1);
      d0 = v.fma(FloatVector.fromArray(F, w, d + i), d0);
      d1 = v.fma(FloatVector.fromArray(F, w, d + i + V), d1);
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

  /** Adds the products of one panel. */
  static void oneStream(float[] x, int at, int steps, float[] w, int from, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      FloatVector v = FloatVector.broadcast(F, x[at + k]);
      a0 = v.fma(FloatVector.fromArray(F, w, from + k * PANEL), a0);
      a1 = v.fma(FloatVector.fromArray(F, w, from + k * PANEL + V), a1);
    }
    a0.add(FloatVector.fromArray(F, sums, to)).intoArray(sums, to);
    a1.add(FloatVector.fromArray(F, sums, to + V)).intoArray(sums, to + V);
  }

  /** The same with weights in 8 bits, without the factors of the outputs. */
  static void integers(
      float[] x, int at, int in, byte[] w, int panel, int count, float[] sums, int to) {
    Arrays.fill(sums, to, to + count * PANEL, -0f);
    int size = in * PANEL;
    for (int p = 0; p < count; p += STREAMS) {
      int n = Math.min(STREAMS, count - p);
      for (int k = 0; k < in; k += Product.DEPTH) {
        int steps = Math.min(Product.DEPTH, in - k);
        int from = (panel + p) * size + k * PANEL;
        if (n == STREAMS) {
          fourStreams(x, at + k, steps, w, from, size, sums, to + p * PANEL);
        } else {
          for (int i = 0; i < n; i++) {
            oneStream(x, at + k, steps, w, from + i * size, sums, to + (p + i) * PANEL);
          }
        }
      }
    }
  }

  private static void fourStreams(
      float[] x, int at, int steps, byte[] w, int from, int size, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    FloatVector b0 = FloatVector.zero(F);
    FloatVector b1 = FloatVector.zero(F);
    FloatVector c0 = FloatVector.zero(F);
    FloatVector c1 = FloatVector.zero(F);
    FloatVector d0 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    int b = from + size;
    int c = b + size;
    int d = c + size;
    for (int k = 0; k < steps; k++) {
      FloatVector v = FloatVector.broadcast(F, x[at + k]);
      int i = k * PANEL;
      a0 = v.fma(low(w, from + i), a0);
      a1 = v.fma(high(w, from + i), a1);
      b0 = v.fma(low(w, b + i), b0);
      b1 = v.fma(high(w, b + i), b1);
      c0 = v.fma(low(w, c + i), c0);
      c1 = v.fma(high(w, c + i), c1);
      d0 = v.fma(low(w, d + i), d0);
      d1 = v.fma(high(w, d + i), d1);
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

  private static void oneStream(
      float[] x, int at, int steps, byte[] w, int from, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = FloatVector.zero(F);
    for (int k = 0; k < steps; k++) {
      FloatVector v = FloatVector.broadcast(F, x[at + k]);
      a0 = v.fma(low(w, from + k * PANEL), a0);
      a1 = v.fma(high(w, from + k * PANEL), a1);
    }
    a0.add(FloatVector.fromArray(F, sums, to)).intoArray(sums, to);
    a1.add(FloatVector.fromArray(F, sums, to + V)).intoArray(sums, to + V);
  }

  /** The first vector of a panel. */
  private static FloatVector low(byte[] w, int at) {
    return (FloatVector) ByteVector.fromArray(B, w, at).convertShape(VectorOperators.B2F, F, 0);
  }

  /** The second vector of a panel; where a vector has 4 lanes, both come from the same 8 bytes. */
  private static FloatVector high(byte[] w, int at) {
    return B.length() == V
        ? (FloatVector) ByteVector.fromArray(B, w, at + V).convertShape(VectorOperators.B2F, F, 0)
        : (FloatVector) ByteVector.fromArray(B, w, at).convertShape(VectorOperators.B2F, F, 1);
  }

  /** Some steps of one panel, without the factors. */
  static void widen(byte[] w, int from, int steps, float[] wide, int to) {
    for (int k = 0; k < steps; k++) {
      low(w, from + k * PANEL).intoArray(wide, to + k * PANEL);
      high(w, from + k * PANEL).intoArray(wide, to + k * PANEL + V);
    }
  }
}
