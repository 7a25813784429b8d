package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Activation;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Functions of single numbers that kernels share. */
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits are those that were published
final class Scalars {

  // Codes of io.github.sovits4j.ops.Activation.
  static final int NONE = 0;
  static final int RELU = 1;
  static final int TANH = 2;
  static final int MISH = 3;
  static final int GELU = 4;
  static final int SILU = 5;
  static final int RELU20 = 6;

  private Scalars() {}

  /** The code of an activation. */
  static int code(Activation activation) {
    return switch (activation) {
      case NONE, GELU_TANH -> NONE; // the latter is a launch of its own, see Launches.add
      case RELU -> RELU;
      case TANH -> TANH;
      case MISH -> MISH;
      case GELU -> GELU;
      case SILU -> SILU;
      case RELU20 -> RELU20;
    };
  }

  static float sigmoid(float x) {
    return 1f / (1f + TornadoMath.exp(-x));
  }

  /**
   * {@code x ≥ 0 ? x : slope · x}; without a branch, which sixteen of would confuse the compiler.
   */
  static float leaky(float x, float slope) {
    return TornadoMath.max(x, 0f) + slope * TornadoMath.min(x, 0f);
  }

  /** An activation by its code; the last is mish, {@code x · tanh(ln(1 + e^x))}. */
  static float activate(int activation, float x) {
    if (activation == RELU) {
      return TornadoMath.max(x, 0f);
    }
    if (activation == TANH) {
      return TornadoMath.tanh(x);
    }
    if (activation == GELU) {
      return gelu(x);
    }
    if (activation == SILU) {
      return x * sigmoid(x);
    }
    if (activation == RELU20) {
      return TornadoMath.min(TornadoMath.max(x, 0f), 20f);
    }
    // tanh(ln(1 + e)) = ((1 + e)² − 1) / ((1 + e)² + 1), with e = e^x; above 20 it is 1
    float e = TornadoMath.exp(TornadoMath.min(x, 20f));
    float n = e * (e + 2f);
    return x * (n / (n + 2f));
  }

  /**
   * {@code x · erfc(−x/√2) / 2}. With {@code z = |x|/√2}, {@code u = 1/(1 + z/2)}: {@code erfc(z) =
   * u · e^(−z² + p(u))} to 1.2e-7 of its value, with the polynomial of Numerical Recipes, 6.2.
   */
  static float gelu(float x) {
    float z = TornadoMath.abs(x) * 0.70710678f;
    float u = 1f / (1f + 0.5f * z);
    float p = 0.17087277f;
    p = p * u - 0.82215223f;
    p = p * u + 1.48851587f;
    p = p * u - 1.13520398f;
    p = p * u + 0.27886807f;
    p = p * u - 0.18628806f;
    p = p * u + 0.09678418f;
    p = p * u + 0.37409196f;
    p = p * u + 1.00002368f;
    p = p * u - 1.26551223f;
    float below = 0.5f * x * u * TornadoMath.exp(p - z * z);
    float y = below;
    if (x >= 0f) {
      y = x - below;
    }
    return y;
  }

  /** Applies an activation to sixteen neighbours. */
  static void activate(FloatArray memory, int at, int activation) {
    for (int lane = 0; lane < 16; lane++) {
      memory.set(at + lane, activate(activation, memory.get(at + lane)));
    }
  }
}
