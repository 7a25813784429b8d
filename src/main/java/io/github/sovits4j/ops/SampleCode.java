package io.github.sovits4j.ops;

import java.util.List;

/**
 * Draws the next code of every running item and advances its state. For item b at step i with
 * logits l (the last entry is end-of-sequence, EOS):
 *
 * <ol>
 *   <li>i below the EOS ban: the EOS entry is left out;
 *   <li>repetition penalty r on every seen code: {@code l·r} if negative, else {@code l/r};
 *   <li>top-p below 1: with the logits in falling order and their softmax, every entry whose own
 *       inclusive running sum exceeds p is removed, the first never;
 *   <li>division by {@code max(temperature, 1e-5)};
 *   <li>top-k: entries below the k-th largest are removed, ties stay;
 *   <li>softmax π; draw {@code argmax π_j / e_j} with {@code e_j} exponential from {@link
 *       RandomStream}, counter (i, j), stream[b].
 * </ol>
 *
 * The item has ended when the drawn code or the largest penalised logit (step 2) is EOS; that draw
 * is dropped. Otherwise the code is appended, marked as seen, and step and position advance; with
 * {@code MAX_CODES} codes the item is capped. An item that is not running is left as it is, so
 * surplus replays do no harm. Of equal values the first wins everywhere.
 *
 * @param logits {@code [batch, 1, codes]}
 * @param state sampler state
 * @param probabilities π of each item {@code [batch, codes]}; removed entries are 0
 */
public record SampleCode(Tensor logits, SamplerState state, Tensor probabilities)
    implements Operator {

  public SampleCode {
    String op = "SampleCode";
    Dim batch = state.lastCode().dim(0);
    Check.shape(op, "logits", logits, batch, Dim.of(1), null);
    Check.shape(op, "seen", state.seen(), batch, logits.dim(2));
    Check.shape(op, "probabilities", probabilities, batch, logits.dim(2));
  }

  @Override
  public List<Tensor> reads() {
    return List.of(
        logits,
        state.settings(),
        state.limits(),
        state.stream(),
        state.seen(),
        state.position(),
        state.step(),
        state.status());
  }

  @Override
  public List<Tensor> writes() {
    return List.of(
        probabilities,
        state.seen(),
        state.position(),
        state.step(),
        state.lastCode(),
        state.codes(),
        state.status());
  }

  @Override
  public long flops() {
    return 10L * logits.elements();
  }

  @Override
  public long bytes() {
    return 3 * logits.bytes();
  }
}
