package io.github.sovits4j.model.nn;

import static io.github.sovits4j.ops.Addends.residual;

import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * A post-norm layer of an encoder: {@code h = norm(x + attention(x))}, {@code y = norm(h +
 * contract(expand(h)))}.
 *
 * @param attention of all steps to all
 * @param norm1 behind it
 * @param expand to the inner width, with the activation
 * @param contract back
 * @param norm2 behind it
 */
public record TransformerLayer(
    SelfAttention attention, LayerNorm norm1, Conv expand, Conv contract, LayerNorm norm2) {

  /** {@code [d, time]} to the same. */
  public Tensor apply(Ops ops, Tensor x) {
    Tensor h = norm1.apply(ops, attention.apply(ops, x, residual(x)));
    Tensor f = expand.apply(ops, h); // [inner, time]
    return norm2.apply(ops, contract.apply(ops, f, residual(h)));
  }
}
