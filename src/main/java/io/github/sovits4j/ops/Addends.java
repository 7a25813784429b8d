package io.github.sovits4j.ops;

/**
 * What a {@link Conv1d} adds to its products beside the bias, given anew with every call: {@code y
 * = act((products + bias + shift + residual) · scale + sum)}. Start with one and go on with {@code
 * and…}: {@code residual(x).andShift(speaker)}. Null adds nothing.
 *
 * @param shift one value per channel, computed by the network {@code [out, 1]}, or null
 * @param residual {@code [out, time]}, or null
 * @param sum added after the scaling {@code [out, time]}, or null
 */
public record Addends(Tensor shift, Tensor residual, Tensor sum) {

  /** Nothing. */
  public static final Addends NONE = new Addends(null, null, null);

  /** A value per channel. */
  public static Addends shift(Tensor shift) {
    return NONE.andShift(shift);
  }

  /** What the layer improves upon. */
  public static Addends residual(Tensor residual) {
    return NONE.andResidual(residual);
  }

  /** With a value per channel. */
  public Addends andShift(Tensor value) {
    return new Addends(value, residual, sum);
  }

  /** With what the layer improves upon. */
  public Addends andResidual(Tensor value) {
    return new Addends(shift, value, sum);
  }

  /** With a sum so far, to which the scaled result is added. */
  public Addends andSum(Tensor value) {
    return new Addends(shift, residual, value);
  }
}
