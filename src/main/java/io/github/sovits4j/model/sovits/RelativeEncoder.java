package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Parameters;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A stack of post-norm transformer layers with relative attention and convolutional feed-forward.
 */
final class RelativeEncoder {

  private record Layer(
      Tensor qkvWeight,
      Tensor qkvBias,
      Tensor outWeight,
      Tensor outBias,
      Tensor relativeKeys,
      Tensor relativeValues,
      Tensor norm1Gamma,
      Tensor norm1Beta,
      Tensor ffn1Weight,
      Tensor ffn1Bias,
      Tensor ffn2Weight,
      Tensor ffn2Bias,
      Tensor norm2Gamma,
      Tensor norm2Beta) {}

  private final SovitsConfig config;
  private final List<Layer> layers = new ArrayList<>();

  RelativeEncoder(Parameters parameters, SovitsConfig config, String prefix, int layerCount) {
    this.config = config;
    for (int i = 0; i < layerCount; i++) {
      String attention = prefix + ".attn_layers." + i;
      String ffn = prefix + ".ffn_layers." + i;
      layers.add(
          new Layer(
              parameters.stackedPointwise(
                  attention + ".conv_q.weight",
                  attention + ".conv_k.weight",
                  attention + ".conv_v.weight"),
              parameters.stackedVector(
                  attention + ".conv_q.bias",
                  attention + ".conv_k.bias",
                  attention + ".conv_v.bias"),
              parameters.pointwise(attention + ".conv_o.weight"),
              parameters.get(attention + ".conv_o.bias"),
              parameters.get(attention + ".emb_rel_k"),
              parameters.get(attention + ".emb_rel_v"),
              parameters.get(prefix + ".norm_layers_1." + i + ".gamma"),
              parameters.get(prefix + ".norm_layers_1." + i + ".beta"),
              parameters.get(ffn + ".conv_1.weight"),
              parameters.get(ffn + ".conv_1.bias"),
              parameters.get(ffn + ".conv_2.weight"),
              parameters.get(ffn + ".conv_2.bias"),
              parameters.get(prefix + ".norm_layers_2." + i + ".gamma"),
              parameters.get(prefix + ".norm_layers_2." + i + ".beta")));
    }
  }

  /** {@code [hidden, time]} to {@code [hidden, time]}. */
  Tensor apply(Ops ops, Tensor input) {
    Conv1d.Settings same = Conv1d.Settings.DEFAULT.same(SovitsConfig.FFN_KERNEL, 1);
    float scale = (float) (1 / Math.sqrt(config.headDim()));
    Tensor[] hidden = {input};
    ops.repeat(
        layers.size(),
        i -> {
          Layer layer = layers.get(i);
          Tensor x = hidden[0];
          Tensor qkv = ops.pointwise(x, layer.qkvWeight, layer.qkvBias); // [3·hidden, time]
          Tensor a =
              ops.selfAttention(
                  qkv, config.heads(), scale, layer.relativeKeys, layer.relativeValues);
          x = ops.pointwise(a, layer.outWeight, layer.outBias, x);
          x = ops.channelNorm(x, layer.norm1Gamma, layer.norm1Beta);
          Tensor f =
              ops.conv1d(x, layer.ffn1Weight, layer.ffn1Bias, same.activation(Activation.RELU));
          x = ops.conv1d(f, layer.ffn2Weight, layer.ffn2Bias, null, x, null, same);
          hidden[0] = ops.channelNorm(x, layer.norm2Gamma, layer.norm2Beta);
        });
    return hidden[0];
  }
}
