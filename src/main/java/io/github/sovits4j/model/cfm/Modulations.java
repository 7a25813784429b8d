package io.github.sovits4j.model.cfm;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.DiffusionConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the steps of a schedule modulate the transformer. They depend on the number of steps alone,
 * so they are computed once and kept.
 *
 * @param steps how many
 * @param step I32 state {@code [1]}: whose turn it is
 * @param blocks of every block {@code [steps, 6·dim]}
 * @param out of the last norm {@code [steps, 2·dim]}: scale, then shift
 */
record Modulations(int steps, Tensor step, List<Tensor> blocks, Tensor out) {

  static Modulations allocate(States states, DiffusionConfig config, int steps) {
    int dim = config.ditDim();
    return new Modulations(
        steps,
        states.state("step", DataType.I32, 1),
        IntStream.range(0, config.ditLayers())
            .mapToObj(
                i -> states.state("modulation." + i, DataType.F32, steps, DitBlock.PARTS * dim))
            .toList(),
        states.state("modulation", DataType.F32, steps, 2 * dim));
  }
}
