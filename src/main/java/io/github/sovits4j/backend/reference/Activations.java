package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Activation;

/** The elementwise functions. */
final class Activations {

  private Activations() {}

  static void apply(Activation activation, float[] y, int from, int to) {
    switch (activation) {
      case NONE -> {}
      case RELU -> {
        for (int i = from; i < to; i++) {
          y[i] = Math.max(y[i], 0);
        }
      }
      case TANH -> {
        for (int i = from; i < to; i++) {
          y[i] = (float) Math.tanh(y[i]);
        }
      }
      case MISH -> {
        for (int i = from; i < to; i++) {
          y[i] = (float) (y[i] * Math.tanh(softplus(y[i])));
        }
      }
      case GELU -> {
        for (int i = from; i < to; i++) {
          y[i] = (float) (y[i] * ErrorFunction.complement(-y[i] * Math.sqrt(0.5)) / 2);
        }
      }
      case SILU -> {
        for (int i = from; i < to; i++) {
          y[i] = (float) (y[i] * sigmoid(y[i]));
        }
      }
      case RELU20 -> {
        for (int i = from; i < to; i++) {
          y[i] = Math.clamp(y[i], 0f, 20f);
        }
      }
    }
  }

  static double sigmoid(float x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** {@code ln(1 + e^x)} without overflow. */
  private static double softplus(float x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
