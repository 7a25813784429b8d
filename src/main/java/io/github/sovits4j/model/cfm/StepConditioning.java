package io.github.sovits4j.model.cfm;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.DiffusionConfig;

/**
 * What all modulations of a step are made of: the sum of what its time and the size of a step are
 * embedded to, behind SiLU. The size is an input because the network was trained to take short
 * cuts, so other numbers of steps are other inputs and not only another grid.
 *
 * @param time two products with SiLU between them
 * @param size the same for the size
 */
record StepConditioning(ScalarMlp time, ScalarMlp size) {

  /** Waves to the width of the transformer. */
  record ScalarMlp(Conv in, Conv out) {

    static ScalarMlp load(Parameters p) {
      return new ScalarMlp(
          new Conv(p.at("time_mlp.0")).activated(Activation.SILU), new Conv(p.at("time_mlp.2")));
    }
  }

  static StepConditioning load(Parameters p) {
    return new StepConditioning(
        ScalarMlp.load(p.at("time_embed")), ScalarMlp.load(p.at("d_embed")));
  }

  /**
   * The forward pass, for all steps at once.
   *
   * @param times waves of the steps' times {@code [256, steps]}
   * @param sizes waves of their sizes {@code [256, steps]}
   * @return {@code [1, steps, dim]}
   */
  Tensor apply(Ops ops, Tensor times, Tensor sizes) {
    Tensor t = time.out.apply(ops, time.in.apply(ops, times)); // [dim, steps]
    Tensor d = size.out.apply(ops, size.in.apply(ops, sizes)); // [dim, steps]
    return ops.sumToRows(t, ops.probe("d_embed", d), Activation.SILU);
  }

  /**
   * Sines, then cosines, of a scalar at frequencies from 1000 down to a ten-thousandth of that.
   *
   * @param scalars a time or size each, in units of the whole way
   * @return {@code [256, scalars]}, row-major
   */
  static float[] waves(double... scalars) {
    int half = DiffusionConfig.SCALAR_DIM / 2;
    float[] waves = new float[DiffusionConfig.SCALAR_DIM * scalars.length];
    for (int k = 0; k < half; k++) {
      double frequency = 1000 * Math.exp(-k * Math.log(10_000) / (half - 1));
      for (int i = 0; i < scalars.length; i++) {
        double angle = scalars[i] * frequency;
        waves[k * scalars.length + i] = (float) Math.sin(angle);
        waves[(half + k) * scalars.length + i] = (float) Math.cos(angle);
      }
    }
    return waves;
  }
}
