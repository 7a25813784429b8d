package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.ConvTranspose1d;
import io.github.sovits4j.ops.Couple;
import io.github.sovits4j.ops.GroupedConv1d;
import java.util.Arrays;

/**
 * Convolutions as sums of shifted, scaled rows. A tile of one output row stays in the cache while
 * all inputs are added to it, four input channels in a pass; the inner loops are of the form the
 * JIT turns into vector instructions.
 */
final class ConvolutionKernels {

  private static final int TILE = 1024;

  private ConvolutionKernels() {}

  static void conv1d(Conv1d op, ReferenceGraph g) {
    Conv1d.Settings settings = op.settings();
    int out = op.weight().size(0);
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    int xStride = op.x().size(1);
    int yStride = op.y().size(1);
    int xTime = g.value(op.x().dim(1));
    int yTime = g.value(op.y().dim(1));
    float[] x = leaky(g.f(op.x()), in, xStride, xTime, settings.slope());
    float[] weight = g.f(op.weight());
    float[] y = g.f(op.y());
    float[] bias = g.f(op.bias());
    float[] shift = g.f(op.shift());
    float[] residual = g.f(op.residual());
    float[] sum = g.f(op.sum());
    float[] tile = new float[TILE];

    for (int from = 0; from < yTime; from += TILE) {
      int n = Math.min(TILE, yTime - from);
      for (int o = 0; o < out; o++) {
        Arrays.fill(tile, 0);
        for (int k = 0; k < kernel; k++) {
          // x index of y index t: t·stride + reach; wanted inside [0, xTime)
          int reach = k * settings.dilation() - settings.padding();
          int first = Math.max(0, Math.ceilDiv(-reach, settings.stride()) - from);
          int end = Math.min(n, Math.floorDiv(xTime - 1 - reach, settings.stride()) + 1 - from);
          if (settings.stride() == 1) {
            addRows(
                tile,
                first,
                end,
                x,
                from + reach,
                xStride,
                weight,
                o * in * kernel + k,
                kernel,
                in);
          } else {
            for (int i = 0; i < in; i++) {
              float w = weight[(o * in + i) * kernel + k];
              for (int t = first; t < end; t++) {
                tile[t] += w * x[i * xStride + (from + t) * settings.stride() + reach];
              }
            }
          }
        }
        float constant = (bias == null ? 0 : bias[o]) + (shift == null ? 0 : shift[o]);
        int at = o * yStride + from;
        for (int t = 0; t < n; t++) {
          float value = tile[t] + constant;
          if (residual != null) {
            value += residual[at + t];
          }
          value *= settings.scale();
          if (sum != null) {
            value += sum[at + t];
          }
          y[at + t] = value;
        }
        Activations.apply(settings.activation(), y, at, at + n);
      }
    }
  }

  static void groupedConv1d(GroupedConv1d op, ReferenceGraph g) {
    int out = op.weight().size(0);
    int in = op.weight().size(1);
    int kernel = op.weight().size(2);
    int xStride = op.x().size(1);
    int yStride = op.y().size(1);
    int xTime = g.value(op.x().dim(1));
    int yTime = g.value(op.y().dim(1));
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    float[] tile = new float[yTime];
    for (int o = 0; o < out; o++) {
      int group = o / (out / op.groups()) * in * xStride; // where its inputs begin
      Arrays.fill(tile, g.f(op.bias())[o]);
      for (int k = 0; k < kernel; k++) {
        int reach = k - op.padding();
        addRows(
            tile,
            Math.max(0, -reach),
            Math.min(yTime, xTime - reach),
            x,
            group + reach,
            xStride,
            g.f(op.weight()),
            o * in * kernel + k,
            kernel,
            in);
      }
      System.arraycopy(tile, 0, y, o * yStride, yTime);
      Activations.apply(op.activation(), y, o * yStride, o * yStride + yTime);
    }
  }

