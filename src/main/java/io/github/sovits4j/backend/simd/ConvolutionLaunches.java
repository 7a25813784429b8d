package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.Tensor;

/** Binds convolutions. */
final class ConvolutionLaunches {

  private ConvolutionLaunches() {}

  static void conv1d(Conv1d op, SimdGraph g) {
    Conv1d.Settings settings = op.settings();
    float[] constant = constant(op.bias(), op.shift(), op.weight().size(0), g);
    if (SingleOutput.fits(op)) {
      SingleOutput.bind(op, constant, g);
      return;
    }
    Epilogue epilogue =
        new Epilogue(
            constant,
            g.channels(op.residual()),
            g.channels(op.sum()),
            settings.scale(),
            settings.activation(),
            g.channels(op.y()));
    ConvolutionChoice choice = ConvolutionChoice.of(op, g);
    if (choice.way() == null) {
      DirectConvolution.bind(op, epilogue, g);
    } else {
      WinogradConvolution.bind(op, choice.way(), choice.tiles(), epilogue, g);
    }
  }

  /** Bias and shift in one: zeros, the bias, or their sum, formed at the beginning of a replay. */
  private static float[] constant(Tensor bias, Tensor shift, int n, SimdGraph g) {
    if (shift == null) {
      return bias == null ? g.extra(n) : g.f(bias);
    }
    float[] constant = g.extra(n);
    float[] b = bias == null ? new float[n] : g.f(bias);
    float[] s = g.f(shift);
    g.add(
        () -> 1,
        (piece, scratch) -> {
          for (int i = 0; i < n; i++) {
            constant[i] = b[i] + s[i];
          }
        });
    return constant;
  }

  static void convTranspose1d(ConvTranspose1d op, SimdGraph g) {
    UpsamplingConvolution.bind(op, g);
  }

  /** The means are a product; the first half of the channels passes. */
  static void couple(Couple op, SimdGraph g) {
    int n = op.weight().size(0);
    int hidden = op.weight().size(1);
    int panels = Lanes.panels(n);
    float[] weight = g.constant(op.weight()).form(Constant.Form.PANELS);
    float[] bias = g.f(op.bias());
    float[] x = g.channels(op.x());
    float[] h = g.channels(op.h());
    float[] y = g.channels(op.y());
    int block = 8 * Product.ROWS;
    g.want(block * hidden, block * panels * PANEL, 0);
    g.addRows(
        op.x().dim(1),
        block,
        (from, to, scratch) -> {
          int rows = to - from;
          System.arraycopy(h, from * hidden, scratch.inputs, 0, rows * hidden);
          Product.multiply(
              scratch.inputs, 0, hidden, hidden, rows, weight, 0, panels, scratch.sums, 0);
          for (int r = 0; r < rows; r++) {
            int at = (from + r) * 2 * n;
            System.arraycopy(x, at, y, at, n);
            ElementKernels.minusMean(scratch.sums, r * panels * PANEL, bias, x, y, at + n, n);
          }
        });
  }
}
