package io.github.sovits4j.model.sovits;

import static io.github.sovits4j.ops.Addends.residual;

import io.github.sovits4j.model.nn.Conv;
import io.github.sovits4j.model.nn.CrossAttention;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/** Multi-reference timbre encoder: lets the speech attend to the text and adds the speaker. */
record Mrte(Conv speechIn, Conv textIn, CrossAttention attention, Conv out) {

  private static final int HEADS = 4;

  static Mrte load(Parameters p) {
    Parameters a = p.at("cross_attention");
    return new Mrte(
        new Conv(p.at("c_pre")),
        new Conv(p.at("text_pre")),
        new CrossAttention(
            new Conv(a.at("conv_q")),
            new Conv(a.stacked("conv_k", "conv_v")),
            new Conv(a.at("conv_o")),
            HEADS),
        new Conv(p.at("c_post")));
  }

  /** Speech {@code [hidden, time]}, text {@code [hidden, phones]}, speaker {@code [mrte, 1]}. */
  Tensor apply(Ops ops, Tensor speech, Tensor text, Tensor speaker) {
    Tensor c = speechIn.apply(ops, speech); // [mrte, time]
    Tensor u = textIn.apply(ops, text); // [mrte, phones]
    Tensor mixed = attention.apply(ops, c, u, residual(c).andShift(speaker)); // [mrte, time]
    return out.apply(ops, mixed); // [hidden, time]
  }
}
