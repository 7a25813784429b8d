package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.GatedLinear;
import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.UnsupportedStorageException;
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
final class LinearTasks {

  // What a product reads.
  private static final Fields FIELDS = new Fields();
  static final int X = FIELDS.items();
  static final int ROWS_OF_ITEM = FIELDS.extent();
  static final int ITEMS = FIELDS.integer();
  static final int IN = FIELDS.integer();
  static final int WEIGHT = FIELDS.place(); // counted in vectors; of floats or halves, see Stored
  static final int BLOCKS = FIELDS.integer(); // of all parts together
  static final int PART_BLOCKS = FIELDS.integer();
  static final int BIAS = FIELDS.optionalPlace(); // counted in vectors, one per block
  static final int RESIDUAL = FIELDS.optionalItems();
  static final int ACTIVATION = FIELDS.integer();
  static final int STAGE = FIELDS.place(); // 128 floats for every work-item
  static final int PARTS = FIELDS.size(); // behind them, for each part:
  private static final Fields PART = new Fields();
  static final int Y = PART.items();
  static final int POSITION = PART.optionalPlace(); // ints: row of y that row 0 goes to, per item
  static final int CAPACITY = PART.integer(); // rows of an item of y
  static final int ROUNDED = PART.integer(); // whether y is among the halves
  static final int PART_SIZE = PART.size();

  static final Kernel ROW =
      Kernel.of("linear_row", Work.LARGE, LinearTasks::row)
          .onGpu("linear_lanes", Work.groups(LinearTiles.GROUP), LinearTiles::lanes)
          .alsoOfHalves()
          .forFewRows();

  static final Kernel ROWS =
      Kernel.of("linear_rows", Work.LARGE, LinearTasks::rows)
          .onGpu("linear_tiles", Work.groups(LinearTiles.GROUP), LinearTiles::rows)
          .alsoOfHalves();

  /** From this number of rows on, arithmetic outweighs the reading of weights. */
  private static final int MANY_ROWS = 5;

  private LinearTasks() {}

  // ---- binding ----

  static void linear(Linear op, Launches g) {
    product(op.x(), op.weight(), op.bias(), 1, g).activation(ACTIVATION, op.activation());
    part(op.y(), null, g);
  }

  static void linearResidualNorm(LinearResidualNorm op, Launches g) {
    product(op.x(), op.weight(), op.bias(), 1, g)
        .items(RESIDUAL, op.residual())
        .activation(ACTIVATION, Activation.NONE);
    part(op.y(), null, g);
    NormTasks.rows(op.y(), op.gamma(), op.beta(), op.epsilon(), op.y(), g);
  }

  /**
   * Gate and residual are a launch of their own: in this kernel they would be too much to inline.
   */
  static void gatedLinear(GatedLinear op, Launches g) {
    product(op.x(), op.weight(), op.bias(), 1, g).activation(ACTIVATION, Activation.NONE);
    part(op.y(), null, g);
    ModulationTasks.gated(op, g);
  }

  static void projectQkv(ProjectQkv op, Launches g) {
    if (op.keys().type() == DataType.F16 && op.weight().type() == DataType.F32) {
      throw new UnsupportedStorageException(
          TornadoBackend.NAME, op.keys() + " beside a matrix in 32 bits", op.keys().type());
    }
    product(op.x(), op.weight(), op.bias(), 3, g).activation(ACTIVATION, Activation.NONE);
    part(op.q(), null, g);
    part(op.keys(), op.position(), g);
    part(op.values(), op.position(), g);
  }

  /** A product that lacks its activation and its parts. */
  private static Descriptor product(Tensor x, Tensor weight, Tensor bias, int parts, Launches g) {
    Blocks packing = new Blocks(parts);
    int rows = x.rank() < 2 ? 1 : x.size(-2);
    int items = x.elements() / x.size(-1) / rows;
    Descriptor d =
        g.launch(rows * items < MANY_ROWS ? ROW : ROWS, weight.type(), FIELDS)
            .items(X, x)
            .extent(ROWS_OF_ITEM, x.rank() < 2 ? Dim.of(1) : x.dim(-2))
            .integer(ITEMS, items)
            .integer(IN, x.size(-1))
            .place(WEIGHT, g.at(weight, packing) / Lanes.WIDTH)
            .integer(BLOCKS, parts * packing.blocks(weight))
            .integer(PART_BLOCKS, packing.blocks(weight))
            .place(STAGE, g.stage());
    return bias == null ? d : d.place(BIAS, g.at(bias, packing) / Lanes.WIDTH);
  }

