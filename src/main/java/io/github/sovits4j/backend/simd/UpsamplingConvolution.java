package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Dim;

/**
 * A transposed convolution by phases: the outputs {@code stride·m + phase} are an ordinary
 * convolution of x with every stride-th tap, so a phase is a product over overlapping rows, and
 * nothing is added twice.
 */
final class UpsamplingConvolution {

  /** Floats of x that a piece works on. */
  private static final int BLOCK = 12 * 1024;

  private static final int MOST_ROWS = 384;
  private static final int FEWEST_ROWS = 4 * Product.ROWS;

  private final int in;
  private final int out;
  private final int stride;
  private final int panels;
  private final PaddedRows padded;
  private final float[] weight;
  private final Packing.Phase[] phases;
  private final int[] starts; // of the phases' weights
  private final Epilogue epilogue;
  private final SimdGraph g;
  private final Dim time;
  private final Dim results;
  private final int block;

  private UpsamplingConvolution(ConvTranspose1d op, SimdGraph g) {
    this.in = op.weight().size(0);
    this.out = op.weight().size(1);
    this.stride = op.stride();
    this.panels = Lanes.panels(out);
    this.padded = new PaddedRows(g.channels(op.x()), in, in, op.slope());
    this.weight = g.constant(op.weight()).form(new Constant.Form(Packing.PHASES, stride));
    this.phases = new Packing.Phase[stride];
    this.starts = new int[stride];
    int start = 0;
    for (int p = 0; p < stride; p++) {
      phases[p] = Packing.Phase.of(op.weight().size(2), stride, p);
      starts[p] = start;
      start += panels * PANEL * in * phases[p].count();
    }
    this.epilogue = new Epilogue(g.f(op.bias()), Activation.NONE, g.channels(op.y()));
    this.g = g;
    this.time = op.x().dim(1);
    this.results = op.y().dim(1);
    this.block =
        Math.min(
            Math.clamp(BLOCK / in, FEWEST_ROWS, MOST_ROWS) / Product.ROWS * Product.ROWS,
            Product.padded(Math.ceilDiv(results.capacity(), stride)));
  }

  static void bind(ConvTranspose1d op, SimdGraph g) {
    UpsamplingConvolution conv = new UpsamplingConvolution(op, g);
    int taps = Math.ceilDiv(op.weight().size(2), op.stride());
    g.want((conv.block + taps) * conv.in, conv.block * conv.panels * PANEL, 0);
    g.add(
        () -> Math.ceilDiv(conv.steps(0), conv.block) * conv.stride,
        (piece, scratch) -> conv.run(piece / conv.stride, piece % conv.stride, scratch));
  }

  /** Results of a phase. */
  private int steps(int phase) {
    return Math.ceilDiv(g.value(results) - phase, stride);
  }

  private void run(int index, int phase, Scratch scratch) {
    int from = index * block;
    int rows = Math.min(block, steps(phase) - from);
    if (rows <= 0) {
      return; // one phase may have a step more than the others
    }
    Packing.Phase taps = phases[phase];
    padded.copy(g.value(time), from + taps.reach(), 1, rows + taps.count() - 1, scratch.inputs, 0);
    Product.multiply(
        scratch.inputs,
        0,
        in,
        taps.count() * in,
        rows,
        weight,
        starts[phase],
        panels,
        scratch.sums,
        0);
    epilogue.finish(
        scratch.sums, 0, panels * PANEL, rows, 0, out, (from * stride + phase) * out, stride * out);
  }
}
