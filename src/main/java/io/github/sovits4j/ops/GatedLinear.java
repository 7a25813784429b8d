package io.github.sovits4j.ops;

import java.util.List;

/**
 * The end of a modulated transformer block: {@code y = residual + m[gateAt …] · (x · Wᵀ + b)},
 * where m is row {@code step} of the modulation and has a factor for every output.
 *
 * @param x rows {@code [..., in]}
 * @param weight {@code [out, in]}, F32, F16 or I8
 * @param bias {@code [out]}
 * @param modulation a row for every step {@code [steps, at least out]}
 * @param step I32 state {@code [1]}: which row counts
 * @param gateAt where in a row the factors begin
 * @param residual rows {@code [..., out]}
 * @param y rows {@code [..., out]}
 */
public record GatedLinear(
    Tensor x,
    Tensor weight,
    Tensor bias,
    Tensor modulation,
    Tensor step,
    int gateAt,
    Tensor residual,
    Tensor y)
    implements Operator {

  public GatedLinear {
    String op = "GatedLinear";
    int out = weight.size(0);
    Check.shape(op, "weight", weight, out, x.size(-1));
    Check.shape(op, "bias", bias, out);
    Check.that(gateAt >= 0, op, "a place within a row", gateAt);
    Check.modulation(op, modulation, step, gateAt + out);
    Check.that(residual.dims().equals(y.dims()), op, "residual shaped as y " + y, residual);
    Check.that(
        y.size(-1) == out && y.elements() / out == x.elements() / x.size(-1), op, "rows as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, weight, bias, modulation, step, residual);
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
    return 2L * y.elements() * x.size(-1) + 3L * y.elements();
  }

  @Override
  public long bytes() {
    return x.bytes() + weight.bytes() + 2 * bias.bytes() + 2 * y.bytes();
  }
}
