package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Activation;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Functions of single numbers that kernels share. */
final class Scalars {

  // Codes of io.github.sovits4j.ops.Activation.
  static final int NONE = 0;
  static final int RELU = 1;
  static final int TANH = 2;
  static final int MISH = 3;

  private Scalars() {}

  /** The code of an activation. */
  static int code(Activation activation) {
    return switch (activation) {
      case NONE -> NONE;
      case RELU -> RELU;
      case TANH -> TANH;
      case MISH -> MISH;
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

  /** An activation by its code; the last is {@code x · tanh(ln(1 + e^x))}. */
  static float activate(int activation, float x) {
    if (activation == RELU) {
      return TornadoMath.max(x, 0f);
    }
    if (activation == TANH) {
      return TornadoMath.tanh(x);
    }
    // tanh(ln(1 + e)) = ((1 + e)² − 1) / ((1 + e)² + 1), with e = e^x; above 20 it is 1
    float e = TornadoMath.exp(TornadoMath.min(x, 20f));
    float n = e * (e + 2f);
    return x * (n / (n + 2f));
  }

  /** Applies an activation to sixteen neighbours. */
  static void activate(FloatArray memory, int at, int activation) {
    for (int lane = 0; lane < 16; lane++) {
      memory.set(at + lane, activate(activation, memory.get(at + lane)));
    }
  }
}
