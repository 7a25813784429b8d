package io.github.sovits4j.model.cfm;

import io.github.sovits4j.model.nn.CachedAttention;
import io.github.sovits4j.model.nn.Dense;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.model.nn.StepModulation;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;

/**
 * A block of the diffusion transformer: attention and feed-forward, each behind a norm that the
 * step modulates and before a gate of the step. A row of the modulation holds shift, scale and gate
 * of the attention, then those of the feed-forward, {@code dim} elements each.
 *
 * @param modulation what makes such rows
 * @param attention of every frame to all
 * @param out of what was attended to
 * @param expand to the inner width, with the activation
 * @param contract back
 */
record DitBlock(
    StepModulation modulation, CachedAttention attention, Dense out, Dense expand, Dense contract) {

  /** Parts of a row of the modulation. */
  static final int PARTS = 6;

  private static final int ATTENTION_SHIFT = 0;
  private static final int ATTENTION_SCALE = 1;
  private static final int ATTENTION_GATE = 2;
  private static final int SHIFT = 3;
  private static final int SCALE = 4;
  private static final int GATE = 5;

  /**
   * What all blocks of a graph share.
   *
   * @param step I32 state {@code [1]}: which row of the modulations counts
   * @param rotary cosines and sines {@code [frames, width]}, see {@link
   *     io.github.sovits4j.ops.RotatePairs}
   * @param start I32 {@code [1]}: 0
   * @param end I32 {@code [1]}: frames in force
   */
  record Shared(Tensor step, Tensor rotary, Tensor start, Tensor end) {}

  static DitBlock load(Parameters p, int dim, int heads) {
    Parameters qkv = p.at("attn").stacked("to_q", "to_k", "to_v");
    return new DitBlock(
        new StepModulation(p.at("attn_norm.linear"), dim, ATTENTION_SCALE, SCALE),
        new CachedAttention(qkv.matrix("weight"), qkv.get("bias"), heads),
        new Dense(p.at("attn.to_out.0")),
        new Dense(p.at("ff.ff.0.0")).activated(Activation.GELU_TANH),
        new Dense(p.at("ff.ff.2")));
  }

  /**
   * The forward pass.
   *
   * @param h {@code [1, frames, dim]}
   * @param rows the modulation of every step {@code [steps, 6·dim]}
   * @return {@code [1, frames, dim]}
   */
  Tensor apply(Ops ops, Tensor h, Tensor rows, Shared shared) {
    int dim = h.size(2);
    Tensor u = norm(ops, h, rows, shared, ATTENTION_SCALE, ATTENTION_SHIFT);
    Ops.Projected p = attention.project(ops, u);
    Ops.Projected placed =
        new Ops.Projected(
            ops.rotatePairs(p.queries(), shared.rotary),
            ops.rotatePairs(p.keys(), shared.rotary),
            p.values());
    Tensor a = attention.attend(ops, placed, shared.start, shared.end); // [1, frames, dim]
    Tensor z = gated(ops, out, a, rows, shared, ATTENTION_GATE * dim, h);
    Tensor f = expand.apply(ops, norm(ops, z, rows, shared, SCALE, SHIFT)); // [1, frames, inner]
    return gated(ops, contract, f, rows, shared, GATE * dim, z);
  }

  private static Tensor norm(Ops ops, Tensor x, Tensor rows, Shared shared, int scale, int shift) {
    int dim = x.size(2);
    return ops.modulatedNorm(
        x, rows, shared.step, scale * dim, shift * dim, DiffusionTransformer.EPSILON);
  }

  private static Tensor gated(
      Ops ops, Dense dense, Tensor x, Tensor rows, Shared shared, int gateAt, Tensor residual) {
    return ops.gatedLinear(x, dense.weight(), dense.bias(), rows, shared.step, gateAt, residual);
  }
}
