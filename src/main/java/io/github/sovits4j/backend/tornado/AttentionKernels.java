package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * Softmax-weighted sums, head by head. Every work-item keeps the scores of its job in a stretch of
 * its own and takes jobs in a grid-stride loop; any work-group size does.
 */
final class AttentionKernels {

  // Descriptor of cached.
  static final int Q = 0;
  static final int Y = 1;
  static final int ITEM = 2; // distance of items in q and y
  static final int ROW = 3; // distance of rows in q, y, keys and values
  static final int ROWS = 4; // query rows of an item
  static final int ITEMS = 5;
  static final int KEYS = 6;
  static final int VALUES = 7;
  static final int CACHE_ITEM = 8; // distance of items in keys and values
  static final int CAPACITY = 9; // rows of the cache
  static final int HEADS = 10;
  static final int WIDTH = 11; // of a head
  static final int START = 12; // ints, per item
  static final int TEXT_END = 13; // ints, per item; or -1: a decode step
  static final int POSITION = 14; // ints, per item, of a decode step
  static final int SCORES = 15; // CAPACITY floats, in whole vectors, for every work-item
  static final int SCALE = 16; // a number
  static final int SIZE = 17;

  // Descriptor of relative.
  static final int R_Q = 0;
  static final int R_Q_ROW = 1;
  static final int R_K = 2;
  static final int R_V = 3;
  static final int R_KV_ROW = 4;
  static final int R_Y = 5;
  static final int R_Y_ROW = 6;
  static final int R_TIME = 7; // an extent
  static final int R_KEYS = 9; // an extent
  static final int R_HEADS = 11;
  static final int R_WIDTH = 12;
  static final int R_WINDOW = 13; // or -1
  static final int R_RELATIVE_KEYS = 14;
  static final int R_RELATIVE_VALUES = 15;
  static final int R_RELATIVE_ROW = 16;
  static final int R_SCALE = 17; // a number
  static final int R_SCORES = 18; // R_SCORES_SIZE floats for every work-item
  static final int R_SCORES_SIZE = 19;
  static final int R_SIZE = 20;

  private AttentionKernels() {}

