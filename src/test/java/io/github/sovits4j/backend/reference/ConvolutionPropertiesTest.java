package io.github.sovits4j.backend.reference;

import static io.github.sovits4j.backend.reference.OneOperator.assertClose;
import static io.github.sovits4j.backend.reference.OneOperator.dims;
import static io.github.sovits4j.backend.reference.OneOperator.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Addends;
import io.github.sovits4j.ops.Conv1d.Settings;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What convolutions do whatever their numbers are. */
class ConvolutionPropertiesTest {

  private static final int IN = 3;
  private static final int OUT = 4;
  private static final int TIME = 11;

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  private float[] conv(float[] x, float[] weight, int kernel, Settings settings, int time) {
    return on.run(
        x,
        dims(IN, x.length / IN),
        (ops, in) ->
            ops.conv1d(
                in, on.w(weight, OUT, IN, kernel), null, settings, Addends.NONE, Dim.of(time)));
  }

  /** An impulse in channel i at time from shows every tap once, where it meets it. */
  @Test
  void anImpulseShowsTheTaps() {
    int kernel = 4;
    float[] weight = normal(1, OUT * IN * kernel);
    int[][] cases = {{1, 0, 1}, {1, 4, 2}, {2, 3, 1}, {3, 2, 3}}; // stride, padding, dilation
    for (int[] c : cases) {
      Settings settings = new Settings(c[0], c[1], c[2], 1, 1, Activation.NONE);
      int time = settings.length(kernel, TIME);
      for (int i = 0; i < IN; i++) {
        for (int from = 0; from < TIME; from++) {
          float[] x = new float[IN * TIME];
          x[i * TIME + from] = 1;
          float[] expected = new float[OUT * time];
          for (int k = 0; k < kernel; k++) {
            int numerator = from + c[1] - k * c[2]; // = t · stride
            if (numerator >= 0 && numerator % c[0] == 0 && numerator / c[0] < time) {
              for (int o = 0; o < OUT; o++) {
                expected[o * time + numerator / c[0]] = weight[(o * IN + i) * kernel + k];
              }
            }
          }
          assertArrayEquals(expected, conv(x, weight, kernel, settings, time));
        }
      }
    }
  }