  /**
   * {@code tile[t] += Σ_i weight[w + i·wStep] · x[i·stride + offset + t]} for {@code first ≤ t <
   * end}.
   */
  private static void addRows(
      float[] tile,
      int first,
      int end,
      float[] x,
      int offset,
      int stride,
      float[] weight,
      int w,
      int wStep,
      int rows) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      float w0 = weight[w + i * wStep];
      float w1 = weight[w + (i + 1) * wStep];
      float w2 = weight[w + (i + 2) * wStep];
      float w3 = weight[w + (i + 3) * wStep];
      int x0 = i * stride + offset;
      int x1 = x0 + stride;
      int x2 = x1 + stride;
      int x3 = x2 + stride;
      for (int t = first; t < end; t++) {
        tile[t] += w0 * x[x0 + t] + w1 * x[x1 + t] + w2 * x[x2 + t] + w3 * x[x3 + t];
      }
    }
    for (; i < rows; i++) {
      float w0 = weight[w + i * wStep];
      int x0 = i * stride + offset;
      for (int t = first; t < end; t++) {
        tile[t] += w0 * x[x0 + t];
      }
    }
  }

  /** Gathers: output {@code s·m + r} has the taps k with {@code (r + p − k)} divisible by s. */
  static void convTranspose1d(ConvTranspose1d op, ReferenceGraph g) {
    int in = op.weight().size(0);
    int out = op.weight().size(1);
    int kernel = op.weight().size(2);
    int stride = op.stride();
    int xStride = op.x().size(1);
    int yStride = op.y().size(1);
    int time = g.value(op.x().dim(1));
    float[] x = leaky(g.f(op.x()), in, xStride, time, op.slope());
    float[] weight = g.f(op.weight());
    float[] bias = g.f(op.bias());
    float[] y = g.f(op.y());
    float[] tile = new float[time];
    for (int o = 0; o < out; o++) {
      for (int r = 0; r < stride; r++) {
        // y[s·m + r] = Σ over k = r + p (mod s) of weight[·, o, k] · x[·, m + (r + p − k) / s]
        Arrays.fill(tile, bias[o]);
        for (int k = (r + op.padding()) % stride; k < kernel; k += stride) {
          int reach = (r + op.padding() - k) / stride;
          int first = Math.max(0, -reach);
          int end = Math.min(time, time - reach);
          addRows(tile, first, end, x, reach, xStride, weight, o * kernel + k, out * kernel, in);
        }
        for (int m = 0; m < time; m++) {
          y[o * yStride + m * stride + r] = tile[m];
        }
      }
    }
  }

  static void couple(Couple op, ReferenceGraph g) {
    int half = op.weight().size(0);
    int hidden = op.weight().size(1);
    int stride = op.x().size(1);
    int time = g.value(op.x().dim(1));
    float[] x = g.f(op.x());
    float[] y = g.f(op.y());
    float[] mean = new float[time];
    for (int c = 0; c < half; c++) {
      System.arraycopy(x, c * stride, y, c * stride, time);
      Arrays.fill(mean, g.f(op.bias())[c]);
      addRows(mean, 0, time, g.f(op.h()), 0, stride, g.f(op.weight()), c * hidden, 1, hidden);
      for (int t = 0; t < time; t++) {
        y[(half + c) * stride + t] = x[(half + c) * stride + t] - mean[t];
      }
    }
  }

  /**
   * The leaky ReLU of the valid part of {@code rows} rows; x itself when there is none to apply.
   */
  private static float[] leaky(float[] x, int rows, int stride, int time, float slope) {
    if (slope == 1f) {
      return x;
    }
    float[] result = new float[rows * stride];
    for (int row = 0; row < rows; row++) {
      for (int at = row * stride; at < row * stride + time; at++) {
        result[at] = x[at] >= 0 ? x[at] : slope * x[at];
      }
    }
    return result;
  }
}
