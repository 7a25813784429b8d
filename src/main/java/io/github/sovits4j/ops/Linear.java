package io.github.sovits4j.ops;

import java.util.List;

/**
 * Matrix product over rows: {@code y = act(x · Wᵀ + b)}.
 *
 * @param x rows {@code [..., in]}
 * @param weight {@code [out, in]}, F32, F16 or I8
 * @param bias {@code [out]}, or null
 * @param activation applied last
 * @param y rows {@code [..., out]}
 */
public record Linear(Tensor x, Tensor weight, Tensor bias, Activation activation, Tensor y)
    implements Operator {

  public Linear {
    int out = weight.size(0);
    Check.shape("Linear", "weight", weight, out, x.size(-1));
    Check.that(
        y.elements() == x.elements() / x.size(-1) * out, "Linear", "y with " + out + " columns", y);
    if (bias != null) {
      Check.shape("Linear", "bias", bias, out);
    }
  }

  @Override
  public List<Tensor> reads() {
    return Check.present(x, weight, bias);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public List<Tensor> narrow() {
    return List.of(weight);
  }

  @Override
  public long flops() {
    return 2L * y.elements() * x.size(-1);
  }
}
