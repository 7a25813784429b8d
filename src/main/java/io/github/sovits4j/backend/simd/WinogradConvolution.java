package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Dim;

/**
 * A convolution by {@link Winograd}: for each product of a tile a matrix product over all tiles of
 * a piece, between two transforms. With a dilation d the outputs fall into d phases, each a
 * convolution of its own; tiles of a phase lie together, so that the pieces of a long kernel are
 * neighbouring inputs of one product.
 */
final class WinogradConvolution {

  private final Winograd way;
  private final int in;
  private final int out;
  private final int pieces;
  private final int dilation;
  private final int padding;
  private final float slope;
  private final float[] x;
  private final PaddedRows padded; // as they are: the transform rectifies
  private final float[] weight;
  private final Epilogue epilogue;
  private final SimdGraph g;
  private final Dim time;
  private final int tiles; // of a phase in a piece, a multiple of the rows of a product's tile

  private WinogradConvolution(Conv1d op, Winograd way, int tiles, Epilogue epilogue, SimdGraph g) {
    this.way = way;
    this.in = op.weight().size(1);
    this.out = op.weight().size(0);
    this.pieces = way.pieces(op.weight().size(2));
    this.dilation = op.settings().dilation();
    this.padding = op.settings().padding();
    this.slope = op.settings().slope();
    this.x = g.channels(op.x());
    this.padded = new PaddedRows(x, in, in, 1);
    this.weight = g.constant(op.weight()).transformed(way);
    this.epilogue = epilogue;
    this.g = g;
    this.time = op.x().dim(1);
    this.tiles = Math.min(Product.padded(Math.max(1, tiles / dilation)), tilesFor(time.capacity()));
  }

  /** Whether a convolution is of the kind that can be transformed. */
  static boolean fits(Conv1d op) {
    Conv1d.Settings s = op.settings();
    return s.stride() == 1
        && op.y().dim(1).equals(op.x().dim(1))
        && 2 * s.padding() == s.dilation() * (op.weight().size(2) - 1)
        && op.x().size(0) == op.weight().size(1)
        && op.weight().size(1) % Lanes.V == 0
        && op.weight().size(0) % Lanes.PANEL == 0;
  }

  /**
   * @param tiles how many a piece has, about; all phases together
   */
  static void bind(Conv1d op, Winograd way, int tiles, Epilogue epilogue, SimdGraph g) {
    WinogradConvolution conv = new WinogradConvolution(op, way, tiles, epilogue, g);
    int rows = conv.dilation * (conv.tiles + conv.pieces - 1);
    int transformed = way.products() * rows * conv.in;
    int sums = way.products() * conv.dilation * conv.tiles * conv.out;
    g.want(
        transformed,
        sums,
        Math.max(conv.inputRows(conv.tiles) * conv.in, way.outputs() * conv.out));
    g.add(() -> Math.ceilDiv(g.value(conv.time), conv.outputsOf(conv.tiles)), conv::run);
  }

  private int outputsOf(int tilesOfPhase) {
    return tilesOfPhase * way.outputs() * dilation;
  }

  /** Tiles of a phase that cover so many outputs, filled up to whole tiles of the product. */
  private int tilesFor(int outputs) {
    return Product.padded(Math.ceilDiv(outputs, way.outputs() * dilation));
  }

  /** Rows of x that so many tiles of each phase read. */
  private int inputRows(int tilesOfPhase) {
    return ((tilesOfPhase + pieces - 2) * way.outputs() + way.products()) * dilation;
  }

  private void run(int piece, Scratch scratch) {
    int from = piece * outputsOf(tiles);
    int outputs = Math.min(outputsOf(tiles), g.value(time) - from);
    int count = Math.min(tiles, tilesFor(outputs));
    transformInput(from, count, scratch);
    multiply(count, scratch);
    transformOutput(from, outputs, count, scratch);
  }

  /** {@code [product][phase][tile][in]}, with the tiles that only later pieces of the taps meet. */
  private void transformInput(int from, int count, Scratch scratch) {
    int first = from - padding;
    int rows = inputRows(count);
    float[] source = x;
    int at = first * in;
    if (first < 0 || first + rows > g.value(time)) {
      source = scratch.weights;
      at = 0;
      padded.copy(g.value(time), first, 1, rows, source, 0);
    }
    int perPhase = count + pieces - 1;
    int size = dilation * perPhase * in;
    for (int phase = 0; phase < dilation; phase++) {
      for (int tile = 0; tile < perPhase; tile++) {
        WinogradKernels.input(
            way,
            source,
            at + (tile * way.outputs() * dilation + phase) * in,
            dilation * in,
            slope,
            scratch.inputs,
            (phase * perPhase + tile) * in,
            size,
            in);
      }
    }
  }

  /** {@code [product][phase][tile][out]}. */
  private void multiply(int count, Scratch scratch) {
    int perPhase = count + pieces - 1;
    int depth = pieces * in;
    int panels = Lanes.panels(out);
    for (int product = 0; product < way.products(); product++) {
      for (int phase = 0; phase < dilation; phase++) {
        Product.multiply(
            scratch.inputs,
            (product * dilation + phase) * perPhase * in,
            in,
            depth,
            count,
            weight,
            product * out * depth,
            panels,
            scratch.sums,
            (product * dilation + phase) * count * out);
      }
    }
  }

  private void transformOutput(int from, int outputs, int count, Scratch scratch) {
    int size = dilation * count * out;
    int step = dilation * out;
    for (int phase = 0; phase < dilation; phase++) {
      for (int tile = 0; tile < count; tile++) {
        int first = tile * way.outputs() * dilation + phase; // output, within the piece
        int rows = Math.min(way.outputs(), Math.ceilDiv(outputs - first, dilation));
        if (rows > 0) {
          WinogradKernels.output(
              way, scratch.sums, (phase * count + tile) * out, size, scratch.weights, 0, out, out);
          epilogue.finish(scratch.weights, 0, out, rows, 0, out, (from + first) * out, step);
        }
      }
    }
  }
}
