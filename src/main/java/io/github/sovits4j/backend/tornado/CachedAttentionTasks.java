package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.DecodeAttention;
import io.github.sovits4j.ops.PrefillAttention;
import io.github.sovits4j.ops.Tensor;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * Attention over the key/value cache, of a prompt and of a decode step, head by head. Every
 * work-item keeps the scores of its job in a stretch of its own and takes jobs in a grid-stride
 * loop; any work-group size does.
 */
final class CachedAttentionTasks {

  private static final Fields FIELDS = new Fields();
  private static final int Q = FIELDS.items();
  private static final int Y = FIELDS.items();
  private static final int ROWS = FIELDS.integer(); // query rows of an item
  private static final int ITEMS = FIELDS.integer();
  private static final int KEYS = FIELDS.items();
  private static final int VALUES = FIELDS.items(); // as far apart as those of the keys
  private static final int CAPACITY = FIELDS.integer(); // rows of the cache
  private static final int HEADS = FIELDS.integer();
  private static final int WIDTH = FIELDS.integer(); // of a head
  private static final int START = FIELDS.place(); // ints, per item
  private static final int TEXT_END = FIELDS.optionalPlace(); // ints, per item, of a prompt
  private static final int POSITION = FIELDS.optionalPlace(); // ints, per item, of a decode step
  private static final int SCORES = FIELDS.place(); // CAPACITY floats, in vectors, per work-item
  private static final int SCALE = FIELDS.number();

  static final Kernel CACHED =
      Kernel.of("cached", Work.LARGE, CachedAttentionTasks::cached)
          .onGpu("cached_group", Work.groups(128), CachedAttentionTasks::cachedGroup)
          .alsoOfHalves();

  private CachedAttentionTasks() {}

  // ---- binding ----

  static void prefill(PrefillAttention op, Launches g) {
    cached(op.q(), op.y(), op.keys(), op.values(), op.start(), op.heads(), g)
        .tensor(TEXT_END, op.textEnd());
  }

  static void decode(DecodeAttention op, Launches g) {
    cached(op.q(), op.y(), op.keys(), op.values(), op.start(), op.heads(), g)
        .tensor(POSITION, op.position());
  }

  private static Descriptor cached(
      Tensor q, Tensor y, Tensor keys, Tensor values, Tensor start, int heads, Launches g) {
    int width = q.size(2) / heads;
    int capacity = keys.size(1);
    int scores = g.scratch(g.atOnce(q.elements() / width) * Lanes.roundUp(capacity));
    return g.launch(CACHED, keys.type(), FIELDS)
        .items(Q, q)
        .items(Y, y)
        .integer(ROWS, q.size(1))
        .integer(ITEMS, q.size(0))
        .items(KEYS, keys)
        .items(VALUES, values)
        .integer(CAPACITY, capacity)
        .integer(HEADS, heads)
        .integer(WIDTH, width)
        .tensor(START, start)
        .place(SCORES, scores)
        .number(SCALE, (float) (1 / Math.sqrt(width)));
  }

  // ---- kernels ----

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
    int step = Fields.step(ints, d + KEYS);
    int capacity = ints.get(d + CAPACITY);
    float scale = Fields.number(memory, ints, d + SCALE);
    int p = ints.get(d + SCORES) + context.globalIdx * Lanes.roundUp(capacity);
    int jobs = ints.get(d + ITEMS) * rows * heads;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int n = job / heads;
      int column = (job - n * heads) * width;
      int item = n / rows;
      int r = n - item * rows;
      int start = Fields.ofItem(ints, d + START, item);
      int end = 0;
      if (Fields.present(ints, d + TEXT_END)) {
        end = Math.max(Fields.ofItem(ints, d + TEXT_END, item), r + 1);
      } else {
        end = Math.min(Fields.ofItem(ints, d + POSITION, item) + 1, capacity);
      }
      int q = Fields.row(ints, d + Q, item, r) + column;
      int y = Fields.row(ints, d + Y, item, r) + column;
      int count = end - start;
      int keys = Fields.row(ints, d + KEYS, item, start) + column;
      int values = Fields.row(ints, d + VALUES, item, start) + column;
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
    int step = Fields.step(ints, d + KEYS);
    int capacity = ints.get(d + CAPACITY);
    float scale = Fields.number(memory, ints, d + SCALE);
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
      int start = Fields.ofItem(ints, d + START, item);
      int end = 0;
      if (Fields.present(ints, d + TEXT_END)) {
        end = Math.max(Fields.ofItem(ints, d + TEXT_END, item), r + 1);
      } else {
        end = Math.min(Fields.ofItem(ints, d + POSITION, item) + 1, capacity);
      }
      int q = Fields.row(ints, d + Q, item, r) + first;
      int keys = Fields.row(ints, d + KEYS, item, 0) + first;
      int values = Fields.row(ints, d + VALUES, item, 0) + first;
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
        int y = Fields.row(ints, d + Y, item, r) + first;
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
}
