package io.github.sovits4j.model.sovits;

import static io.github.sovits4j.ops.Addends.residual;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.SelfAttention;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.SecondStageConfig;
import java.util.List;

/** The mel-style encoder: a spectrogram to one vector that stands for the speaker. */
final class ReferenceEncoder {

  private static final int HEADS = 2;

  private final List<Conv> spectral;
  private final List<Conv> temporal;
  private final SelfAttention attention;
  private final Conv out;
  private final Conv speaker; // Pro only
  private final Tensor slope;

  /**
   * @param p the whole of S2's tensors
   */
  ReferenceEncoder(Parameters p, SecondStageConfig config) {
    Parameters r = p.at("ref_enc");
    spectral =
        List.of(
            new Conv(r.at("spectral.0.fc")).activated(Activation.MISH),
            new Conv(r.at("spectral.3.fc")).activated(Activation.MISH));
    temporal =
        List.of(new Conv(r.at("temporal.0.conv1.conv")), new Conv(r.at("temporal.1.conv1.conv")));
    Parameters a = r.at("slf_attn");
    attention =
        new SelfAttention(new Conv(a.stacked("w_qs", "w_ks", "w_vs")), new Conv(a.at("fc")), HEADS)
            // The divisor is the root of the whole width, not of a head's.
            .scaled((float) (1 / Math.sqrt(config.styleDim())));
    out = new Conv(r.at("fc.fc"));
    speaker = config.version().isPro() ? new Conv(p.at("sv_emb")) : null;
    slope = config.version().isPro() ? p.get("prelu.weight") : null;
  }

  /**
   * The forward pass.
   *
   * @param spectrogram {@code [bins, frames]}
   * @param embedding speaker-verification embedding {@code [speakerDim, 1]}; null unless Pro
   * @return {@code [gin, 1]}
   */
  Tensor apply(Ops ops, Tensor spectrogram, Tensor embedding) {
    Tensor h = spectrogram;
    for (Conv layer : spectral) {
      h = layer.apply(ops, h); // [style, frames]
    }
    for (Conv layer : temporal) {
      h = ops.gatedLinear(layer.apply(ops, h), h); // [2·style, frames] to [style, frames]
    }
    h = attention.apply(ops, h, residual(h)); // [style, frames]
    Tensor g = ops.probe("ge_ref", ops.meanOverTime(out.apply(ops, h))); // [gin, 1]
    return speaker == null
        ? g
        : ops.parametricRelu(speaker.apply(ops, embedding, residual(g)), slope);
  }
}
