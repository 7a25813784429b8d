package io.github.sovits4j.model.nn;

import static io.github.sovits4j.ops.Addends.residual;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.ResponseNorm;
import io.github.sovits4j.ops.Tensor;

/**
 * A ConvNeXt-V2 block: {@code x + contract(respond(gelu(expand(norm(depthwise(x))))))}. The
 * response norm sees all of the time axis, so what it gives depends on where x ends.
 *
 * @param depthwise every channel by itself
 * @param norm over channels
 * @param expand to the inner width, with the activation
 * @param gamma of the {@linkplain ResponseNorm response norm} {@code [inner]}
 * @param beta of the same {@code [inner]}
 * @param contract back
 */
public record ConvNextBlock(
    GroupedConv depthwise, LayerNorm norm, Conv expand, Tensor gamma, Tensor beta, Conv contract) {

  private static final float EPSILON = 1e-6f;

  /** Loads {@code dwconv}, {@code norm}, {@code pwconv1}, {@code grn} and {@code pwconv2}. */
  public ConvNextBlock(Parameters p) {
    this(
        new GroupedConv(p.at("dwconv")),
        new LayerNorm(p.at("norm"), EPSILON),
        new Conv(p.at("pwconv1")).activated(Activation.GELU),
        vector(p.at("grn"), "gamma"),
        vector(p.at("grn"), "beta"),
        new Conv(p.at("pwconv2")));
  }

  /** Stored with axes of 1 before the channels. */
  private static Tensor vector(Parameters p, String name) {
    float[] values = p.floats(name);
    return p.table(p.full(name), values, values.length);
  }

  /** {@code [channels, time]} to the same. */
  public Tensor apply(Ops ops, Tensor x) {
    Tensor h = norm.apply(ops, depthwise.apply(ops, x)); // [channels, time]
    h = expand.apply(ops, h); // [inner, time]
    h = ops.responseNorm(h, gamma, beta, EPSILON);
    return contract.apply(ops, h, residual(x));
  }
}
