package io.github.sovits4j.ops;

import java.util.List;

/**
 * Convolutions side by side: output channels and input channels fall into equal groups, and each
 * group of outputs sees its own group of inputs, with {@code n = out / groups}:
 *
 * <pre>
 * y[o, t] = act(bias[o] + Σ_i Σ_k weight[o, i, k] · x[o / n · in + i, t + k − padding])     i &lt; in
 * </pre>
 *
 * where x counts as 0 outside its valid part.
 *
 * @param x {@code [groups·in, time]}
 * @param weight {@code [out, in, kernel]}, out a multiple of groups
 * @param bias {@code [out]}
 * @param groups how many
 * @param padding zeros before x
 * @param activation applied last
 * @param y {@code [out, time']}, where x with as many zeros behind it as before covers time'
 */
public record GroupedConv1d(
    Tensor x, Tensor weight, Tensor bias, int groups, int padding, Activation activation, Tensor y)
    implements Operator {

  public GroupedConv1d {
    String op = "GroupedConv1d";
    Check.that(weight.rank() == 3, op, "weight [out, in, kernel]", weight);
    Check.that(
        groups >= 1 && weight.size(0) % groups == 0,
        op,
        "groups that divide the " + weight.size(0) + " outputs",
        groups);
    Check.that(
        x.rank() == 2 && x.size(0) == groups * weight.size(1),
        op,
        "x with " + groups * weight.size(1) + " channels",
        x);
    Check.shape(op, "bias", bias, weight.dim(0));
    Check.shape(op, "y", y, weight.dim(0), null);
    Check.that(
        y.size(1) <= x.size(1) + 2 * padding - weight.size(2) + 1,
        op,
        "a y that x " + x + " covers",
        y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, weight, bias);
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
