package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * Matrix products over rows: {@code y[n, o] = act(Σ_i x[n, i] · W[o, i] + b[o] + residual[n, o])}.
 *
 * <p>Weights lie in blocks of sixteen outputs, {@code [block][in][16]}, so that a lane is an
 * output, x is broadcast, and a block is one sequential stream. Outputs may be split into up to
 * three parts (query, key, value), each with its own place, rows shifted by a position on the
 * device, and a capacity beyond which nothing is written.
 *
 * <p>Work-items are independent and take jobs in a grid-stride loop, so any work-group size does.
 */
final class LinearKernels {

  // Descriptor.
  static final int X = 0;
  static final int X_ITEM = 1; // distance of items in x
  static final int X_ROW = 2; // distance of rows in x
  static final int ROWS = 3; // rows of an item, an extent
  static final int ITEMS = 5;
  static final int IN = 6;
  static final int WEIGHT = 7; // counted in vectors; of floats or halves, see Stored
  static final int BLOCKS = 8; // of all parts together
  static final int PART_BLOCKS = 9;
  static final int BIAS = 10; // counted in vectors, one per block; or -1
  static final int RESIDUAL = 11; // laid out as R_ITEM, R_ROW say; or -1
  static final int R_ITEM = 12;
  static final int R_ROW = 13;
  static final int ACTIVATION = 14;
  static final int STAGE = 15; // 128 floats for every work-item
  static final int PARTS = 16; // three times:
  static final int Y = 0;
  static final int Y_ITEM = 1;
  static final int Y_ROW = 2;
  static final int POSITION = 3; // ints: row of y that row 0 goes to, per item; or -1
  static final int CAPACITY = 4;
  static final int ROUNDED = 5; // whether Y is among the halves
  static final int PART_SIZE = 6;
  static final int SIZE = PARTS + 3 * PART_SIZE;

  private LinearKernels() {}

