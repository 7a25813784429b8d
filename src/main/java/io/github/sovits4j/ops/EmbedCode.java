package io.github.sovits4j.ops;

import java.util.List;

/**
 * The input row of a decode step: {@code y[b] = table[lastCode[b]] + scale *
 * positions[promptLength[b] + step[b] - 1]}: the code drawn at step i stands i places behind the
 * prompt.
 *
 * @param lastCode I32 {@code [batch]}, the codes drawn last
 * @param step I32 {@code [batch]}, how many codes were drawn, at least 1
 * @param promptLength I32 {@code [batch]}
 * @param table {@code [codes, d]}
 * @param positions sinusoids {@code [n, d]}
 * @param scale learned weight of the audio positions
 * @param y {@code [batch, 1, d]}
 */
public record EmbedCode(
    Tensor lastCode,
    Tensor step,
    Tensor promptLength,
    Tensor table,
    Tensor positions,
    float scale,
    Tensor y)
    implements Operator {

  public EmbedCode {
    String op = "EmbedCode";
    Check.shape(op, "y", y, y.dim(0), Dim.of(1), null);
    Check.shape(op, "last code", lastCode, y.dim(0));
    Check.type(op, "last code", lastCode, DataType.I32);
    Check.shape(op, "step", step, y.dim(0));
    Check.type(op, "step", step, DataType.I32);
    Check.shape(op, "promptLength", promptLength, y.dim(0));
    Check.type(op, "promptLength", promptLength, DataType.I32);
    Check.shape(op, "table", table, null, y.dim(2));
    Check.shape(op, "positions", positions, null, y.dim(2));
  }

  @Override
  public List<Tensor> reads() {
    return List.of(lastCode, step, promptLength, table, positions);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 2L * y.elements();
  }

  @Override
  public long bytes() {
    return 3 * y.bytes();
  }
}
