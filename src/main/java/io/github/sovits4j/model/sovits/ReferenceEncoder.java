package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Parameters;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SovitsConfig;
import java.util.ArrayList;
import java.util.List;

/** The mel-style encoder: a spectrogram to one vector that stands for the speaker. */
final class ReferenceEncoder {

  private static final int HEADS = 2;
  private static final int GLU_KERNEL = 5;

  private record Dense(Tensor weight, Tensor bias) {}

  private final List<Dense> spectral = new ArrayList<>();
  private final List<Dense> temporal = new ArrayList<>();
  private final Dense qkv;
  private final Dense attended;
  private final Dense out;
  private final SovitsConfig config;
  private final Dense speaker; // Pro only
  private final Tensor slope;

  ReferenceEncoder(Parameters parameters, SovitsConfig config) {
    this.config = config;
    spectral.add(dense(parameters, "ref_enc.spectral.0.fc"));
    spectral.add(dense(parameters, "ref_enc.spectral.3.fc"));
    for (int i = 0; i < 2; i++) {
      String name = "ref_enc.temporal." + i + ".conv1.conv";
      temporal.add(new Dense(parameters.get(name + ".weight"), parameters.get(name + ".bias")));
    }
    String attention = "ref_enc.slf_attn.";
    qkv =
        new Dense(
            parameters.stackedPointwise(
                attention + "w_qs.weight", attention + "w_ks.weight", attention + "w_vs.weight"),
            parameters.stackedVector(
                attention + "w_qs.bias", attention + "w_ks.bias", attention + "w_vs.bias"));
    attended = dense(parameters, attention + "fc");
    out = dense(parameters, "ref_enc.fc.fc");
    speaker = config.version().isPro() ? dense(parameters, "sv_emb") : null;
    slope = config.version().isPro() ? parameters.get("prelu.weight") : null;
  }

  private static Dense dense(Parameters parameters, String name) {
    return new Dense(parameters.pointwise(name + ".weight"), parameters.get(name + ".bias"));
  }

  /**
   * The forward pass.
   *
   * @param spectrogram {@code [bins, frames]}
   * @param embedding speaker-verification embedding {@code [speakerDim, 1]}; null unless Pro
   * @return {@code [gin, 1]}
   */
  Tensor apply(Ops ops, Tensor spectrogram, Tensor embedding) {
    Conv1d.Settings mish = Conv1d.Settings.DEFAULT.activation(Activation.MISH);
    Conv1d.Settings same = Conv1d.Settings.DEFAULT.same(GLU_KERNEL, 1);
    Tensor h = spectrogram;
    for (Dense layer : spectral) {
      h = ops.conv1d(h, layer.weight, layer.bias, mish); // [style, frames]
    }
    for (Dense layer : temporal) {
      h = ops.gatedLinear(ops.conv1d(h, layer.weight, layer.bias, same), h);
    }
    // The divisor is the root of the whole width, not of a head's.
    float scale = (float) (1 / Math.sqrt(config.styleDim()));
    Tensor a = ops.selfAttention(ops.pointwise(h, qkv.weight, qkv.bias), HEADS, scale, null, null);
    h = ops.pointwise(a, attended.weight, attended.bias, h);
    Tensor g = ops.meanOverTime(ops.pointwise(h, out.weight, out.bias)); // [gin, 1]
    ops.probe("ge_ref", g);
    if (speaker == null) {
      return g;
    }
    return ops.parametricRelu(ops.pointwise(embedding, speaker.weight, speaker.bias, g), slope);
  }
}
