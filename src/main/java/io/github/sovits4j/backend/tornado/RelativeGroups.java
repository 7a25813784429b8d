package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.AttentionKernels.R_HEADS;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_K;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_KEYS;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_KV_ROW;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_Q;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_Q_ROW;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_RELATIVE_KEYS;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_RELATIVE_ROW;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_RELATIVE_VALUES;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_SCALE;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_SCORES;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_SCORES_SIZE;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_TIME;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_V;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_WIDTH;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_WINDOW;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_Y;
import static io.github.sovits4j.backend.tornado.AttentionKernels.R_Y_ROW;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** {@link AttentionKernels#relative} for a device with many small cores. */
final class RelativeGroups {

  /** Work-items of a group. */
  static final int GROUP = 128;

  private RelativeGroups() {}

  /**
   * A group takes one query of one head: its work-items share the keys for the scores, and the
   * channels for the sums.
   */
  static void relative(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    float[] shared = context.allocateFloatLocalArray(128);
    int d = cursor.get(slot);
    int time = Scalars.extent(ints, d + R_TIME);
    int keys = Scalars.extent(ints, d + R_KEYS);
    int width = ints.get(d + R_WIDTH);
    int window = ints.get(d + R_WINDOW);
    int kvRow = ints.get(d + R_KV_ROW);
    int local = context.localIdx;
    int groups = context.globalGroupSizeX / 128;
    // The descriptor counts scores for sixteen queries at once.
    int p = ints.get(d + R_SCORES) + context.groupIdx * (ints.get(d + R_SCORES_SIZE) / 16);
    int jobs = ints.get(d + R_HEADS) * time;
    for (int job = context.groupIdx; job < jobs; job += groups) {
      int head = job / time;
      int t = job - head * time;
      int q = ints.get(d + R_Q) + head * width * ints.get(d + R_Q_ROW) + t;
      int k = ints.get(d + R_K) + head * width * kvRow;
      float max = -3.0e38f;
      for (int j = local; j < keys; j += 128) {
        float dot = 0f;
        for (int c = 0; c < width; c++) {
          dot += memory.get(q + c * ints.get(d + R_Q_ROW)) * memory.get(k + c * kvRow + j);
        }
        if (j - t <= window && t - j <= window) {
          int table =
              ints.get(d + R_RELATIVE_KEYS) + (j - t + window) * ints.get(d + R_RELATIVE_ROW);
          for (int c = 0; c < width; c++) {
            dot += memory.get(q + c * ints.get(d + R_Q_ROW)) * memory.get(table + c);
          }
        }
        float score = dot * memory.get(ints.get(d + R_SCALE));
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
        int v = ints.get(d + R_V) + (head * width + c) * kvRow;
        float value = 0f;
        for (int j = 0; j < keys; j++) {
          value += memory.get(p + j) * memory.get(v + j);
        }
        int table = ints.get(d + R_RELATIVE_VALUES) + c;
        for (int j = first; j < end; j++) {
          int row = (j - t + window) * ints.get(d + R_RELATIVE_ROW);
          value += memory.get(p + j) * memory.get(table + row);
        }
        int y = ints.get(d + R_Y) + (head * width + c) * ints.get(d + R_Y_ROW);
        memory.set(y + t, value * factor);
      }
      context.globalBarrier();
      context.localBarrier();
    }
  }
}