  /** The next part of the outputs: where they go. */
  private static void part(Tensor y, Tensor position, Launches g) {
    g.behind(PART)
        .items(Y, y)
        .tensor(POSITION, position)
        .integer(CAPACITY, y.rank() < 2 ? 1 : y.size(-2))
        .flag(ROUNDED, y.type() == DataType.F16);
  }

  /**
   * A product of rows that overlap, each a hop behind the last, with a matrix in {@link Blocks}.
   *
   * @param matrix where it begins
   * @param y where the results go, {@code 16·blocks} a row
   */
  static void overlapping(
      Tensor x, int hop, int in, Dim rows, int matrix, int blocks, int y, Launches g) {
    g.launch(ROWS, FIELDS)
        .items(X, g.at(x), hop, 0)
        .extent(ROWS_OF_ITEM, rows)
        .integer(ITEMS, 1)
        .integer(IN, in)
        .place(WEIGHT, matrix / Lanes.WIDTH)
        .integer(BLOCKS, blocks)
        .integer(PART_BLOCKS, blocks)
        .activation(ACTIVATION, Activation.NONE)
        .place(STAGE, g.stage());
    g.behind(PART)
        .items(Y, y, blocks * Lanes.WIDTH, 0)
        .integer(CAPACITY, rows.capacity())
        .flag(ROUNDED, false);
  }

  /**
   * Blocks of sixteen outputs {@code [part][block][in][16]} of a matrix {@code [parts·out, in]}, or
   * of a vector {@code [parts·out]}.
   */
  record Blocks(int parts) implements Packing {
    @Override
    public float[] pack(Tensor tensor, float[] values) {
      int out = tensor.size(0) / parts;
      int in = tensor.elements() / tensor.size(0);
      int blocks = blocks(tensor);
      float[] packed = new float[parts * blocks * in * Lanes.WIDTH];
      for (int part = 0; part < parts; part++) {
        for (int o = 0; o < out; o++) {
          int block = part * blocks + o / Lanes.WIDTH;
          for (int i = 0; i < in; i++) {
            packed[(block * in + i) * Lanes.WIDTH + o % Lanes.WIDTH] =
                values[(part * out + o) * in + i];
          }
        }
      }
      return packed;
    }

    /** Blocks of one part. */
    int blocks(Tensor tensor) {
      return Lanes.roundUp(tensor.size(0) / parts) / Lanes.WIDTH;
    }
  }

  // ---- kernels ----

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
    int rows = Fields.extent(ints, d + ROWS_OF_ITEM);
    int quarter = (blocks + 3) / 4;
    int stage = ints.get(d + STAGE) + context.globalIdx * 128;
    int jobs = quarter * rows * ints.get(d + ITEMS);
    for (int job = context.globalIdx; job < jobs; job += context.globalGroupSizeX) {
      int n = job / quarter;
      int b0 = job - n * quarter;
      int item = n / rows;
      int r = n - item * rows;
      int x = Fields.row(ints, d + X, item, r);
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
    int rows = Fields.extent(ints, d + ROWS_OF_ITEM);
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

  /** Where row n of all items starts in x; rows beyond the last are the last. */
  static int rowOf(IntArray ints, int d, int n, int rows, int total) {
    int row = Math.min(n, total - 1);
    int item = row / rows;
    return Fields.row(ints, d + X, item, row - item * rows);
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
    if (Fields.present(ints, p + POSITION)) {
      row = r + Fields.ofItem(ints, p + POSITION, item);
    }
    if (row < ints.get(p + CAPACITY)) {
      int s = staged / 16;
      if (Fields.present(ints, d + BIAS)) {
        vectors.set(s, Float16.add(vectors.get(s), vectors.get(ints.get(d + BIAS) + block)));
      }
      if (Fields.present(ints, d + RESIDUAL)) {
        int residual = Fields.row(ints, d + RESIDUAL, item, r) + column;
        vectors.set(s, Float16.add(vectors.get(s), vectors.get(residual / 16)));
      }
      if (ints.get(d + ACTIVATION) != Scalars.NONE) {
        Scalars.activate(memory, staged, ints.get(d + ACTIVATION));
      }
      int y = Fields.row(ints, p + Y, item, row) + column;
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
