package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * Convolutions over time, plain and transposed, in two launches: {@link #pad} applies the leaky
 * ReLU and surrounds x with zeros, {@link #tile} then needs no tests in its inner loop.
 *
 * <p>Both kinds are the same sum: {@code s[o, t, phase] = Σ_i Σ_q W[o, phase, i, q] · x[i, t +
 * tap(phase, q)]}. A plain convolution has one phase and a tap per kernel element. A transposed one
 * has a phase per output of a stride, which lands at {@code t·stride + phase}. With a stride, x is
 * dealt out into rows that hold every stride-th sample, so that neighbouring outputs always read
 * neighbours.
 */
final class ConvolutionKernels {

  // Descriptor of pad.
  static final int PAD_X = 0;
  static final int PAD_X_ROW = 1;
  static final int PAD_ROWS = 2; // channels
  static final int PAD_TIME = 3; // an extent
  static final int PAD_STRIDE = 5;
  static final int PAD_BEFORE = 6;
  static final int PAD_SLOPE = 7; // a number
  static final int PAD_Y = 8; // [stride, channels, PAD_Y_ROW]
  static final int PAD_Y_ROW = 9;
  static final int PAD_SIZE = 10;

  // Descriptor of tile.
  static final int X = 0;
  static final int X_ROW = 1;
  static final int IN = 2;
  static final int WEIGHT = 3; // [block of 8][phase][in][tap][8]
  static final int TAPS = 4; // ints [phase][tap]: offsets in x
  static final int TAP_COUNT = 5;
  static final int PHASES = 6;
  static final int OUT = 7;
  static final int Y = 8;
  static final int Y_ROW = 9;
  static final int TIME = 10; // time steps per phase, an extent
  static final int BIAS = 12; // [out], or -1
  static final int SHIFT = 13; // [out, 1], or -1
  static final int SHIFT_ROW = 14;
  static final int RESIDUAL = 15; // or -1
  static final int RESIDUAL_ROW = 16;
  static final int SUM = 17; // or -1
  static final int SUM_ROW = 18;
  static final int SCALE = 19; // a number
  static final int ACTIVATION = 20;
  static final int STAGE = 21; // 128 floats for every work-item
  static final int SIZE = 22;

  /** Output channels of a job. */
  static final int TILE = 8;

  private ConvolutionKernels() {}

  /** A job is sixteen neighbours of the result; moves {@code 8·in·time} bytes. */
  static void pad(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    VectorFloat16 vectors = new VectorFloat16(memory);
    int rows = ints.get(d + PAD_ROWS);
    int time = Scalars.extent(ints, d + PAD_TIME);
    int stride = ints.get(d + PAD_STRIDE);
    int before = ints.get(d + PAD_BEFORE);
    float slope = memory.get(ints.get(d + PAD_SLOPE));
    int chunks = ints.get(d + PAD_Y_ROW) / 16;
    int jobs = stride * rows * chunks;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int row = job / chunks; // of the result
      int phase = row / rows;
      int x = ints.get(d + PAD_X) + (row - phase * rows) * ints.get(d + PAD_X_ROW);
      int t = (job - row * chunks) * 16 * stride + phase - before;
      int y = ints.get(d + PAD_Y) + job * 16;
      if (stride == 1 && t >= 0 && t + 16 <= time) {
        vectors.set(y / 16, leaky(memory, x + t, slope));
      } else {
        for (int lane = 0; lane < 16; lane++) {
          int at = t + lane * stride;
          float value = 0f;
          if (at >= 0 && at < time) {
            value = Scalars.leaky(memory.get(x + at), slope);
          }
          memory.set(y + lane, value);
        }
      }
    }
  }

  private static Float16 leaky(FloatArray memory, int at, float slope) {
    return new Float16(
        Scalars.leaky(memory.get(at), slope),
        Scalars.leaky(memory.get(at + 1), slope),
        Scalars.leaky(memory.get(at + 2), slope),
        Scalars.leaky(memory.get(at + 3), slope),
        Scalars.leaky(memory.get(at + 4), slope),
        Scalars.leaky(memory.get(at + 5), slope),
        Scalars.leaky(memory.get(at + 6), slope),
        Scalars.leaky(memory.get(at + 7), slope),
        Scalars.leaky(memory.get(at + 8), slope),
        Scalars.leaky(memory.get(at + 9), slope),
        Scalars.leaky(memory.get(at + 10), slope),
        Scalars.leaky(memory.get(at + 11), slope),
        Scalars.leaky(memory.get(at + 12), slope),
        Scalars.leaky(memory.get(at + 13), slope),
        Scalars.leaky(memory.get(at + 14), slope),
        Scalars.leaky(memory.get(at + 15), slope));
  }

  /**
   * A job is eight output channels of one phase and sixteen time steps: one vector of x feeds eight
   * multiply-adds. Costs {@code 2·in·taps·out·time·phases} operations.
   */
  static void tile(
      KernelContext context,
      FloatArray memory,
      HalfFloatArray halves,
      IntArray ints,
      IntArray cursor,
      int slot) {
    int d = cursor.get(slot);
    VectorFloat16 vectors = new VectorFloat16(memory);
    int in = ints.get(d + IN);
    int taps = ints.get(d + TAP_COUNT);
    int phases = ints.get(d + PHASES);
    int xRow = ints.get(d + X_ROW);
    int time = Scalars.extent(ints, d + TIME);
    int chunks = (time + 15) / 16;
    int blocks = (ints.get(d + OUT) + 7) / 8 * phases;
    int stage = ints.get(d + STAGE) + context.globalIdx * 128;
    int jobs = blocks * chunks;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int block = job / chunks;
      int t = (job - block * chunks) * 16;
      int phase = block % phases;
      int w = ints.get(d + WEIGHT) + block * in * taps * 8;
      int x = ints.get(d + X) + t;
      int tap = ints.get(d + TAPS) + phase * taps;
      Float16 a0 = Lanes.all(0f);
      Float16 a1 = Lanes.all(0f);
      Float16 a2 = Lanes.all(0f);
      Float16 a3 = Lanes.all(0f);
      Float16 a4 = Lanes.all(0f);
      Float16 a5 = Lanes.all(0f);
      Float16 a6 = Lanes.all(0f);
      Float16 a7 = Lanes.all(0f);
      for (int i = 0; i < in; i++) {
        for (int q = 0; q < taps; q++) {
          Float16 xi = Lanes.load(memory, x + ints.get(tap + q));
          a0 = Lanes.add(a0, xi, Lanes.all(memory.get(w)));
          a1 = Lanes.add(a1, xi, Lanes.all(memory.get(w + 1)));
          a2 = Lanes.add(a2, xi, Lanes.all(memory.get(w + 2)));
          a3 = Lanes.add(a3, xi, Lanes.all(memory.get(w + 3)));
          a4 = Lanes.add(a4, xi, Lanes.all(memory.get(w + 4)));
          a5 = Lanes.add(a5, xi, Lanes.all(memory.get(w + 5)));
          a6 = Lanes.add(a6, xi, Lanes.all(memory.get(w + 6)));
          a7 = Lanes.add(a7, xi, Lanes.all(memory.get(w + 7)));
          w += 8;
        }
        x += xRow;
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
      int o = block / phases * 8;
      int count = Math.min(8, ints.get(d + OUT) - o);
      for (int j = 0; j < count; j++) {
        finish(memory, ints, d, stage + j * 16, o + j, t, phase, Math.min(16, time - t));
      }
    }
  }

  /** Everything after the sum, for sixteen time steps of one channel. */
  private static void finish(
      FloatArray memory, IntArray ints, int d, int staged, int o, int t, int phase, int count) {
    VectorFloat16 vectors = new VectorFloat16(memory);
    int s = staged / 16;
    float constant = 0f;
    if (ints.get(d + BIAS) >= 0) {
      constant = memory.get(ints.get(d + BIAS) + o);
    }
    if (ints.get(d + SHIFT) >= 0) {
      constant += memory.get(ints.get(d + SHIFT) + o * ints.get(d + SHIFT_ROW));
    }
    vectors.set(s, Float16.add(vectors.get(s), Lanes.all(constant)));
    if (ints.get(d + RESIDUAL) >= 0) {
      int residual = ints.get(d + RESIDUAL) + o * ints.get(d + RESIDUAL_ROW) + t;
      vectors.set(s, Float16.add(vectors.get(s), vectors.get(residual / 16)));
    }
    float scale = memory.get(ints.get(d + SCALE));
    vectors.set(s, Float16.mult(vectors.get(s), Lanes.all(scale)));
    if (ints.get(d + SUM) >= 0) {
      int sum = ints.get(d + SUM) + o * ints.get(d + SUM_ROW) + t;
      vectors.set(s, Float16.add(vectors.get(s), vectors.get(sum / 16)));
    }
    if (ints.get(d + ACTIVATION) != Scalars.NONE) {
      Scalars.activate(memory, staged, ints.get(d + ACTIVATION));
    }
    int phases = ints.get(d + PHASES);
    int y = ints.get(d + Y) + o * ints.get(d + Y_ROW) + t * phases + phase;
    if (phases == 1) {
      vectors.set(y / 16, vectors.get(s));
    } else {
      for (int lane = 0; lane < count; lane++) {
        memory.set(y + lane * phases, memory.get(staged + lane));
      }
    }
  }
}
