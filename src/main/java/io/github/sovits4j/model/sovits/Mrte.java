package io.github.sovits4j.model.sovits;

import io.github.sovits4j.model.Parameters;
import io.github.sovits4j.ops.Conv1d;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/** Multi-reference timbre encoder: lets the speech attend to the text and adds the speaker. */
final class Mrte {

  private static final int HEADS = 4;

  private final Tensor speechWeight;
  private final Tensor speechBias;
  private final Tensor textWeight;
  private final Tensor textBias;
  private final Tensor queryWeight;
  private final Tensor queryBias;
  private final Tensor keyValueWeight;
  private final Tensor keyValueBias;
  private final Tensor outWeight;
  private final Tensor outBias;
  private final Tensor postWeight;
  private final Tensor postBias;

  Mrte(Parameters parameters, String prefix) {
    String attention = prefix + ".cross_attention";
    speechWeight = parameters.pointwise(prefix + ".c_pre.weight");
    speechBias = parameters.get(prefix + ".c_pre.bias");
    textWeight = parameters.pointwise(prefix + ".text_pre.weight");
    textBias = parameters.get(prefix + ".text_pre.bias");
    queryWeight = parameters.pointwise(attention + ".conv_q.weight");
    queryBias = parameters.get(attention + ".conv_q.bias");
    keyValueWeight =
        parameters.stackedPointwise(attention + ".conv_k.weight", attention + ".conv_v.weight");
    keyValueBias = parameters.stackedVector(attention + ".conv_k.bias", attention + ".conv_v.bias");
    outWeight = parameters.pointwise(attention + ".conv_o.weight");
    outBias = parameters.get(attention + ".conv_o.bias");
    postWeight = parameters.pointwise(prefix + ".c_post.weight");
    postBias = parameters.get(prefix + ".c_post.bias");
  }

  /**
   * The forward pass.
   *
   * @param speech {@code [hidden, time]}
   * @param text {@code [hidden, phones]}
   * @param speaker {@code [mrte, 1]}
   * @return {@code [hidden, time]}
   */
  Tensor apply(Ops ops, Tensor speech, Tensor text, Tensor speaker) {
    Tensor c = ops.pointwise(speech, speechWeight, speechBias); // [mrte, time]
    Tensor u = ops.pointwise(text, textWeight, textBias); // [mrte, phones]
    Tensor q = ops.pointwise(c, queryWeight, queryBias);
    Tensor kv = ops.pointwise(u, keyValueWeight, keyValueBias); // [2·mrte, phones]
    float scale = (float) (1 / Math.sqrt((double) q.size(0) / HEADS));
    Tensor a = ops.crossAttention(q, kv, HEADS, scale);
    Tensor mixed =
        ops.conv1d(a, outWeight, outBias, speaker, c, null, Conv1d.Settings.DEFAULT); // a + c + e
    return ops.pointwise(mixed, postWeight, postBias);
  }
}