  /**
   * For few rows, where reading the weights is all the cost ({@code 4·in·out} bytes a row): a job
   * is one row and four blocks that lie a quarter of the matrix apart, which makes four streams.
   */
  static void row(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = Stored.descriptor(cursor, slot);
    VectorFloat16 vectors = new VectorFloat16(memory);
    int in = ints.get(d + IN);
    int blocks = ints.get(d + BLOCKS);
    int rows = Scalars.extent(ints, d + ROWS);
    int quarter = (blocks + 3) / 4;
    int stage = ints.get(d + STAGE) + context.globalIdx * 128;
    int jobs = quarter * rows * ints.get(d + ITEMS);
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int n = job / quarter;
      int b0 = job - n * quarter;
      int item = n / rows;
      int r = n - item * rows;
      int x = ints.get(d + X) + item * ints.get(d + X_ITEM) + r * ints.get(d + X_ROW);
      int last = blocks - 1;
      int w = ints.get(d + WEIGHT);
      int w0 = w + b0 * in;
      int w1 = w + Math.min(b0 + quarter, last) * in;
      int w2 = w + Math.min(b0 + 2 * quarter, last) * in;
      int w3 = w + Math.min(b0 + 3 * quarter, last) * in;
      Float16 a0 = Lanes.all(0f);
      Float16 a1 = Lanes.all(0f);
      Float16 a2 = Lanes.all(0f);
      Float16 a3 = Lanes.all(0f);
      for (int i = 0; i < in; i++) {
        Float16 xi = Lanes.all(memory.get(x + i));
        a0 = Lanes.add(a0, xi, Stored.vector(memory, halves, slot, w0 + i));
        a1 = Lanes.add(a1, xi, Stored.vector(memory, halves, slot, w1 + i));
        a2 = Lanes.add(a2, xi, Stored.vector(memory, halves, slot, w2 + i));
        a3 = Lanes.add(a3, xi, Stored.vector(memory, halves, slot, w3 + i));
      }
      int s = stage / 16;
      vectors.set(s, a0);
      vectors.set(s + 1, a1);
      vectors.set(s + 2, a2);
      vectors.set(s + 3, a3);
      for (int j = 0; j < 4; j++) {
        int block = b0 + j * quarter;
        if (block < blocks) {
          finish(memory, halves, ints, slot, d, stage + j * 16, block, item, r);
        }
      }
    }
  }

  /**
   * For many rows, where arithmetic is the cost ({@code 2·in·out} operations a row): a job is eight
   * rows and one block, eight multiply-adds for every vector of weights read.
   */
  static void rows(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = Stored.descriptor(cursor, slot);
    VectorFloat16 vectors = new VectorFloat16(memory);
    int in = ints.get(d + IN);
    int blocks = ints.get(d + BLOCKS);
    int rows = Scalars.extent(ints, d + ROWS);
    int total = rows * ints.get(d + ITEMS);
    int tiles = (total + 7) / 8;
    int stage = ints.get(d + STAGE) + context.globalIdx * 128;
    int jobs = blocks * tiles;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int block = job / tiles;
      int n = (job - block * tiles) * 8;
      int x0 = rowOf(ints, d, n, rows, total);
      int x1 = rowOf(ints, d, n + 1, rows, total);
      int x2 = rowOf(ints, d, n + 2, rows, total);
      int x3 = rowOf(ints, d, n + 3, rows, total);
      int x4 = rowOf(ints, d, n + 4, rows, total);
      int x5 = rowOf(ints, d, n + 5, rows, total);
      int x6 = rowOf(ints, d, n + 6, rows, total);
      int x7 = rowOf(ints, d, n + 7, rows, total);
      int w = ints.get(d + WEIGHT) + block * in;
      Float16 a0 = Lanes.all(0f);
      Float16 a1 = Lanes.all(0f);
      Float16 a2 = Lanes.all(0f);
      Float16 a3 = Lanes.all(0f);
      Float16 a4 = Lanes.all(0f);
      Float16 a5 = Lanes.all(0f);
      Float16 a6 = Lanes.all(0f);
      Float16 a7 = Lanes.all(0f);
      for (int i = 0; i < in; i++) {
        Float16 wi = Stored.vector(memory, halves, slot, w + i);
        a0 = Lanes.add(a0, Lanes.all(memory.get(x0 + i)), wi);
        a1 = Lanes.add(a1, Lanes.all(memory.get(x1 + i)), wi);
        a2 = Lanes.add(a2, Lanes.all(memory.get(x2 + i)), wi);
        a3 = Lanes.add(a3, Lanes.all(memory.get(x3 + i)), wi);
        a4 = Lanes.add(a4, Lanes.all(memory.get(x4 + i)), wi);
        a5 = Lanes.add(a5, Lanes.all(memory.get(x5 + i)), wi);
        a6 = Lanes.add(a6, Lanes.all(memory.get(x6 + i)), wi);
        a7 = Lanes.add(a7, Lanes.all(memory.get(x7 + i)), wi);
      }
      int s = stage / 16;
      vectors.set(s, a0);
      vectors.set(s + 1, a1);
      vectors.set(s + 2, a2);
      vectors.set(s + 3, a3);
      vectors.set(s + 4, a4);
      vectors.set(s + 5, a5);
      vectors.set(s + 6, a6);
      vectors.set(s + 7, a7);
      for (int j = 0; j < 8; j++) {
        if (n + j < total) {
          int item = (n + j) / rows;
          finish(memory, halves, ints, slot, d, stage + j * 16, block, item, n + j - item * rows);
        }
      }
    }
  }

  /**
   * As {@link #row} for a device with many small cores: a work-group of 128 takes one row and one
   * block, sixteen neighbours read a vector of weights, and eight of them share the inputs; their
   * sums meet in local memory.
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
    int rows = Scalars.extent(ints, d + ROWS);
    int local = context.localIdx;
    int lane = local % 16;
    int groups = context.globalGroupSizeX / 128;
    int jobs = blocks * rows * ints.get(d + ITEMS);
    for (int job = context.groupIdx; job < jobs; job += groups) {
      int n = job / blocks;
      int block = job - n * blocks;
      int item = n / rows;
      int r = n - item * rows;
      int x = ints.get(d + X) + item * ints.get(d + X_ITEM) + r * ints.get(d + X_ROW);
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

  /** As {@link #finish} for one output. */
  static void finishLane(
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
    if (ints.get(p + POSITION) >= 0) {
      row = r + ints.get(ints.get(p + POSITION) + item);
    }
    if (row < ints.get(p + CAPACITY)) {
      float value = sum;
      if (ints.get(d + BIAS) >= 0) {
        value += memory.get((ints.get(d + BIAS) + block) * 16 + lane);
      }
      if (ints.get(d + RESIDUAL) >= 0) {
        value +=
            memory.get(
                ints.get(d + RESIDUAL)
                    + item * ints.get(d + R_ITEM)
                    + r * ints.get(d + R_ROW)
                    + column);
      }
      if (ints.get(d + ACTIVATION) != Scalars.NONE) {
        value = Scalars.activate(ints.get(d + ACTIVATION), value);
      }
      int y = ints.get(p + Y) + item * ints.get(p + Y_ITEM) + row * ints.get(p + Y_ROW) + column;
      if (slot >= Stored.NARROW && ints.get(p + ROUNDED) != 0) {
        Stored.round(halves, y, value);
      } else {
        memory.set(y, value);
      }
    }
  }

  /** Where row n of all items starts in x; rows beyond the last are the last. */
  static int rowOf(IntArray ints, int d, int n, int rows, int total) {
    int row = Math.min(n, total - 1);
    int item = row / rows;
    return ints.get(d + X)
        + item * ints.get(d + X_ITEM)
        + (row - item * rows) * ints.get(d + X_ROW);
  }

  /** Adds bias and residual to sixteen staged sums, applies the activation and puts them away. */
  private static void finish(
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      int slot,
      int d,
      int staged,
      int block,
      int item,
      int r) {
    VectorFloat16 vectors = new VectorFloat16(memory);
    int part = block / ints.get(d + PART_BLOCKS);
    int column = (block - part * ints.get(d + PART_BLOCKS)) * 16;
    int p = d + PARTS + part * PART_SIZE;
    int row = r;
    if (ints.get(p + POSITION) >= 0) {
      row = r + ints.get(ints.get(p + POSITION) + item);
    }
    if (row < ints.get(p + CAPACITY)) {
      int s = staged / 16;
      if (ints.get(d + BIAS) >= 0) {
        vectors.set(s, Float16.add(vectors.get(s), vectors.get(ints.get(d + BIAS) + block)));
      }
      if (ints.get(d + RESIDUAL) >= 0) {
        int residual =
            ints.get(d + RESIDUAL) + item * ints.get(d + R_ITEM) + r * ints.get(d + R_ROW) + column;
        vectors.set(s, Float16.add(vectors.get(s), vectors.get(residual / 16)));
      }
      if (ints.get(d + ACTIVATION) != Scalars.NONE) {
        Scalars.activate(memory, staged, ints.get(d + ACTIVATION));
      }
      int y = ints.get(p + Y) + item * ints.get(p + Y_ITEM) + row * ints.get(p + Y_ROW) + column;
      if (slot >= Stored.NARROW && ints.get(p + ROUNDED) != 0) {
        for (int lane = 0; lane < 16; lane++) {
          Stored.round(halves, y + lane, memory.get(staged + lane));
        }
      } else {
        vectors.set(y / 16, vectors.get(s));
      }
    }
  }
}
