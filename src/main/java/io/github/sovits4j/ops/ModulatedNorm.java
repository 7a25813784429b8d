package io.github.sovits4j.ops;

import java.util.List;

/**
 * Layer norm of rows whose scale and shift the network computes anew for every step: {@code y[r, c]
 * = LayerNorm(x[r])[c] · m[scaleAt + c] + m[shiftAt + c]}, biased variance, where m is row {@code
 * step} of the modulation.
 *
 * @param x rows {@code [..., d]}
 * @param modulation a row for every step {@code [steps, at least d]}
 * @param step I32 state {@code [1]}: which row counts
 * @param scaleAt where in a row the scale begins
 * @param shiftAt where in a row the shift begins
 * @param epsilon added to the variance before the root
 * @param y rows {@code [..., d]}
 */
public record ModulatedNorm(
    Tensor x, Tensor modulation, Tensor step, int scaleAt, int shiftAt, float epsilon, Tensor y)
    implements Operator {

  public ModulatedNorm {
    String op = "ModulatedNorm";
    Check.modulation(op, modulation, step, Math.max(scaleAt, shiftAt) + x.size(-1));
    Check.that(scaleAt >= 0 && shiftAt >= 0, op, "places within a row", scaleAt + ", " + shiftAt);
    Check.that(y.dims().equals(x.dims()), op, "y shaped as x", y);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x, modulation, step);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 8L * y.elements();
  }

  @Override
  public long bytes() {
    return x.bytes() + y.bytes() + 2L * x.size(-1) * Float.BYTES;
  }
}
