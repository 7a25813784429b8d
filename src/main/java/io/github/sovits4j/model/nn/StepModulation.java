package io.github.sovits4j.model.nn;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * What a step's conditioning does to norms and gates: a product that gives shifts, scales and gates
 * of {@code width} elements each, one behind the other. 1 is added to the scales, so that a norm
 * multiplies with them as they are.
 *
 * @param product with the bias changed
 */
public record StepModulation(Dense product) {

  /**
   * Loads {@code weight} and {@code bias}.
   *
   * @param width elements of each part
   * @param scales which parts are scales
   */
  public StepModulation(Parameters p, int width, int... scales) {
    this(new Dense(p.matrix("weight"), bias(p, width, scales), Activation.NONE));
  }

  private static Tensor bias(Parameters p, int width, int... scales) {
    float[] bias = p.floats("bias").clone();
    for (int scale : scales) {
      for (int i = 0; i < width; i++) {
        bias[scale * width + i] += 1;
      }
    }
    return p.table(p.full("bias") + "+1", bias, bias.length);
  }

  /**
   * Keeps a row for every step.
   *
   * @param conditioning {@code [1, steps, d]}
   * @param state {@code [steps, parts·width]}
   */
  public void keep(Ops ops, Tensor conditioning, Tensor state) {
    ops.linearInto(state, conditioning, product.weight(), product.bias(), product.activation());
  }
}
