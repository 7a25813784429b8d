package io.github.sovits4j.weights;

/**
 * Folds a batch norm with running statistics into the convolution before it: {@code scale = gamma /
 * √(variance + ε)} of an output channel multiplies its weights, and {@code beta + (bias − mean) ·
 * scale} becomes its bias.
 *
 * @param weight the folded weights, the output channel first
 * @param bias the folded bias
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
public record BatchNorm(float[] weight, float[] bias) {

  private static final double EPSILON = 1e-5;

  /**
   * Folds in double, rounding once.
   *
   * @param weight of the convolution
   * @param bias of the convolution; null: zeros
   * @param gamma, beta, mean, variance of the norm, one per output channel
   */
  public static BatchNorm fold(
      float[] weight, float[] bias, float[] gamma, float[] beta, float[] mean, float[] variance) {
    int out = gamma.length;
    int each = weight.length / out;
    float[] foldedWeight = new float[weight.length];
    float[] foldedBias = new float[out];
    for (int o = 0; o < out; o++) {
      double scale = gamma[o] / Math.sqrt(variance[o] + EPSILON);
      for (int i = o * each; i < (o + 1) * each; i++) {
        foldedWeight[i] = (float) (weight[i] * scale);
      }
      foldedBias[o] = (float) (beta[o] + ((bias == null ? 0 : bias[o]) - mean[o]) * scale);
    }
    return new BatchNorm(foldedWeight, foldedBias);
  }
}
