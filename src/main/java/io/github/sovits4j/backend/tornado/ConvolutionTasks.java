package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.GroupedConv1d;
import io.github.sovits4j.ops.Tensor;
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
final class ConvolutionTasks {

  // What pad reads.
  private static final Fields PADDING = new Fields();
  static final int UNPADDED = PADDING.rows();
  static final int CHANNELS = PADDING.integer();
  static final int UNPADDED_TIME = PADDING.extent();
  static final int STRIDE = PADDING.integer();
  static final int BEFORE = PADDING.integer();
  static final int SLOPE = PADDING.number();
  static final int PADDED = PADDING.rows(); // [stride, channels, distance]

  // What tile reads.
  private static final Fields FIELDS = new Fields();
  static final int X = FIELDS.rows();
  static final int IN = FIELDS.integer();
  static final int WEIGHT = FIELDS.place(); // [block of 8][phase][in][tap][8]
  static final int TAPS = FIELDS.place(); // ints [phase][tap]: offsets in x
  static final int TAP_COUNT = FIELDS.integer();
  static final int PHASES = FIELDS.integer();
  static final int OUT = FIELDS.integer();
  static final int Y = FIELDS.rows();
  static final int TIME = FIELDS.extent(); // of y: the steps of all phases
  static final int BIAS = FIELDS.optionalPlace(); // [out]
  static final int SHIFT = FIELDS.optionalRows(); // [out, 1]
  static final int RESIDUAL = FIELDS.optionalRows();
  static final int SUM = FIELDS.optionalRows();
  static final int SCALE = FIELDS.number();
  static final int ACTIVATION = FIELDS.integer();
  static final int STAGE = FIELDS.place(); // 128 floats for every work-item

  static final Kernel PAD =
      Kernel.of("pad", Work.LARGE, ConvolutionTasks::pad)
          .onGpu("pad_lanes", Work.ELEMENTS, ConvolutionLanes::pad);

  static final Kernel TILE =
      Kernel.of("tile", Work.LARGE, ConvolutionTasks::tile)
          .onGpu("tile_lanes", Work.groups(ConvolutionLanes.GROUP), ConvolutionLanes::tile);

  /** Output channels of a job. */
  static final int TILE_SIZE = 8;

  private ConvolutionTasks() {}

  // ---- binding ----

  static void conv1d(Conv1d op, Launches g) {
    Conv1d.Settings settings = op.settings();
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    int stride = settings.stride();
    int reach = settings.dilation() * (kernel - 1);
    boolean direct =
        kernel == 1 && stride == 1 && settings.padding() == 0 && settings.slope() == 1f;
    int row = Rows.step(op.x());
    int x = g.at(op.x());
    int[] taps = new int[kernel];
    if (!direct) {
      row = Lanes.roundUp(op.y().size(1) + reach / stride + 1) + Lanes.WIDTH;
      x = pad(op.x(), in, stride, settings.padding(), settings.slope(), row, g);
      for (int k = 0; k < kernel; k++) {
        int offset = k * settings.dilation();
        taps[k] = offset % stride * in * row + offset / stride;
      }
    }
    tile(x, row, in, taps, 1, g)
        .integer(OUT, op.y().size(0))
        .extent(TIME, op.y().dim(1))
        .place(WEIGHT, g.at(op.weight(), new Tiles()))
        .rows(Y, op.y())
        .tensor(BIAS, op.bias())
        .rows(SHIFT, op.shift())
        .rows(RESIDUAL, op.residual())
        .rows(SUM, op.sum())
        .number(SCALE, settings.scale())
        .activation(ACTIVATION, settings.activation());
  }

  /** Padded once; then a convolution for every group. */
  static void groupedConv1d(GroupedConv1d op, Launches g) {
    int groups = op.groups();
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    int outs = op.weight().size(0) / groups; // of a group
    int row = Lanes.roundUp(op.y().size(1) + kernel) + Lanes.WIDTH;
    int x = pad(op.x(), groups * in, 1, op.padding(), 1f, row, g);
    int[] taps = new int[kernel];
    for (int k = 0; k < kernel; k++) {
      taps[k] = k;
    }
    GroupedTiles packing = new GroupedTiles(groups);
    for (int group = 0; group < groups; group++) {
      tile(x + group * in * row, row, in, taps, 1, g)
          .integer(OUT, outs)
          .extent(TIME, op.y().dim(1))
          .place(WEIGHT, g.at(op.weight(), packing) + group * packing.elements(op.weight()))
          .rowsFrom(Y, op.y(), group * outs)
          .place(BIAS, g.at(op.bias()) + group * outs)
          .number(SCALE, 1f)
          .activation(ACTIVATION, op.activation());
    }
  }

