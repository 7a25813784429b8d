package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.F;
import static io.github.sovits4j.backend.simd.Lanes.PANEL;
import static io.github.sovits4j.backend.simd.Lanes.V;

import jdk.incubator.vector.FloatVector;

/**
 * The tile of {@link Product} for machines with 32 registers: 12 rows and two vectors are 24 sums,
 * 2 weights and a broadcast. A tile of 6 rows spends as many instructions on addresses as there are
 * left beside its multiply-adds, for C2 does not unroll a loop of that size; twice the rows, and
 * two steps written out, need a third of them for each multiply-add. Four steps written out spill.
 */
final class TallTile {

  /** Rows of a tile. */
  static final int ROWS = 12;

  /** Whether there are registers for it. */
  static final boolean FITS = V >= 16;

  private TallTile() {}

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
    FloatVector t0 = FloatVector.zero(F);
    FloatVector s1 = FloatVector.zero(F);
    FloatVector t1 = FloatVector.zero(F);
    FloatVector s2 = FloatVector.zero(F);
    FloatVector t2 = FloatVector.zero(F);
    FloatVector s3 = FloatVector.zero(F);
    FloatVector t3 = FloatVector.zero(F);
    FloatVector s4 = FloatVector.zero(F);
    FloatVector t4 = FloatVector.zero(F);
    FloatVector s5 = FloatVector.zero(F);
    FloatVector t5 = FloatVector.zero(F);
    FloatVector s6 = FloatVector.zero(F);
    FloatVector t6 = FloatVector.zero(F);
    FloatVector s7 = FloatVector.zero(F);
    FloatVector t7 = FloatVector.zero(F);
    FloatVector s8 = FloatVector.zero(F);
    FloatVector t8 = FloatVector.zero(F);
    FloatVector s9 = FloatVector.zero(F);
    FloatVector t9 = FloatVector.zero(F);
    FloatVector s10 = FloatVector.zero(F);
    FloatVector t10 = FloatVector.zero(F);
    FloatVector s11 = FloatVector.zero(F);
    FloatVector t11 = FloatVector.zero(F);
    int k = 0;
    for (; k < steps - 1; k += 2) {
      FloatVector w0 = FloatVector.fromArray(F, w, weights + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(F, w, weights + k * PANEL + V);
      FloatVector x = FloatVector.broadcast(F, a[r0 + k]);
      s0 = x.fma(w0, s0);
      t0 = x.fma(w1, t0);
      x = FloatVector.broadcast(F, a[r1 + k]);
      s1 = x.fma(w0, s1);
      t1 = x.fma(w1, t1);
      x = FloatVector.broadcast(F, a[r2 + k]);
      s2 = x.fma(w0, s2);
      t2 = x.fma(w1, t2);
      x = FloatVector.broadcast(F, a[r3 + k]);
      s3 = x.fma(w0, s3);
      t3 = x.fma(w1, t3);
      x = FloatVector.broadcast(F, a[r4 + k]);
      s4 = x.fma(w0, s4);
      t4 = x.fma(w1, t4);
      x = FloatVector.broadcast(F, a[r5 + k]);
      s5 = x.fma(w0, s5);
      t5 = x.fma(w1, t5);
      x = FloatVector.broadcast(F, a[r6 + k]);
      s6 = x.fma(w0, s6);
      t6 = x.fma(w1, t6);
      x = FloatVector.broadcast(F, a[r7 + k]);
      s7 = x.fma(w0, s7);
      t7 = x.fma(w1, t7);
      x = FloatVector.broadcast(F, a[r8 + k]);
      s8 = x.fma(w0, s8);
      t8 = x.fma(w1, t8);
      x = FloatVector.broadcast(F, a[r9 + k]);
      s9 = x.fma(w0, s9);
      t9 = x.fma(w1, t9);
      x = FloatVector.broadcast(F, a[r10 + k]);
      s10 = x.fma(w0, s10);
      t10 = x.fma(w1, t10);
      x = FloatVector.broadcast(F, a[r11 + k]);
      s11 = x.fma(w0, s11);
      t11 = x.fma(w1, t11);
      w0 = FloatVector.fromArray(F, w, weights + k * PANEL + PANEL);
      w1 = FloatVector.fromArray(F, w, weights + k * PANEL + PANEL + V);
      x = FloatVector.broadcast(F, a[r0 + k + 1]);
      s0 = x.fma(w0, s0);
      t0 = x.fma(w1, t0);
      x = FloatVector.broadcast(F, a[r1 + k + 1]);
      s1 = x.fma(w0, s1);
      t1 = x.fma(w1, t1);
      x = FloatVector.broadcast(F, a[r2 + k + 1]);
      s2 = x.fma(w0, s2);
      t2 = x.fma(w1, t2);
      x = FloatVector.broadcast(F, a[r3 + k + 1]);
      s3 = x.fma(w0, s3);
      t3 = x.fma(w1, t3);
      x = FloatVector.broadcast(F, a[r4 + k + 1]);
      s4 = x.fma(w0, s4);
      t4 = x.fma(w1, t4);
      x = FloatVector.broadcast(F, a[r5 + k + 1]);
      s5 = x.fma(w0, s5);
      t5 = x.fma(w1, t5);
      x = FloatVector.broadcast(F, a[r6 + k + 1]);
      s6 = x.fma(w0, s6);
      t6 = x.fma(w1, t6);
      x = FloatVector.broadcast(F, a[r7 + k + 1]);
      s7 = x.fma(w0, s7);
      t7 = x.fma(w1, t7);
      x = FloatVector.broadcast(F, a[r8 + k + 1]);
      s8 = x.fma(w0, s8);
      t8 = x.fma(w1, t8);
      x = FloatVector.broadcast(F, a[r9 + k + 1]);
      s9 = x.fma(w0, s9);
      t9 = x.fma(w1, t9);
      x = FloatVector.broadcast(F, a[r10 + k + 1]);
      s10 = x.fma(w0, s10);
      t10 = x.fma(w1, t10);
      x = FloatVector.broadcast(F, a[r11 + k + 1]);
      s11 = x.fma(w0, s11);
      t11 = x.fma(w1, t11);
    }
    if (k < steps) {
      FloatVector w0 = FloatVector.fromArray(F, w, weights + k * PANEL);
      FloatVector w1 = FloatVector.fromArray(F, w, weights + k * PANEL + V);
      FloatVector x = FloatVector.broadcast(F, a[r0 + k]);
      s0 = x.fma(w0, s0);
      t0 = x.fma(w1, t0);
      x = FloatVector.broadcast(F, a[r1 + k]);
      s1 = x.fma(w0, s1);
      t1 = x.fma(w1, t1);
      x = FloatVector.broadcast(F, a[r2 + k]);
      s2 = x.fma(w0, s2);
      t2 = x.fma(w1, t2);
      x = FloatVector.broadcast(F, a[r3 + k]);
      s3 = x.fma(w0, s3);
      t3 = x.fma(w1, t3);
      x = FloatVector.broadcast(F, a[r4 + k]);
      s4 = x.fma(w0, s4);
      t4 = x.fma(w1, t4);
      x = FloatVector.broadcast(F, a[r5 + k]);
      s5 = x.fma(w0, s5);
      t5 = x.fma(w1, t5);
      x = FloatVector.broadcast(F, a[r6 + k]);
      s6 = x.fma(w0, s6);
      t6 = x.fma(w1, t6);
      x = FloatVector.broadcast(F, a[r7 + k]);
      s7 = x.fma(w0, s7);
      t7 = x.fma(w1, t7);
      x = FloatVector.broadcast(F, a[r8 + k]);
      s8 = x.fma(w0, s8);
      t8 = x.fma(w1, t8);
      x = FloatVector.broadcast(F, a[r9 + k]);
      s9 = x.fma(w0, s9);
      t9 = x.fma(w1, t9);
      x = FloatVector.broadcast(F, a[r10 + k]);
      s10 = x.fma(w0, s10);
      t10 = x.fma(w1, t10);
      x = FloatVector.broadcast(F, a[r11 + k]);
      s11 = x.fma(w0, s11);
      t11 = x.fma(w1, t11);
    }
    if (add) {
      s0 = s0.add(FloatVector.fromArray(F, s, to));
      t0 = t0.add(FloatVector.fromArray(F, s, to + V));
      s1 = s1.add(FloatVector.fromArray(F, s, to + width));
      t1 = t1.add(FloatVector.fromArray(F, s, to + width + V));
      s2 = s2.add(FloatVector.fromArray(F, s, to + 2 * width));
      t2 = t2.add(FloatVector.fromArray(F, s, to + 2 * width + V));
      s3 = s3.add(FloatVector.fromArray(F, s, to + 3 * width));
      t3 = t3.add(FloatVector.fromArray(F, s, to + 3 * width + V));
      s4 = s4.add(FloatVector.fromArray(F, s, to + 4 * width));
      t4 = t4.add(FloatVector.fromArray(F, s, to + 4 * width + V));
      s5 = s5.add(FloatVector.fromArray(F, s, to + 5 * width));
      t5 = t5.add(FloatVector.fromArray(F, s, to + 5 * width + V));
      s6 = s6.add(FloatVector.fromArray(F, s, to + 6 * width));
      t6 = t6.add(FloatVector.fromArray(F, s, to + 6 * width + V));
      s7 = s7.add(FloatVector.fromArray(F, s, to + 7 * width));
      t7 = t7.add(FloatVector.fromArray(F, s, to + 7 * width + V));
      s8 = s8.add(FloatVector.fromArray(F, s, to + 8 * width));
      t8 = t8.add(FloatVector.fromArray(F, s, to + 8 * width + V));
      s9 = s9.add(FloatVector.fromArray(F, s, to + 9 * width));
      t9 = t9.add(FloatVector.fromArray(F, s, to + 9 * width + V));
      s10 = s10.add(FloatVector.fromArray(F, s, to + 10 * width));
      t10 = t10.add(FloatVector.fromArray(F, s, to + 10 * width + V));
      s11 = s11.add(FloatVector.fromArray(F, s, to + 11 * width));
      t11 = t11.add(FloatVector.fromArray(F, s, to + 11 * width + V));
    }
    s0.intoArray(s, to);
    t0.intoArray(s, to + V);
    s1.intoArray(s, to + width);
    t1.intoArray(s, to + width + V);
    s2.intoArray(s, to + 2 * width);
    t2.intoArray(s, to + 2 * width + V);
    s3.intoArray(s, to + 3 * width);
    t3.intoArray(s, to + 3 * width + V);
    s4.intoArray(s, to + 4 * width);
    t4.intoArray(s, to + 4 * width + V);
    s5.intoArray(s, to + 5 * width);
    t5.intoArray(s, to + 5 * width + V);
    s6.intoArray(s, to + 6 * width);
    t6.intoArray(s, to + 6 * width + V);
    s7.intoArray(s, to + 7 * width);
    t7.intoArray(s, to + 7 * width + V);
    s8.intoArray(s, to + 8 * width);
    t8.intoArray(s, to + 8 * width + V);
    s9.intoArray(s, to + 9 * width);
    t9.intoArray(s, to + 9 * width + V);
    s10.intoArray(s, to + 10 * width);
    t10.intoArray(s, to + 10 * width + V);
    s11.intoArray(s, to + 11 * width);
    t11.intoArray(s, to + 11 * width + V);
  }
}
