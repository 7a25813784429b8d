package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.LinearTasks.ACTIVATION;
import static io.github.sovits4j.backend.tornado.LinearTasks.BIAS;
import static io.github.sovits4j.backend.tornado.LinearTasks.BLOCKS;
import static io.github.sovits4j.backend.tornado.LinearTasks.CAPACITY;
import static io.github.sovits4j.backend.tornado.LinearTasks.IN;
import static io.github.sovits4j.backend.tornado.LinearTasks.ITEMS;
import static io.github.sovits4j.backend.tornado.LinearTasks.PARTS;
import static io.github.sovits4j.backend.tornado.LinearTasks.PART_BLOCKS;
import static io.github.sovits4j.backend.tornado.LinearTasks.PART_SIZE;
import static io.github.sovits4j.backend.tornado.LinearTasks.POSITION;
import static io.github.sovits4j.backend.tornado.LinearTasks.RESIDUAL;
import static io.github.sovits4j.backend.tornado.LinearTasks.ROUNDED;
import static io.github.sovits4j.backend.tornado.LinearTasks.ROWS_OF_ITEM;
import static io.github.sovits4j.backend.tornado.LinearTasks.WEIGHT;
import static io.github.sovits4j.backend.tornado.LinearTasks.X;
import static io.github.sovits4j.backend.tornado.LinearTasks.Y;
import static io.github.sovits4j.backend.tornado.LinearTasks.rowOf;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** {@link LinearTasks} for a device with many small cores: descriptors and sums as there. */
final class LinearTiles {

  /** Work-items of a group. */
  static final int GROUP = 128;

  private LinearTiles() {}

  /**
   * For few rows: a work-group of 128 takes one row and one block, sixteen neighbours read a vector
   * of weights, and eight of them share the inputs; their sums meet in local memory.
   */
  static void lanes(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    float[] sums = context.allocateFloatLocalArray(128);
    int d = Stored.descriptor(cursor, slot);
    int in = ints.get(d + IN);
    int blocks = ints.get(d + BLOCKS);
    int rows = Fields.extent(ints, d + ROWS_OF_ITEM);
    int local = context.localIdx;
    int lane = local % 16;
    int groups = context.globalGroupSizeX / 128;
    int jobs = blocks * rows * ints.get(d + ITEMS);
    for (int job = context.groupIdx; job < jobs; job += groups) {
      int n = job / blocks;
      int block = job - n * blocks;
      int item = n / rows;
      int r = n - item * rows;
      int x = Fields.row(ints, d + X, item, r);
      int w = (ints.get(d + WEIGHT) + block * in) * 16 + lane;
      float sum = 0f;
      for (int i = local / 16; i < in; i += 8) {
        sum += memory.get(x + i) * Stored.number(memory, halves, slot, w + i * 16);
      }
      sums[local] = sum;
      context.localBarrier();
      if (local < 16) {
        for (int part = 1; part < 8; part++) {
          sum += sums[part * 16 + lane];
        }
        finishLane(memory, halves, ints, slot, d, sum, block, lane, item, r);
      }
      context.localBarrier();
    }
  }

  /**
   * For many rows: a group takes 32 rows and one block of sixteen outputs, and walks over the
   * inputs sixteen at a time through local memory; a work-item sums four rows of one output. Every
   * input is read once per block, every weight once per 32 rows.
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
    int rows = Fields.extent(ints, d + ROWS_OF_ITEM);
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
      int x0 = rowOf(ints, d, n, rows, total);
      int x1 = rowOf(ints, d, n + 8, rows, total);
      int x2 = rowOf(ints, d, n + 16, rows, total);
      int x3 = rowOf(ints, d, n + 24, rows, total);
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

  /** Everything after the sum of one output. */
  private static void finishLane(
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      int slot,
      int d,
      float sum,
      int block,
      int lane,
      int item,
      int r) {
    int part = block / ints.get(d + PART_BLOCKS);
    int column = (block - part * ints.get(d + PART_BLOCKS)) * 16 + lane;
    int p = d + PARTS + part * PART_SIZE;
    int row = r;
    if (Fields.present(ints, p + POSITION)) {
      row = r + Fields.ofItem(ints, p + POSITION, item);
    }
    if (row < ints.get(p + CAPACITY)) {
      float value = sum;
      if (Fields.present(ints, d + BIAS)) {
        value += memory.get((ints.get(d + BIAS) + block) * 16 + lane);
      }
      if (Fields.present(ints, d + RESIDUAL)) {
        value += memory.get(Fields.row(ints, d + RESIDUAL, item, r) + column);
      }
      if (ints.get(d + ACTIVATION) != Scalars.NONE) {
        value = Scalars.activate(ints.get(d + ACTIVATION), value);
      }
      int y = Fields.row(ints, p + Y, item, row) + column;
      if (slot >= Stored.NARROW && ints.get(p + ROUNDED) != 0) {
        Stored.round(halves, y, value);
      } else {
        memory.set(y, value);
      }
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
      finishLane(memory, halves, ints, slot, d, sum, block, lane, item, n - item * rows);
    }
  }
}
