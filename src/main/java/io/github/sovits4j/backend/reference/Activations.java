package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Activation;

/** The functions that are applied element by element. */
final class Activations {

  private Activations() {}

  static double act(Activation activation, double x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> Math.max(x, 0);
      case TANH -> Math.tanh(x);
      case MISH -> x * Math.tanh(softplus(x));
      case GELU -> x * ErrorFunction.complement(-x / Math.sqrt(2)) / 2; // 1 + erf(x/√2)
      case GELU_TANH ->
          x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
      case SILU -> x * sigmoid(x);
      case RELU20 -> Math.clamp(x, 0, 20);
    };
  }

  static double lrelu(double x, double slope) {
    return x >= 0 ? x : slope * x;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** {@code ln(1 + e^x)} without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