  @Test
  void itIsLinear() {
    float[] weight = normal(2, OUT * IN * 3);
    float[] a = normal(3, IN * TIME);
    float[] b = normal(4, IN * TIME);
    float[] both = new float[IN * TIME];
    for (int i = 0; i < both.length; i++) {
      both[i] = 2 * a[i] - 3 * b[i];
    }
    Settings settings = Settings.DEFAULT.same(3, 2);
    float[] ya = conv(a, weight, 3, settings, TIME);
    float[] yb = conv(b, weight, 3, settings, TIME);
    double[] expected = new double[OUT * TIME];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = 2.0 * ya[i] - 3.0 * yb[i];
    }
    float[] y = conv(both, weight, 3, settings, TIME);
    for (int i = 0; i < y.length; i++) {
      assertEquals(expected[i], y[i], 1e-5);
    }
  }

  /**
   * {@code act((conv(lrelu(x)) + bias + shift + residual) · scale + sum)}, put together by hand.
   */
  @Test
  void everythingAroundItComesInItsOrder() {
    float[] weight = normal(5, OUT * IN * 3);
    float[] x = normal(6, IN * TIME);
    float[] rectified = x.clone();
    for (int i = 0; i < x.length; i++) {
      rectified[i] = x[i] < 0 ? 0.25f * x[i] : x[i];
    }
    float[] bias = normal(7, OUT);
    float[] shift = normal(8, OUT);
    float[] residual = normal(9, OUT * TIME);
    float[] sum = normal(10, OUT * TIME);
    float[] bare = conv(rectified, weight, 3, Settings.DEFAULT.same(3, 1), TIME);
    double[] expected = new double[OUT * TIME];
    for (int i = 0; i < expected.length; i++) {
      double all = (double) bare[i] + bias[i / TIME] + shift[i / TIME] + residual[i];
      expected[i] = Math.tanh(all * 0.5 + sum[i]);
    }
    Settings settings =
        Settings.DEFAULT.same(3, 1).leaky(0.25f).scale(0.5f).activation(Activation.TANH);
    float[] y =
        on.run(
            x,
            dims(IN, TIME),
            (ops, in) ->
                ops.conv1d(
                    in,
                    on.w(weight, OUT, IN, 3),
                    on.w(bias, OUT),
                    settings,
                    new Addends(
                        on.w(shift, OUT, 1), on.w(residual, OUT, TIME), on.w(sum, OUT, TIME)),
                    Dim.of(TIME)));
    assertClose(expected, y);
  }

  /** Groups are a convolution whose weight is zero outside of the blocks. */
  @Test
  void groupsAreBlocksOfOneWeight() {
    int groups = 3;
    int in = 2;
    int outs = 2;
    int kernel = 4;
    float[] weight = normal(11, groups * outs * in * kernel);
    float[] bias = normal(12, groups * outs);
    float[] x = normal(13, groups * in * TIME);
    float[] whole = new float[groups * outs * groups * in * kernel];
    for (int o = 0; o < groups * outs; o++) {
      System.arraycopy(
          weight, o * in * kernel, whole, (o * groups * in + o / outs * in) * kernel, in * kernel);
    }
    Settings settings = new Settings(1, 2, 1, 1, 1, Activation.RELU);
    float[] expected =
        on.run(
            x,
            dims(groups * in, TIME),
            (ops, t) ->
                ops.conv1d(
                    t,
                    on.w(whole, groups * outs, groups * in, kernel),
                    on.w(bias, groups * outs),
                    settings,
                    Addends.NONE,
                    Dim.of(TIME)));
    float[] y =
        on.run(
            x,
            dims(groups * in, TIME),
            (ops, t) ->
                ops.groupedConv1d(
                    t,
                    on.w(weight, groups * outs, in, kernel),
                    on.w(bias, groups * outs),
                    groups,
                    2,
                    Activation.RELU,
                    Dim.of(TIME)));
    assertArrayEquals(expected, y);
  }

  /** The transposed convolution is the adjoint of the strided one: {@code ⟨Cx, y⟩ = ⟨x, Cᵀy⟩}. */
  @Test
  void theTransposedOneIsTheAdjoint() {
    int stride = 3;
    int kernel = 7;
    int longTime = stride * TIME;
    float[] weight = normal(14, OUT * IN * kernel); // [out, in, kernel] of C is [in, out, …] of Cᵀ
    float[] x = normal(15, IN * longTime);
    float[] y = normal(16, OUT * TIME);
    Settings settings = new Settings(stride, (kernel - stride) / 2, 1, 1, 1, Activation.NONE);
    float[] cx = conv(x, weight, kernel, settings, TIME);
    float[] cty =
        on.run(
            y,
            dims(OUT, TIME),
            (ops, t) ->
                ops.convTranspose1d(
                    t, on.w(weight, OUT, IN, kernel), on.w(new float[IN], IN), stride, 1));
    double left = 0;
    double right = 0;
    for (int i = 0; i < cx.length; i++) {
      left += (double) cx[i] * y[i];
    }
    for (int i = 0; i < cty.length; i++) {
      right += (double) x[i] * cty[i];
    }
    assertEquals(left, right, 1e-4);
  }

  /** What a coupling takes away is a convolution of kernel 1. */
  @Test
  void aCouplingTakesAConvolutionAway() {
    float[] weight = normal(17, OUT * IN);
    float[] bias = normal(18, OUT);
    float[] h = normal(19, IN * TIME);
    float[] x = normal(20, 2 * OUT * TIME);
    float[] mean =
        on.run(
            h,
            dims(IN, TIME),
            (ops, t) -> ops.conv1d(t, on.w(weight, OUT, IN, 1), on.w(bias, OUT), Settings.DEFAULT));
    float[] y =
        on.run(
            x,
            dims(2 * OUT, TIME),
            (ops, t) ->
                ops.couple(t, on.w(h, IN, TIME), on.w(weight, OUT, IN, 1), on.w(bias, OUT)));
    double[] expected = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = i < x.length / 2 ? x[i] : (double) x[i] - mean[i - x.length / 2];
    }
    assertClose(expected, y);
  }

  /** Patches and a kernel of 1 are a convolution of a picture, here by its four loops. */
  @Test
  void patchesMakeATwoDimensionalConvolution() {
    int kernel = 3;
    int lines = 5;
    int width = 4;
    float[] x = normal(21, IN * lines * width);
    float[] weight = normal(22, OUT * IN * kernel * kernel); // [out, in, along, across]
    for (int stride : new int[] {1, 2}) {
      int down = (lines - 1) / stride + 1;
      int across = (width - 1) / stride + 1;
      double[] expected = new double[OUT * down * across];
      for (int e = 0; e < expected.length; e++) {
        int o = e / (down * across);
        int line = e / across % down * stride;
        int place = e % across * stride;
        for (int w = 0; w < IN * kernel * kernel; w++) {
          int i = w / (kernel * kernel);
          int l = line + w / kernel % kernel - 1;
          int p = place + w % kernel - 1;
          if (l >= 0 && l < lines && p >= 0 && p < width) {
            expected[e] += weight[o * IN * kernel * kernel + w] * x[(i * lines + l) * width + p];
          }
        }
      }
      float[] ordered = new float[weight.length]; // [out, across, along, in]
      for (int w = 0; w < weight.length; w++) {
        int o = w / (IN * kernel * kernel);
        int i = w / (kernel * kernel) % IN;
        int j = w / kernel % kernel;
        int k = w % kernel;
        ordered[((o * kernel + k) * kernel + j) * IN + i] = weight[w];
      }
      int s = stride;
      float[] y =
          on.run(
              x,
              dims(IN, lines * width),
              (ops, t) -> {
                Tensor patches = ops.patches(t, kernel, s, width);
                Tensor w = on.w(ordered, OUT, IN * kernel * kernel, 1);
                return ops.conv1d(patches, w, null, Settings.DEFAULT);
              });
      assertClose(expected, y);
    }
  }
}
