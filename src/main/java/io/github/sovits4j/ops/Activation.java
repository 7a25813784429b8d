package io.github.sovits4j.ops;

/** The elementwise function at the end of a matrix product or convolution. */
public enum Activation {
  /** {@code x}. */
  NONE,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code tanh(x)}. */
  TANH,
  /** {@code x * tanh(ln(1 + e^x))}. */
  MISH,
  /** {@code x * (1 + erf(x / √2)) / 2}, with the error function itself. */
  GELU,
  /** {@code x * (1 + tanh(√(2/π) * (x + 0.044715 * x³))) / 2}, which is close to {@link #GELU}. */
  GELU_TANH,
  /** {@code x / (1 + e^−x)}. */
  SILU,
  /** {@code min(max(x, 0), 20)}. */
  RELU20
}