  /**
   * Attention over the key/value cache, of a prompt or of one new row: {@code y = Σ_j softmax_j(q ·
   * k_j · scale) · v_j} over the rows {@code start … end-1} of the item, where end is {@code
   * textEnd} for a text row, the row's successor for an audio row, and the position's in a decode
   * step. A job is one head of one query row; reads every key and value once.
   */
  static void cached(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = Stored.descriptor(cursor, slot);
    VectorFloat16 vectors = new VectorFloat16(memory);
    int rows = ints.get(d + ROWS);
    int heads = ints.get(d + HEADS);
    int width = ints.get(d + WIDTH);
    int step = ints.get(d + ROW);
    int capacity = ints.get(d + CAPACITY);
    float scale = memory.get(ints.get(d + SCALE));
    int p = ints.get(d + SCORES) + context.globalIdx * Lanes.roundUp(capacity);
    int jobs = ints.get(d + ITEMS) * rows * heads;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int n = job / heads;
      int column = (job - n * heads) * width;
      int item = n / rows;
      int r = n - item * rows;
      int start = ints.get(ints.get(d + START) + item);
      int end = 0;
      if (ints.get(d + TEXT_END) >= 0) {
        end = Math.max(ints.get(ints.get(d + TEXT_END) + item), r + 1);
      } else {
        end = Math.min(ints.get(ints.get(d + POSITION) + item) + 1, capacity);
      }
      int q = ints.get(d + Q) + item * ints.get(d + ITEM) + r * step + column;
      int y = ints.get(d + Y) + item * ints.get(d + ITEM) + r * step + column;
      int cache = item * ints.get(d + CACHE_ITEM) + column;
      int count = end - start;
      int keys = ints.get(d + KEYS) + cache + start * step;
      int values = ints.get(d + VALUES) + cache + start * step;
      // By vectors, written out here: TornadoVM takes no callee of this length.
      if (width % 32 == 0) {
        for (int j = 0; j < count; j += 2) { // two keys share what is read of q
          int k0 = keys + j * step;
          int k1 = keys + Math.min(j + 1, count - 1) * step;
          Float16 a0 = Lanes.all(0f);
          Float16 a1 = Lanes.all(0f);
          for (int i = 0; i < width; i += 16) {
            Float16 x = vectors.get((q + i) / 16);
            a0 = Lanes.add(a0, x, Stored.vector(memory, halves, slot, (k0 + i) / 16));
            a1 = Lanes.add(a1, x, Stored.vector(memory, halves, slot, (k1 + i) / 16));
          }
          memory.set(p + j, Lanes.sum(a0) * scale);
          memory.set(p + j + 1, Lanes.sum(a1) * scale);
        }
      } else {
        scores(memory, halves, slot, q, keys, step, count, width, scale, p);
      }
      float factor = 1f / exponentials(memory, p, count);
      if (width % 32 == 0) {
        for (int i = 0; i < width; i += 32) { // one pass over the weights for two vectors
          Float16 a0 = Lanes.all(0f);
          Float16 a1 = Lanes.all(0f);
          for (int j = 0; j < count; j++) {
            Float16 weight = Lanes.all(memory.get(p + j));
            int at = (values + j * step + i) / 16;
            a0 = Lanes.add(a0, weight, Stored.vector(memory, halves, slot, at));
            a1 = Lanes.add(a1, weight, Stored.vector(memory, halves, slot, at + 1));
          }
          vectors.set((y + i) / 16, Float16.mult(a0, Lanes.all(factor)));
          vectors.set((y + i) / 16 + 1, Float16.mult(a1, Lanes.all(factor)));
        }
      } else {
        sum(memory, halves, slot, values, step, count, width, factor, p, y);
      }
    }
  }

  /**
   * As {@link #cached} for a device with many small cores: a work-group of 128 takes one head of
   * one row. For the scores its work-items share the keys; for the sums, {@code WIDTH} neighbours
   * read one value row and the rest of the group share the rows. WIDTH is at most 128.
   */
  static void cachedGroup(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    float[] shared = context.allocateFloatLocalArray(128);
    int d = Stored.descriptor(cursor, slot);
    int rows = ints.get(d + ROWS);
    int heads = ints.get(d + HEADS);
    int width = ints.get(d + WIDTH);
    int step = ints.get(d + ROW);
    int capacity = ints.get(d + CAPACITY);
    float scale = memory.get(ints.get(d + SCALE));
    int local = context.localIdx;
    int groups = context.globalGroupSizeX / 128;
    int p = ints.get(d + SCORES) + context.groupIdx * capacity;
    int parts = 128 / width;
    int part = local / width;
    int column = local - part * width;
    int jobs = ints.get(d + ITEMS) * rows * heads;
    for (int job = context.groupIdx; job < jobs; job += groups) {
      int n = job / heads;
      int first = (job - n * heads) * width;
      int item = n / rows;
      int r = n - item * rows;
      int start = ints.get(ints.get(d + START) + item);
      int end = 0;
      if (ints.get(d + TEXT_END) >= 0) {
        end = Math.max(ints.get(ints.get(d + TEXT_END) + item), r + 1);
      } else {
        end = Math.min(ints.get(ints.get(d + POSITION) + item) + 1, capacity);
      }
      int q = ints.get(d + Q) + item * ints.get(d + ITEM) + r * step + first;
      int cache = item * ints.get(d + CACHE_ITEM) + first;
      int keys = ints.get(d + KEYS) + cache;
      int values = ints.get(d + VALUES) + cache;
      float max = -3.0e38f;
      for (int j = start + local; j < end; j += 128) {
        float dot = 0f;
        for (int i = 0; i < width; i++) {
          dot += memory.get(q + i) * Stored.number(memory, halves, slot, keys + j * step + i);
        }
        memory.set(p + j, dot * scale);
        max = TornadoMath.max(max, dot * scale);
      }
      shared[local] = max;
      context.localBarrier();
      for (int half = 64; half > 0; half /= 2) {
        if (local < half) {
          shared[local] = TornadoMath.max(shared[local], shared[local + half]);
        }
        context.localBarrier();
      }
      max = shared[0];
      context.localBarrier();
      float sum = 0f;
      for (int j = start + local; j < end; j += 128) {
        float e = TornadoMath.exp(memory.get(p + j) - max);
        memory.set(p + j, e);
        sum += e;
      }
      shared[local] = sum;
      context.globalBarrier();
      context.localBarrier();
      for (int half = 64; half > 0; half /= 2) {
        if (local < half) {
          shared[local] += shared[local + half];
        }
        context.localBarrier();
      }
      float factor = 1f / shared[0];
      context.localBarrier();
      float value = 0f;
      if (part < parts) {
        for (int j = start + part; j < end; j += parts) {
          value +=
              memory.get(p + j) * Stored.number(memory, halves, slot, values + j * step + column);
        }
      }
      shared[local] = value;
      context.localBarrier();
      if (part == 0) {
        for (int other = 1; other < parts; other++) {
          value += shared[other * width + column];
        }
        int y = ints.get(d + Y) + item * ints.get(d + ITEM) + r * step + first;
        memory.set(y + column, value * factor);
      }
      context.globalBarrier();
      context.localBarrier();
    }
  }

  private static void scores(
      FloatArray memory,
      HalfFloatArray halves,
      int slot,
      int q,
      int keys,
      int step,
      int count,
      int width,
      float scale,
      int p) {
    for (int j = 0; j < count; j++) {
      int k = keys + j * step;
      float dot = 0f;
      for (int i = 0; i < width; i++) {
        dot += memory.get(q + i) * Stored.number(memory, halves, slot, k + i);
      }
      memory.set(p + j, dot * scale);
    }
  }

  /**
   * Scores, which begin at a whole vector, to {@code exp(score - greatest)}; returns their sum.
   * Writes up to the end of the last vector.
   */
  private static float exponentials(FloatArray memory, int p, int count) {
    VectorFloat16 vectors = new VectorFloat16(memory);
    int end = (count + 15) / 16;
    for (int j = count; j < end * 16; j++) {
      memory.set(p + j, -3.0e38f);
    }
    Float16 max = vectors.get(p / 16);
    for (int j = 1; j < end; j++) {
      max = Float16.max(max, vectors.get(p / 16 + j));
    }
    Float16 greatest = Lanes.all(Lanes.max(max));
    Float16 sum = Lanes.all(0f);
    for (int j = 0; j < end; j++) {
      Float16 e = Lanes.exp(Float16.sub(vectors.get(p / 16 + j), greatest));
      vectors.set(p / 16 + j, e);
      sum = Float16.add(sum, e);
    }
    return Lanes.sum(sum);
  }

  private static void sum(
      FloatArray memory,
      HalfFloatArray halves,
      int slot,
      int values,
      int step,
      int count,
      int width,
      float factor,
      int p,
      int y) {
    for (int i = 0; i < width; i++) {
      float sum = 0f;
      for (int j = 0; j < count; j++) {
        sum += memory.get(p + j) * Stored.number(memory, halves, slot, values + j * step + i);
      }
      memory.set(y + i, sum * factor);
    }
  }

  /**
   * Attention between time axes, with optional relative positions; see {@link
   * io.github.sovits4j.ops.Attention}. A job is one head and sixteen neighbouring queries, one in
   * each lane; keys and values are broadcast. Costs {@code 4·d·time·keys} operations.
   */
  static void relative(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    VectorFloat16 vectors = new VectorFloat16(memory);
    int time = Scalars.extent(ints, d + R_TIME);
    int keys = Scalars.extent(ints, d + R_KEYS);
    int width = ints.get(d + R_WIDTH);
    int window = ints.get(d + R_WINDOW);
    int qRow = ints.get(d + R_Q_ROW);
    int kvRow = ints.get(d + R_KV_ROW);
    int yRow = ints.get(d + R_Y_ROW);
    float scale = memory.get(ints.get(d + R_SCALE));
    int p = ints.get(d + R_SCORES) + context.globalIdx * ints.get(d + R_SCORES_SIZE);
    int chunks = (time + 15) / 16;
    int jobs = ints.get(d + R_HEADS) * chunks;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int head = job / chunks;
      int t = (job - head * chunks) * 16;
      int count = Math.min(16, time - t);
      int q = ints.get(d + R_Q) + head * width * qRow + t;
      int k = ints.get(d + R_K) + head * width * kvRow;
      int v = ints.get(d + R_V) + head * width * kvRow;
      int y = ints.get(d + R_Y) + head * width * yRow + t;
      for (int j = 0; j < keys; j++) {
        Float16 score = Lanes.all(0f);
        for (int c = 0; c < width; c++) {
          Float16 query = vectors.get((q + c * qRow) / 16);
          score = Lanes.add(score, query, Lanes.all(memory.get(k + c * kvRow + j)));
        }
        vectors.set(p / 16 + j, Float16.mult(score, Lanes.all(scale)));
      }
      if (window >= 0) {
        addRelativeKeys(memory, ints, d, q, p, t, count, keys);
      }
      for (int lane = 0; lane < count; lane++) {
        softmax(memory, p + lane, keys);
      }
      for (int c = 0; c < width; c++) {
        Float16 sum = Lanes.all(0f);
        for (int j = 0; j < keys; j++) {
          Float16 weight = vectors.get(p / 16 + j);
          sum = Lanes.add(sum, weight, Lanes.all(memory.get(v + c * kvRow + j)));
        }
        vectors.set((y + c * yRow) / 16, sum);
      }
      if (window >= 0) {
        addRelativeValues(memory, ints, d, p, y, t, count, keys);
      }
    }
  }

  /** Scores of one query, sixteen apart, to weights. */
  private static void softmax(FloatArray memory, int p, int keys) {
    float max = memory.get(p);
    for (int j = 1; j < keys; j++) {
      max = TornadoMath.max(max, memory.get(p + j * 16));
    }
    float sum = 0f;
    for (int j = 0; j < keys; j++) {
      float e = TornadoMath.exp(memory.get(p + j * 16) - max);
      memory.set(p + j * 16, e);
      sum += e;
    }
    float factor = 1f / sum;
    for (int j = 0; j < keys; j++) {
      memory.set(p + j * 16, memory.get(p + j * 16) * factor);
    }
  }

  private static void addRelativeKeys(
      FloatArray memory, IntArray ints, int d, int q, int p, int t, int count, int keys) {
    int window = ints.get(d + R_WINDOW);
    int width = ints.get(d + R_WIDTH);
    float scale = memory.get(ints.get(d + R_SCALE));
    for (int lane = 0; lane < count; lane++) {
      int i = t + lane;
      int end = Math.min(keys, i + window + 1);
      for (int j = Math.max(0, i - window); j < end; j++) {
        int table = ints.get(d + R_RELATIVE_KEYS) + (j - i + window) * ints.get(d + R_RELATIVE_ROW);
        float dot = 0f;
        for (int c = 0; c < width; c++) {
          dot += memory.get(q + c * ints.get(d + R_Q_ROW) + lane) * memory.get(table + c);
        }
        int at = p + j * 16 + lane;
        memory.set(at, memory.get(at) + dot * scale);
      }
    }
  }

  private static void addRelativeValues(
      FloatArray memory, IntArray ints, int d, int p, int y, int t, int count, int keys) {
    int window = ints.get(d + R_WINDOW);
    int width = ints.get(d + R_WIDTH);
    for (int lane = 0; lane < count; lane++) {
      int i = t + lane;
      int end = Math.min(keys, i + window + 1);
      for (int j = Math.max(0, i - window); j < end; j++) {
        int table =
            ints.get(d + R_RELATIVE_VALUES) + (j - i + window) * ints.get(d + R_RELATIVE_ROW);
        float weight = memory.get(p + j * 16 + lane);
        for (int c = 0; c < width; c++) {
          int at = y + c * ints.get(d + R_Y_ROW) + lane;
          memory.set(at, memory.get(at) + weight * memory.get(table + c));
        }
      }
    }
  }
}
