package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import jdk.incubator.vector.FloatVector;

/**
 * The tile of {@link Product} for a panel that is no more than half full: its second vector is
 * neither read nor multiplied, nor are its sums written. Two steps are written out, as in {@link
 * TallTile}, and for machines with as many registers.
 */
final class NarrowTile {

  /** Rows of a tile. */
  static final int ROWS = 12;

  private NarrowTile() {}

  /** As a tile of {@link Product}: added to the sums, or put there. */
  static void multiply(
      float[] a,
      int at,
      int stride,
      int steps,
      float[] w,
      int weights,
      boolean add,
      float[] s,
      int to,
      int width) {
    int r0 = at;
    int r1 = at + stride;
    int r2 = at + 2 * stride;
    int r3 = at + 3 * stride;
    int r4 = at + 4 * stride;
    int r5 = at + 5 * stride;
    int r6 = at + 6 * stride;
    int r7 = at + 7 * stride;
    int r8 = at + 8 * stride;
    int r9 = at + 9 * stride;
    int r10 = at + 10 * stride;
    int r11 = at + 11 * stride;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = FloatVector.zero(F);
    FloatVector s2 = FloatVector.zero(F);
    FloatVector s3 = FloatVector.zero(F);
    FloatVector s4 = FloatVector.zero(F);
    FloatVector s5 = FloatVector.zero(F);
    FloatVector s6 = FloatVector.zero(F);
    FloatVector s7 = FloatVector.zero(F);
    FloatVector s8 = FloatVector.zero(F);
    FloatVector s9 = FloatVector.zero(F);
    FloatVector s10 = FloatVector.zero(F);
    FloatVector s11 = FloatVector.zero(F);
    int k = 0;
    for (; k < steps - 1; k += 2) {
      FloatVector v = FloatVector.fromArray(F, w, weights + k * PANEL);
      s0 = FloatVector.broadcast(F, a[r0 + k]).fma(v, s0);
      s1 = FloatVector.broadcast(F, a[r1 + k]).fma(v, s1);
      s2 = FloatVector.broadcast(F, a[r2 + k]).fma(v, s2);
      s3 = FloatVector.broadcast(F, a[r3 + k]).fma(v, s3);
      s4 = FloatVector.broadcast(F, a[r4 + k]).fma(v, s4);
      s5 = FloatVector.broadcast(F, a[r5 + k]).fma(v, s5);
      s6 = FloatVector.broadcast(F, a[r6 + k]).fma(v, s6);
      s7 = FloatVector.broadcast(F, a[r7 + k]).fma(v, s7);
      s8 = FloatVector.broadcast(F, a[r8 + k]).fma(v, s8);
      s9 = FloatVector.broadcast(F, a[r9 + k]).fma(v, s9);
      s10 = FloatVector.broadcast(F, a[r10 + k]).fma(v, s10);
      s11 = FloatVector.broadcast(F, a[r11 + k]).fma(v, s11);
      v = FloatVector.fromArray(F, w, weights + k * PANEL + PANEL);
      s0 = FloatVector.broadcast(F, a[r0 + k + 1]).fma(v, s0);
      s1 = FloatVector.broadcast(F, a[r1 + k + 1]).fma(v, s1);
      s2 = FloatVector.broadcast(F, a[r2 + k + 1]).fma(v, s2);
      s3 = FloatVector.broadcast(F, a[r3 + k + 1]).fma(v, s3);
      s4 = FloatVector.broadcast(F, a[r4 + k + 1]).fma(v, s4);
      s5 = FloatVector.broadcast(F, a[r5 + k + 1]).fma(v, s5);
      s6 = FloatVector.broadcast(F, a[r6 + k + 1]).fma(v, s6);
      s7 = FloatVector.broadcast(F, a[r7 + k + 1]).fma(v, s7);
      s8 = FloatVector.broadcast(F, a[r8 + k + 1]).fma(v, s8);
      s9 = FloatVector.broadcast(F, a[r9 + k + 1]).fma(v, s9);
      s10 = FloatVector.broadcast(F, a[r10 + k + 1]).fma(v, s10);
      s11 = FloatVector.broadcast(F, a[r11 + k + 1]).fma(v, s11);
    }
    if (k < steps) {
      FloatVector v = FloatVector.fromArray(F, w, weights + k * PANEL);
      s0 = FloatVector.broadcast(F, a[r0 + k]).fma(v, s0);
      s1 = FloatVector.broadcast(F, a[r1 + k]).fma(v, s1);
      s2 = FloatVector.broadcast(F, a[r2 + k]).fma(v, s2);
      s3 = FloatVector.broadcast(F, a[r3 + k]).fma(v, s3);
      s4 = FloatVector.broadcast(F, a[r4 + k]).fma(v, s4);
      s5 = FloatVector.broadcast(F, a[r5 + k]).fma(v, s5);
      s6 = FloatVector.broadcast(F, a[r6 + k]).fma(v, s6);
      s7 = FloatVector.broadcast(F, a[r7 + k]).fma(v, s7);
      s8 = FloatVector.broadcast(F, a[r8 + k]).fma(v, s8);
      s9 = FloatVector.broadcast(F, a[r9 + k]).fma(v, s9);
      s10 = FloatVector.broadcast(F, a[r10 + k]).fma(v, s10);
      s11 = FloatVector.broadcast(F, a[r11 + k]).fma(v, s11);
    }
    if (add) {
      s0 = s0.add(FloatVector.fromArray(F, s, to));
      s1 = s1.add(FloatVector.fromArray(F, s, to + width));
      s2 = s2.add(FloatVector.fromArray(F, s, to + 2 * width));
      s3 = s3.add(FloatVector.fromArray(F, s, to + 3 * width));
      s4 = s4.add(FloatVector.fromArray(F, s, to + 4 * width));
      s5 = s5.add(FloatVector.fromArray(F, s, to + 5 * width));
      s6 = s6.add(FloatVector.fromArray(F, s, to + 6 * width));
      s7 = s7.add(FloatVector.fromArray(F, s, to + 7 * width));
      s8 = s8.add(FloatVector.fromArray(F, s, to + 8 * width));
      s9 = s9.add(FloatVector.fromArray(F, s, to + 9 * width));
      s10 = s10.add(FloatVector.fromArray(F, s, to + 10 * width));
      s11 = s11.add(FloatVector.fromArray(F, s, to + 11 * width));
    }
    s0.intoArray(s, to);
    s1.intoArray(s, to + width);
    s2.intoArray(s, to + 2 * width);
    s3.intoArray(s, to + 3 * width);
    s4.intoArray(s, to + 4 * width);
    s5.intoArray(s, to + 5 * width);
    s6.intoArray(s, to + 6 * width);
    s7.intoArray(s, to + 7 * width);
    s8.intoArray(s, to + 8 * width);
    s9.intoArray(s, to + 9 * width);
    s10.intoArray(s, to + 10 * width);
    s11.intoArray(s, to + 11 * width);
  }
}
