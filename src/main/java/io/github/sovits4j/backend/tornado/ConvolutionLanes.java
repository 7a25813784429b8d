package io.github.sovits4j.backend.tornado;

import static io.github.sovits4j.backend.tornado.ConvolutionTasks.ACTIVATION;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.BEFORE;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.BIAS;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.CHANNELS;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.IN;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.OUT;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.PADDED;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.PHASES;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.RESIDUAL;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.SCALE;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.SHIFT;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.SLOPE;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.STRIDE;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.SUM;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.TAPS;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.TAP_COUNT;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.TIME;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.UNPADDED;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.UNPADDED_TIME;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.WEIGHT;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.X;
import static io.github.sovits4j.backend.tornado.ConvolutionTasks.Y;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * {@link ConvolutionTasks} for a device with many small cores: descriptors and sums as there, but a
 * lane is a work-item, so that neighbours read neighbouring time steps.
 */
final class ConvolutionLanes {

  /** Work-items of a group of {@link #tile}. */
  static final int GROUP = 64;

  private ConvolutionLanes() {}

  /** One element of the padded rows per work-item, in a grid-stride loop. */
  static void pad(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    int rows = ints.get(d + CHANNELS);
    int time = Fields.extent(ints, d + UNPADDED_TIME);
    int stride = ints.get(d + STRIDE);
    int step = Fields.step(ints, d + PADDED);
    float slope = Fields.number(memory, ints, d + SLOPE);
    int n = stride * rows * step;
    for (int e = context.globalIdx; e < n; e += context.globalGroupSizeX) {
      int row = e / step;
      int phase = row / rows;
      int t = (e - row * step) * stride + phase - ints.get(d + BEFORE);
      float value = 0f;
      if (t >= 0 && t < time) {
        int x = Fields.row(ints, d + UNPADDED, row - phase * rows);
        value = Scalars.leaky(memory.get(x + t), slope);
      }
      memory.set(ints.get(d + PADDED) + e, value);
    }
  }

  /**
   * A group takes eight output channels of one phase and 128 time steps, a work-item two of these,
   * 64 apart: two loads of x and eight of weights, the same for the whole group, feed sixteen
   * multiply-adds.
   */
  static void tile(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    float[] sums = context.allocateFloatLocalArray(1024); // sixteen for every work-item
    int d = cursor.get(slot);
    int in = ints.get(d + IN);
    int taps = ints.get(d + TAP_COUNT);
    int phases = ints.get(d + PHASES);
    int time = Fields.extent(ints, d + TIME);
    int steps = (time + phases - 1) / phases;
    int chunks = (steps + 127) / 128;
    int jobs = (ints.get(d + OUT) + 7) / 8 * phases * chunks;
    int groups = context.globalGroupSizeX / 64;
    int local = context.localIdx;
    for (int job = context.groupIdx; job < jobs; job += groups) {
      int block = job / chunks;
      int phase = block % phases;
      int t = (job - block * chunks) * 128 + local;
      int w = ints.get(d + WEIGHT) + block * in * taps * 8;
      int x0 = ints.get(d + X) + Math.min(t, steps - 1);
      int x1 = ints.get(d + X) + Math.min(t + 64, steps - 1);
      int tap = ints.get(d + TAPS) + phase * taps;
      float a0 = 0f;
      float a1 = 0f;
      float a2 = 0f;
      float a3 = 0f;
      float a4 = 0f;
      float a5 = 0f;
      float a6 = 0f;
      float a7 = 0f;
      float b0 = 0f;
      float b1 = 0f;
      float b2 = 0f;
      float b3 = 0f;
      float b4 = 0f;
      float b5 = 0f;
      float b6 = 0f;
      float b7 = 0f;
      for (int i = 0; i < in; i++) {
        for (int q = 0; q < taps; q++) {
          int offset = i * Fields.step(ints, d + X) + ints.get(tap + q);
          float a = memory.get(x0 + offset);
          float b = memory.get(x1 + offset);
          float w0 = memory.get(w);
          float w1 = memory.get(w + 1);
          float w2 = memory.get(w + 2);
          float w3 = memory.get(w + 3);
          float w4 = memory.get(w + 4);
          float w5 = memory.get(w + 5);
          float w6 = memory.get(w + 6);
          float w7 = memory.get(w + 7);
          a0 += a * w0;
          a1 += a * w1;
          a2 += a * w2;
          a3 += a * w3;
          a4 += a * w4;
          a5 += a * w5;
          a6 += a * w6;
          a7 += a * w7;
          b0 += b * w0;
          b1 += b * w1;
          b2 += b * w2;
          b3 += b * w3;
          b4 += b * w4;
          b5 += b * w5;
          b6 += b * w6;
          b7 += b * w7;
          w += 8;
        }
      }
      sums[local] = a0;
      sums[local + 64] = a1;
      sums[local + 128] = a2;
      sums[local + 192] = a3;
      sums[local + 256] = a4;
      sums[local + 320] = a5;
      sums[local + 384] = a6;
      sums[local + 448] = a7;
      sums[local + 512] = b0;
      sums[local + 576] = b1;
      sums[local + 640] = b2;
      sums[local + 704] = b3;
      sums[local + 768] = b4;
      sums[local + 832] = b5;
      sums[local + 896] = b6;
      sums[local + 960] = b7;
      int o = block / phases * 8;
      int count = Math.min(8, ints.get(d + OUT) - o);
      for (int j = 0; j < 2 * 8; j++) {
        int at = t + j / 8 * 64;
        if (j % 8 < count && at * phases + phase < time) {
          finish(memory, ints, d, sums[j * 64 + local], o + j % 8, at, phase);
        }
      }
    }
  }

  /** Everything after the sum, for one element. */
  private static void finish(
      FloatArray memory, IntArray ints, int d, float sum, int o, int t, int phase) {
    float value = sum;
    if (Fields.present(ints, d + BIAS)) {
      value += memory.get(ints.get(d + BIAS) + o);
    }
    if (Fields.present(ints, d + SHIFT)) {
      value += memory.get(Fields.row(ints, d + SHIFT, o));
    }
    if (Fields.present(ints, d + RESIDUAL)) {
      value += memory.get(Fields.row(ints, d + RESIDUAL, o) + t);
    }
    value *= Fields.number(memory, ints, d + SCALE);
    if (Fields.present(ints, d + SUM)) {
      value += memory.get(Fields.row(ints, d + SUM, o) + t);
    }
    if (ints.get(d + ACTIVATION) != Scalars.NONE) {
      value = Scalars.activate(ints.get(d + ACTIVATION), value);
    }
    int y = Fields.row(ints, d + Y, o);
    memory.set(y + t * ints.get(d + PHASES) + phase, value);
  }
}
