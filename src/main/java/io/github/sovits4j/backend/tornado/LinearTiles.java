package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.LinearKernels.BLOCKS;
import static io.github.sovits4j.backend.tornado.LinearKernels.IN;
import static io.github.sovits4j.backend.tornado.LinearKernels.ITEMS;
import static io.github.sovits4j.backend.tornado.LinearKernels.ROWS;
import static io.github.sovits4j.backend.tornado.LinearKernels.WEIGHT;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** {@link LinearKernels#rows} for a device with many small cores: descriptors and sums as there. */
final class LinearTiles {

  /** Work-items of a group: 16 outputs wide, 8 rows high. */
  static final int GROUP = 128;

  private LinearTiles() {}

  /**
   * A group takes 32 rows and one block of sixteen outputs, and walks over the inputs sixteen at a
   * time through local memory; a work-item sums four rows of one output. Every input is read once
   * per block, every weight once per 32 rows.
   */
  static void rows(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    float[] xs = context.allocateFloatLocalArray(512); // 32 rows of 16 inputs
    float[] ws = context.allocateFloatLocalArray(256); // 16 inputs of 16 outputs
    int d = Stored.descriptor(cursor, slot);
    int in = ints.get(d + IN);
    int rows = Scalars.extent(ints, d + ROWS);
    int total = rows * ints.get(d + ITEMS);
    int tiles = (total + 31) / 32;
    int jobs = ints.get(d + BLOCKS) * tiles;
    int groups = context.globalGroupSizeX / 128;
    int local = context.localIdx;
    int lane = local % 16;
    int own = local / 16; // the first of this work-item's rows
    for (int job = context.groupIdx; job < jobs; job += groups) {
      int block = job / tiles;
      int n = (job - block * tiles) * 32 + own;
      int x0 = LinearKernels.rowOf(ints, d, n, rows, total);
      int x1 = LinearKernels.rowOf(ints, d, n + 8, rows, total);
      int x2 = LinearKernels.rowOf(ints, d, n + 16, rows, total);
      int x3 = LinearKernels.rowOf(ints, d, n + 24, rows, total);
      int w = (ints.get(d + WEIGHT) + block * in) * 16;
      float a0 = 0f;
      float a1 = 0f;
      float a2 = 0f;
      float a3 = 0f;
      for (int first = 0; first < in; first += 16) {
        // Beyond the last input the weights are taken as 0, and x from where there is one.
        int i = Math.min(first + lane, in - 1);
        xs[local] = memory.get(x0 + i);
        xs[local + 128] = memory.get(x1 + i);
        xs[local + 256] = memory.get(x2 + i);
        xs[local + 384] = memory.get(x3 + i);
        float w0 = 0f;
        float w1 = 0f;
        if (first + own < in) {
          w0 = Stored.number(memory, halves, slot, w + first * 16 + local);
        }
        if (first + own + 8 < in) {
          w1 = Stored.number(memory, halves, slot, w + first * 16 + local + 128);
        }
        ws[local] = w0;
        ws[local + 128] = w1;
        context.localBarrier();
        for (int k = 0; k < 16; k++) {
          float wk = ws[k * 16 + lane];
          int x = own * 16 + k;
          a0 += xs[x] * wk;
          a1 += xs[x + 128] * wk;
          a2 += xs[x + 256] * wk;
          a3 += xs[x + 384] * wk;
        }
        context.localBarrier();
      }
      finish(memory, halves, ints, slot, d, a0, block, lane, n, rows, total);
      finish(memory, halves, ints, slot, d, a1, block, lane, n + 8, rows, total);
      finish(memory, halves, ints, slot, d, a2, block, lane, n + 16, rows, total);
      finish(memory, halves, ints, slot, d, a3, block, lane, n + 24, rows, total);
    }
  }

  private static void finish(
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      int slot,
      int d,
      float sum,
      int block,
      int lane,
      int n,
      int rows,
      int total) {
    if (n < total) {
      int item = n / rows;
      LinearKernels.finishLane(
          memory, halves, ints, slot, d, sum, block, lane, item, n - item * rows);
    }
  }
}
