package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Dim;

/**
 * A convolution as a product over overlapping rows: time-major, the {@code kernel · in} inputs of
 * an output lie together, and those of the next output begin one time step further.
 *
 * <p>Where x is to be rectified, or has no such rows, a piece copies what it needs: with zeros
 * beyond the ends, without the channels that are not read, and with a dilation d sorted into d
 * phases, within which taps are neighbours again.
 */
final class DirectConvolution {

  private static final int MOST_ROWS = 768;
  private static final int FEWEST_ROWS = 4 * Product.ROWS;

  /** The most panels of a piece. */
  private static final int MOST_PANELS = 8;

  /** So many pieces there are at least, where there are enough panels. */
  private static final int PIECES = 16;

  private final int in;
  private final int out;
  private final int kernel;
  private final int pitch; // channels of x, of which the first are read
  private final int panels;
  private final Conv1d.Settings settings;
  private final float[] x;
  private final PaddedRows padded;
  private final float[] weight;
  private final Epilogue epilogue;
  private final SimdGraph g;
  private final Dim xTime;
  private final Dim yTime;
  private final int block; // rows of a piece

  private DirectConvolution(Conv1d op, Epilogue epilogue, SimdGraph g) {
    this.in = op.weight().size(1);
    this.out = op.weight().size(0);
    this.kernel = op.weight().size(2);
    this.pitch = op.x().size(0);
    this.panels = Lanes.panels(out);
    this.settings = op.settings();
    this.x = g.channels(op.x());
    this.padded = new PaddedRows(x, pitch, in, settings.slope());
    this.weight = g.constant(op.weight()).form(Constant.Form.PANELS);
    this.epilogue = epilogue;
    this.g = g;
    this.xTime = op.x().dim(1);
    this.yTime = op.y().dim(1);
    int width = in * (settings.stride() > 1 ? kernel : 1);
    // x of a piece is a share of the L2 cache
    int floats = 1024 * g.parameter(SimdKernels.DIRECT, SimdKernels.BLOCK);
    int rows = Math.clamp(floats / width, FEWEST_ROWS, MOST_ROWS);
    int whole = Product.ROWS * (settings.stride() > 1 ? 1 : settings.dilation());
    this.block =
        Math.min(
            Math.max(whole, rows / whole * whole), Math.ceilDiv(yTime.capacity(), whole) * whole);
  }

  static void bind(Conv1d op, Epilogue epilogue, SimdGraph g) {
    DirectConvolution conv = new DirectConvolution(op, epilogue, g);
    int phases = conv.phases();
    int inputs =
        op.settings().stride() > 1
            ? Product.padded(conv.block) * conv.kernel * conv.in
            : phases * (Product.padded(Math.ceilDiv(conv.block, phases)) + conv.kernel) * conv.in;
    int sums = phases * Product.padded(Math.ceilDiv(conv.block, phases));
    g.want(inputs, sums * Math.min(conv.panels, MOST_PANELS) * PANEL, 0);
    g.add(
        () -> conv.blocks() * conv.groups(),
        (piece, scratch) -> conv.run(piece / conv.groups(), piece % conv.groups(), scratch));
  }

  private int phases() {
    return settings.stride() > 1 ? 1 : settings.dilation();
  }

  private int blocks() {
    return Math.ceilDiv(g.value(yTime), block);
  }

  /** Panels of a piece: all, or fewer where there are few blocks. */
  private int groupPanels() {
    return Math.clamp((long) panels * blocks() / PIECES, 1, Math.min(panels, MOST_PANELS));
  }

  private int groups() {
    return Math.ceilDiv(panels, groupPanels());
  }

  private void run(int index, int group, Scratch scratch) {
    int from = index * block;
    int rows = Math.min(g.value(yTime) - from, block);
    int firstPanel = group * groupPanels();
    int count = Math.min(groupPanels(), panels - firstPanel);
    int depth = kernel * in;
    int w = firstPanel * depth * PANEL;
    int first = firstPanel * PANEL;
    int n = Math.min(out - first, count * PANEL);
    if (asItLies(from, rows)) {
      int at = (from * settings.stride() - settings.padding()) * pitch;
      multiply(x, at, settings.stride() * pitch, rows, w, count, scratch);
      epilogue.finish(scratch.sums, 0, count * PANEL, rows, first, n, from * out + first, out);
    } else if (settings.stride() > 1) {
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < kernel; k++) {
          int t = (from + r) * settings.stride() + k * settings.dilation() - settings.padding();
          padded.copy(g.value(xTime), t, 1, 1, scratch.inputs, (r * kernel + k) * in);
        }
      }
      multiply(scratch.inputs, 0, depth, rows, w, count, scratch);
      epilogue.finish(scratch.sums, 0, count * PANEL, rows, first, n, from * out + first, out);
    } else {
      phases(from, rows, w, count, first, n, scratch);
    }
  }

  /** Stride 1: phase p of dilation d holds the outputs {@code from + p, from + p + d, …}. */
  private void phases(int from, int rows, int w, int count, int first, int n, Scratch scratch) {
    int d = settings.dilation();
    for (int p = 0; p < Math.min(d, rows); p++) {
      int outputs = Math.ceilDiv(rows - p, d);
      int t = from + p - settings.padding();
      padded.copy(g.value(xTime), t, d, outputs + kernel - 1, scratch.inputs, 0);
      multiply(scratch.inputs, 0, in, outputs, w, count, scratch);
      epilogue.finish(
          scratch.sums, 0, count * PANEL, outputs, first, n, (from + p) * out + first, d * out);
    }
  }

  private void multiply(
      float[] a, int at, int stride, int rows, int w, int count, Scratch scratch) {
    int depth = kernel * in;
    if (out <= Lanes.V) {
      Product.multiplyNarrow(a, at, stride, depth, rows, weight, scratch.sums, 0);
    } else {
      Product.multiply(a, at, stride, depth, rows, weight, w, count, scratch.sums, 0);
    }
  }

  /** Whether the rows of these outputs can be read in x itself. */
  private boolean asItLies(int from, int rows) {
    if (settings.slope() != 1 || (kernel > 1 && (settings.dilation() > 1 || pitch != in))) {
      return false;
    }
    int stride = settings.stride();
    int start = from * stride - settings.padding();
    int lastValid = start + (rows - 1) * stride + kernel - 1;
    int lastRead = start + (Product.padded(rows) - 1) * stride + kernel - 1;
    return start >= 0 && lastValid < g.value(xTime) && lastRead < xTime.capacity();
  }
}