  static void convTranspose1d(ConvTranspose1d op, Launches g) {
    int in = op.weight().size(0);
    int stride = op.stride();
    Phases packing = new Phases(stride, op.padding());
    int tapCount = packing.taps(op.weight().size(2));
    int reach = (stride - 1 + op.padding()) / stride;
    int row = Lanes.roundUp(op.x().size(1) + tapCount + reach + 2) + Lanes.WIDTH;
    int x = pad(op.x(), in, 1, tapCount, op.slope(), row, g);
    int[] taps = new int[stride * tapCount];
    for (int phase = 0; phase < stride; phase++) {
      for (int q = 0; q < tapCount; q++) {
        taps[phase * tapCount + q] = tapCount + (phase + op.padding()) / stride - q;
      }
    }
    tile(x, row, in, taps, stride, g)
        .integer(OUT, op.y().size(0))
        .extent(TIME, op.y().dim(1))
        .place(WEIGHT, g.at(op.weight(), packing))
        .rows(Y, op.y())
        .tensor(BIAS, op.bias())
        .number(SCALE, 1f)
        .activation(ACTIVATION, Activation.NONE);
  }

  /** A coupling is a copy of the first half and a convolution of kernel 1, subtracted from x. */
  static void couple(Couple op, Launches g) {
    int half = op.weight().size(0);
    TimeTasks.copyChannels(op.x(), op.y(), half, g);
    tile(g.at(op.h()), Rows.step(op.h()), op.weight().size(1), new int[1], 1, g)
        .integer(OUT, half)
        .extent(TIME, op.x().dim(1))
        .place(WEIGHT, g.at(op.weight(), new Tiles()))
        .rowsFrom(Y, op.y(), half)
        .tensor(BIAS, op.bias())
        .rowsFrom(SUM, op.x(), half)
        .number(SCALE, -1f)
        .activation(ACTIVATION, Activation.NONE);
  }

  /** Returns where the padded x lies. */
  private static int pad(
      Tensor x, int channels, int stride, int before, float slope, int row, Launches g) {
    int padded = g.scratch(stride * channels * row);
    g.launch(PAD, PADDING)
        .rows(UNPADDED, x)
        .integer(CHANNELS, channels)
        .extent(UNPADDED_TIME, x.dim(1))
        .integer(STRIDE, stride)
        .integer(BEFORE, before)
        .number(SLOPE, slope)
        .rows(PADDED, padded, row);
    return padded;
  }

  /** A convolution that lacks weights, results and settings. */
  private static Descriptor tile(int x, int row, int in, int[] taps, int phases, Launches g) {
    return g.launch(TILE, FIELDS)
        .rows(X, x, row)
        .integer(IN, in)
        .list(TAPS, taps)
        .integer(TAP_COUNT, taps.length / phases)
        .integer(PHASES, phases)
        .place(STAGE, g.stage());
  }

