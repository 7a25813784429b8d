package io.github.sovits4j.ops;

import java.util.List;

/**
 * Convolution over time with everything around it:
 *
 * <pre>
 * s[o, t] = bias[o] + shift[o] + Σ_i Σ_k weight[o, i, k] · lrelu(x[i, t·stride + k·dilation − padding])
 * y[o, t] = act((s[o, t] + residual[o, t]) · scale + sum[o, t])
 * </pre>
 *
 * where x counts as 0 outside its valid part and {@code lrelu(v) = v ≥ 0 ? v : slope·v}. A kernel
 * of 1 is a matrix product over channels. Only the first {@code weight.size(1)} channels of x are
 * read.
 *
 * @param x {@code [at least in, time]}
 * @param weight {@code [out, in, kernel]}
 * @param bias {@code [out]}, or null
 * @param shift a bias computed by the network {@code [out, 1]}, or null
 * @param residual {@code [out, time']}, or null
 * @param sum {@code [out, time']}, or null
 * @param settings stride, padding, dilation, slope, scale, activation
 * @param y {@code [out, time']}
 */
public record Conv1d(
    Tensor x,
    Tensor weight,
    Tensor bias,
    Tensor shift,
    Tensor residual,
    Tensor sum,
    Settings settings,
    Tensor y)
    implements Operator {

  /**
   * The fixed parameters of a convolution; start from {@link #DEFAULT} and change what differs.
   *
   * @param stride step in x per element of y
   * @param padding zeros before x
   * @param dilation distance of kernel elements in x
   * @param slope slope of the leaky ReLU on x below 0; 1 leaves x as it is
   * @param scale factor before {@code sum} is added
   * @param activation applied last
   */
  public record Settings(
      int stride, int padding, int dilation, float slope, float scale, Activation activation) {

    /** Stride and dilation 1, no padding, no activations. */
    public static final Settings DEFAULT = new Settings(1, 0, 1, 1f, 1f, Activation.NONE);

    /** With this stride. */
    public Settings stride(int value) {
      return new Settings(value, padding, dilation, slope, scale, activation);
    }

    /** With the padding that keeps the length for an odd kernel at stride 1. */
    public Settings same(int kernel, int dilationValue) {
      return new Settings(
          stride, dilationValue * (kernel - 1) / 2, dilationValue, slope, scale, activation);
    }

    /** With a leaky ReLU on the input. */
    public Settings leaky(float value) {
      return new Settings(stride, padding, dilation, value, scale, activation);
    }

    /** With this factor before the sum. */
    public Settings scale(float value) {
      return new Settings(stride, padding, dilation, slope, value, activation);
    }

    /** Whether a kernel of this size gives as many steps as it is applied to. */
    public boolean keepsLength(int kernel) {
      return stride == 1 && 2 * padding == dilation * (kernel - 1);
    }

    /** The most steps that a kernel of this size gives when it is applied to {@code time}. */
    public int length(int kernel, int time) {
      return (time + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
    }

    /** With this activation at the end. */
    public Settings activation(Activation value) {
      return new Settings(stride, padding, dilation, slope, scale, value);
    }
  }

  public Conv1d {
    String op = "Conv1d";
    Check.that(weight.rank() == 3, op, "weight [out, in, kernel]", weight);
    Dim out = weight.dim(0);
    Check.that(
        x.rank() == 2 && x.size(0) >= weight.size(1),
        op,
        "x with at least " + weight.size(1) + " channels",
        x);
    Check.shape(op, "y", y, out, null);
    if (bias != null) {
      Check.shape(op, "bias", bias, out);
    }
    if (shift != null) {
      Check.shape(op, "shift", shift, out, Dim.of(1));
    }
    if (residual != null) {
      Check.shape(op, "residual", residual, out, y.dim(1));
    }
    if (sum != null) {
      Check.shape(op, "sum", sum, out, y.dim(1));
    }
    int kernel = weight.size(2);
    if (settings.keepsLength(kernel)) {
      Check.that(y.dim(1).equals(x.dim(1)), op, "y of the length of x " + x, y);
    } else {
      Check.that(
          y.size(1) <= settings.length(kernel, x.size(1)), op, "a y that x " + x + " covers", y);
    }
  }

  @Override
  public List<Tensor> reads() {
    return Check.present(x, weight, bias, shift, residual, sum);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 2L * y.elements() * weight.size(1) * weight.size(2);
  }
}
