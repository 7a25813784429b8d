package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.LayerNorm;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.SelfAttention;
import io.github.sovits4j.model.nn.TransformerLayer;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SecondStageConfig;
import java.util.List;
import java.util.stream.IntStream;

/** Transformer layers with relative attention and a convolutional feed-forward block. */
record RelativeEncoder(List<TransformerLayer> layers) {

  static RelativeEncoder load(Parameters p, SecondStageConfig config, int count) {
    return new RelativeEncoder(
        IntStream.range(0, count).mapToObj(i -> layer(p, i, config.heads())).toList());
  }

  private static TransformerLayer layer(Parameters p, int i, int heads) {
    Parameters a = p.at("attn_layers").at(i);
    Parameters f = p.at("ffn_layers").at(i);
    return new TransformerLayer(
        new SelfAttention(
                new Conv(a.stacked("conv_q", "conv_k", "conv_v")), new Conv(a.at("conv_o")), heads)
            .relative(a.get("emb_rel_k"), a.get("emb_rel_v")),
        new LayerNorm(p.at("norm_layers_1").at(i)),
        new Conv(f.at("conv_1")).activated(Activation.RELU),
        new Conv(f.at("conv_2")),
        new LayerNorm(p.at("norm_layers_2").at(i)));
  }

  /** {@code [hidden, time]} to the same. */
  Tensor apply(Ops ops, Tensor input) {
    return ops.repeat(layers, input, (layer, x) -> layer.apply(ops, x));
  }
}