  /** {@code [block of 8][in][tap][8]} of {@code [out, in, kernel]}. */
  record Tiles() implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      return new GroupedTiles(1).pack(tensor, values);
    }
  }

  /** As {@link Tiles}, those of one group behind those of the other. */
  record GroupedTiles(int groups) implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      int outs = tensor.size(0) / groups;
      int in = tensor.size(1);
      int kernel = tensor.size(2);
      int tile = TILE_SIZE;
      int size = elements(tensor);
      float[] packed = new float[groups * size];
      for (int o = 0; o < groups * outs; o++) {
        int block = o / outs * size + o % outs / tile * in * kernel * tile;
        for (int i = 0; i < in; i++) {
          for (int k = 0; k < kernel; k++) {
            packed[block + (i * kernel + k) * tile + o % outs % tile] =
                values[(o * in + i) * kernel + k];
          }
        }
      }
      return packed;
    }

    /** Elements of a group. */
    int elements(Tensor tensor) {
      int outs = tensor.size(0) / groups;
      return (outs + TILE_SIZE - 1) / TILE_SIZE * TILE_SIZE * tensor.size(1) * tensor.size(2);
    }
  }

  /**
   * {@code [block of 8][phase][in][tap][8]} of {@code [in, out, kernel]}; for transposed ones. Tap
   * q of a phase is kernel element {@code (phase + padding) % stride + q·stride}.
   */
  record Phases(int stride, int padding) implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      int in = tensor.size(0);
      int out = tensor.size(1);
      int kernel = tensor.size(2);
      int tile = TILE_SIZE;
      int taps = taps(kernel);
      float[] packed = new float[(out + tile - 1) / tile * stride * in * taps * tile];
      for (int o = 0; o < out; o++) {
        for (int phase = 0; phase < stride; phase++) {
          for (int i = 0; i < in; i++) {
            for (int q = 0; q < taps; q++) {
              int k = (phase + padding) % stride + q * stride;
              if (k < kernel) {
                int block = o / tile * stride + phase;
                packed[((block * in + i) * taps + q) * tile + o % tile] =
                    values[(i * out + o) * kernel + k];
              }
            }
          }
        }
      }
      return packed;
    }

    int taps(int kernel) {
      return (kernel + stride - 1) / stride;
    }
  }

  // ---- kernels ----

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
    int rows = ints.get(d + CHANNELS);
    int time = Fields.extent(ints, d + UNPADDED_TIME);
    int stride = ints.get(d + STRIDE);
    int before = ints.get(d + BEFORE);
    float slope = Fields.number(memory, ints, d + SLOPE);
    int chunks = Fields.step(ints, d + PADDED) / 16;
    int jobs = stride * rows * chunks;
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int row = job / chunks; // of the result
      int phase = row / rows;
      int x = Fields.row(ints, d + UNPADDED, row - phase * rows);
      int t = (job - row * chunks) * 16 * stride + phase - before;
      int y = ints.get(d + PADDED) + job * 16;
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
    int xRow = Fields.step(ints, d + X);
    int time = Fields.extent(ints, d + TIME);
    int chunks = ((time + phases - 1) / phases + 15) / 16;
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
        int steps = (time - phase + phases - 1) / phases - t; // none, where one phase has more
        finish(memory, ints, d, stage + j * 16, o + j, t, phase, Math.min(16, steps));
      }
    }
  }

  /** Everything after the sum, for sixteen time steps of one channel. */
  private static void finish(
      FloatArray memory, IntArray ints, int d, int staged, int o, int t, int phase, int count) {
    VectorFloat16 vectors = new VectorFloat16(memory);
    int s = staged / 16;
    float constant = 0f;
    if (Fields.present(ints, d + BIAS)) {
      constant = memory.get(ints.get(d + BIAS) + o);
    }
    if (Fields.present(ints, d + SHIFT)) {
      constant += memory.get(Fields.row(ints, d + SHIFT, o));
    }
    vectors.set(s, Float16.add(vectors.get(s), Lanes.all(constant)));
    if (Fields.present(ints, d + RESIDUAL)) {
      int residual = Fields.row(ints, d + RESIDUAL, o) + t;
      vectors.set(s, Float16.add(vectors.get(s), vectors.get(residual / 16)));
    }
    float scale = Fields.number(memory, ints, d + SCALE);
    vectors.set(s, Float16.mult(vectors.get(s), Lanes.all(scale)));
    if (Fields.present(ints, d + SUM)) {
      int sum = Fields.row(ints, d + SUM, o) + t;
      vectors.set(s, Float16.add(vectors.get(s), vectors.get(sum / 16)));
    }
    if (ints.get(d + ACTIVATION) != Scalars.NONE) {
      Scalars.activate(memory, staged, ints.get(d + ACTIVATION));
    }
    int phases = ints.get(d + PHASES);
    int y = Fields.row(ints, d + Y, o) + t * phases + phase;
    if (phases == 1) {
      vectors.set(y / 16, vectors.get(s));
    } else {
      for (int lane = 0; lane < count; lane++) {
        memory.set(y + lane * phases, memory.get(staged + lane));
      }
    }
  }
}
