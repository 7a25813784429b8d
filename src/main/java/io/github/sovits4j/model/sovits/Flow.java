package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Parameters;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The flow, run backwards: couplings whose mean is predicted by a WaveNet, each after a reversal of
 * the channels.
 */
final class Flow {

  /** One WaveNet layer; the last of a coupling has no residual half. */
  private record Layer(
      Tensor inWeight,
      Tensor inBias,
      Tensor speakerWeight,
      Tensor speakerBias,
      Tensor residualWeight,
      Tensor residualBias,
      Tensor skipWeight,
      Tensor skipBias) {}

  private record Coupling(
      Tensor preWeight, Tensor preBias, List<Layer> layers, Tensor postWeight, Tensor postBias) {}

  private final List<Coupling> couplings = new ArrayList<>();

  Flow(Parameters parameters, SovitsConfig config) {
    int hidden = config.hidden();
    int last = SovitsConfig.WAVENET_LAYERS - 1;
    for (int i = SovitsConfig.COUPLINGS - 1; i >= 0; i--) {
      String prefix = "flow.flows." + 2 * i; // odd numbers are the reversals, which own nothing
      List<Layer> layers = new ArrayList<>();
      for (int l = 0; l <= last; l++) {
        String in = prefix + ".enc.in_layers." + l;
        String out = prefix + ".enc.res_skip_layers." + l;
        String speaker = prefix + ".enc.cond_layer";
        int skipFrom = l < last ? hidden : 0;
        layers.add(
            new Layer(
                parameters.convolution(in + ".weight"),
                parameters.get(in + ".bias"),
                parameters.convolutionRows(speaker + ".weight", 2 * hidden * l, 2 * hidden),
                parameters.vectorRows(speaker + ".bias", 2 * hidden * l, 2 * hidden),
                l < last ? parameters.convolutionRows(out + ".weight", 0, hidden) : null,
                l < last ? parameters.vectorRows(out + ".bias", 0, hidden) : null,
                parameters.convolutionRows(out + ".weight", skipFrom, hidden),
                parameters.vectorRows(out + ".bias", skipFrom, hidden)));
      }
      couplings.add(
          new Coupling(
              parameters.convolution(prefix + ".pre.weight"),
              parameters.get(prefix + ".pre.bias"),
              layers,
              parameters.convolution(prefix + ".post.weight"),
              parameters.get(prefix + ".post.bias")));
    }
  }

  /**
   * Turns a draw from the prior into a latent.
   *
   * @param z {@code [inter, time]}
   * @param speaker {@code [gin, 1]}
   * @return {@code [inter, time]}
   */
  Tensor inverse(Ops ops, Tensor z, Tensor speaker) {
    Conv1d.Settings same = Conv1d.Settings.DEFAULT.same(SovitsConfig.WAVENET_KERNEL, 1);
    Tensor x = z;
    for (Coupling coupling : couplings) {
      x = ops.flipChannels(x);
      Tensor h = ops.pointwise(x, coupling.preWeight, coupling.preBias); // of the first half
      Tensor skip = null;
      for (Layer layer : coupling.layers) {
        Tensor shift = ops.pointwise(speaker, layer.speakerWeight, layer.speakerBias);
        Tensor a = ops.conv1d(h, layer.inWeight, layer.inBias, shift, null, null, same);
        Tensor b = ops.gatedTanh(a); // [hidden, time]
        if (layer.residualWeight != null) {
          h = ops.pointwise(b, layer.residualWeight, layer.residualBias, h);
        }
        skip = ops.pointwise(b, layer.skipWeight, layer.skipBias, skip);
      }
      x = ops.couple(x, skip, coupling.postWeight, coupling.postBias);
    }
    return x;
  }
}
