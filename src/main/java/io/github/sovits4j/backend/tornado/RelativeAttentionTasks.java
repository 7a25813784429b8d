package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.Attention;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * Attention between time axes, with optional relative positions; see {@link Attention}. Every
 * work-item, or group of them, keeps the scores of its job in a stretch of its own.
 */
final class RelativeAttentionTasks {

  private static final Fields FIELDS = new Fields();
  private static final int Q = FIELDS.rows();
  private static final int K = FIELDS.rows();
  private static final int V = FIELDS.rows();
  private static final int Y = FIELDS.rows();
  private static final int TIME = FIELDS.extent();
  private static final int KEYS = FIELDS.extent();
  private static final int HEADS = FIELDS.integer();
  private static final int WIDTH = FIELDS.integer(); // of a head
  private static final int WINDOW = FIELDS.integer(); // or -1
  private static final int RELATIVE_KEYS = FIELDS.optionalRows();
  private static final int RELATIVE_VALUES = FIELDS.optionalRows();
  private static final int SCALE = FIELDS.number();
  private static final int SCORES = FIELDS.rows(); // one for every work-item

  static final Kernel RELATIVE =
      Kernel.of("relative", Work.LARGE, RelativeAttentionTasks::relative)
          .onGpu("relative_group", Work.groups(128), RelativeAttentionTasks::relativeGroup);

  private RelativeAttentionTasks() {}

  // ---- binding ----

  static void attention(Attention op, Launches g) {
    int scores = op.kv().size(1) * Lanes.WIDTH; // for sixteen queries at once
    int jobs = op.heads() * Lanes.roundUp(op.q().size(1)) / Lanes.WIDTH;
    g.launch(RELATIVE, FIELDS)
        .rowsFrom(Q, op.q(), op.qChannel())
        .rowsFrom(K, op.kv(), op.kChannel())
        .rowsFrom(V, op.kv(), op.vChannel())
        .rows(Y, op.y())
        .extent(TIME, op.q().dim(1))
        .extent(KEYS, op.kv().dim(1))
        .integer(HEADS, op.heads())
        .integer(WIDTH, op.y().size(0) / op.heads())
        .integer(WINDOW, op.window())
        .rows(RELATIVE_KEYS, op.relativeKeys())
        .rows(RELATIVE_VALUES, op.relativeValues())
        .number(SCALE, op.scale())
        .rows(SCORES, g.scratch(g.atOnce(jobs) * scores), scores);
  }

  // ---- kernels ----

  /**
   * A job is one head and sixteen neighbouring queries, one in each lane; keys and values are
   * broadcast. Costs {@code 4·d·time·keys} operations.
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
    int time = Fields.extent(ints, d + TIME);
    int keys = Fields.extent(ints, d + KEYS);
    int width = ints.get(d + WIDTH);
    int window = ints.get(d + WINDOW);
    int qRow = Fields.step(ints, d + Q);
    int kvRow = Fields.step(ints, d + K);
    int yRow = Fields.step(ints, d + Y);
    float scale = Fields.number(memory, ints, d + SCALE);
    int p = Fields.row(ints, d + SCORES, context.globalIdx);
    int chunks = (time + 15) / 16;
    int jobs = ints.get(d + HEADS) * chunks;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int head = job / chunks;
      int t = (job - head * chunks) * 16;
      int count = Math.min(16, time - t);
      int q = Fields.row(ints, d + Q, head * width) + t;
      int k = Fields.row(ints, d + K, head * width);
      int v = Fields.row(ints, d + V, head * width);
      int y = Fields.row(ints, d + Y, head * width) + t;
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
    int window = ints.get(d + WINDOW);
    int width = ints.get(d + WIDTH);
    float scale = Fields.number(memory, ints, d + SCALE);
    for (int lane = 0; lane < count; lane++) {
      int i = t + lane;
      int end = Math.min(keys, i + window + 1);
      for (int j = Math.max(0, i - window); j < end; j++) {
        int table = Fields.row(ints, d + RELATIVE_KEYS, j - i + window);
        float dot = 0f;
        for (int c = 0; c < width; c++) {
          dot += memory.get(q + c * Fields.step(ints, d + Q) + lane) * memory.get(table + c);
        }
        int at = p + j * 16 + lane;
        memory.set(at, memory.get(at) + dot * scale);
      }
    }
  }

  private static void addRelativeValues(
      FloatArray memory, IntArray ints, int d, int p, int y, int t, int count, int keys) {
    int window = ints.get(d + WINDOW);
    int width = ints.get(d + WIDTH);
    for (int lane = 0; lane < count; lane++) {
      int i = t + lane;
      int end = Math.min(keys, i + window + 1);
      for (int j = Math.max(0, i - window); j < end; j++) {
        int table = Fields.row(ints, d + RELATIVE_VALUES, j - i + window);
        float weight = memory.get(p + j * 16 + lane);
        for (int c = 0; c < width; c++) {
          int at = y + c * Fields.step(ints, d + Y) + lane;
          memory.set(at, memory.get(at) + weight * memory.get(table + c));
        }
      }
    }
  }

  /**
   * As {@link #relative} for a device with many small cores: a group takes one query of one head:
   * its work-items share the keys for the scores, and the channels for the sums.
   */
  static void relativeGroup(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    float[] shared = context.allocateFloatLocalArray(128);
    int d = cursor.get(slot);
    int time = Fields.extent(ints, d + TIME);
    int keys = Fields.extent(ints, d + KEYS);
    int width = ints.get(d + WIDTH);
    int window = ints.get(d + WINDOW);
    int kvRow = Fields.step(ints, d + K);
    int local = context.localIdx;
    int groups = context.globalGroupSizeX / 128;
    // The descriptor counts scores for sixteen queries at once.
    int p = ints.get(d + SCORES) + context.groupIdx * (Fields.step(ints, d + SCORES) / 16);
    int jobs = ints.get(d + HEADS) * time;
    for (int job = context.groupIdx; job < jobs; job += groups) {
      int head = job / time;
      int t = job - head * time;
      int q = Fields.row(ints, d + Q, head * width) + t;
      int k = Fields.row(ints, d + K, head * width);
      float max = -3.0e38f;
      for (int j = local; j < keys; j += 128) {
        float dot = 0f;
        for (int c = 0; c < width; c++) {
          dot += memory.get(q + c * Fields.step(ints, d + Q)) * memory.get(k + c * kvRow + j);
        }
        if (j - t <= window && t - j <= window) {
          int table = Fields.row(ints, d + RELATIVE_KEYS, j - t + window);
          for (int c = 0; c < width; c++) {
            dot += memory.get(q + c * Fields.step(ints, d + Q)) * memory.get(table + c);
          }
        }
        float score = dot * Fields.number(memory, ints, d + SCALE);
        memory.set(p + j, score);
        max = TornadoMath.max(max, score);
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
      for (int j = local; j < keys; j += 128) {
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
      int first = Math.max(0, t - window);
      int end = Math.min(keys, t + window + 1); // none without a window, which is -1
      for (int c = local; c < width; c += 128) {
        int v = Fields.row(ints, d + V, head * width + c);
        float value = 0f;
        for (int j = 0; j < keys; j++) {
          value += memory.get(p + j) * memory.get(v + j);
        }
        for (int j = first; j < end; j++) {
          int table = Fields.row(ints, d + RELATIVE_VALUES, j - t + window);
          value += memory.get(p + j) * memory.get(table + c);
        }
        int y = Fields.row(ints, d + Y, head * width + c);
        memory.set(y + t, value * factor);
      }
      context.globalBarrier();
      context.localBarrier();
    }
  }
}
