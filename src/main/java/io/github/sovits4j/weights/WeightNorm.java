package io.github.sovits4j.weights;

import java.util.Arrays;

/**
 * Folds weight normalisation along one axis: {@code w[…, a, …] = g[a] · v[…, a, …] / ‖v[…, a, …]‖},
 * the norm over all other axes.
 *
 * <p>Model folders keep the pair {@code weight_g}, {@code weight_v} as it came and networks fold it
 * in float when they are loaded. Folding during conversion would round the product back to the
 * file's half precision and lose bits that a fold in float keeps.
 */
public final class WeightNorm {

  private WeightNorm() {}

  /**
   * The folded tensor, of the shape of {@code v}. Norms are summed in double and what has no length
   * folds to zeros.
   *
   * @param g one factor per entry of the axis
   * @param v directions, row-major
   * @param shape extents of {@code v}
   * @param axis which axis has the factors: the output channel, or the input channel of a
   *     transposed convolution, both of which come first, or the kernel position
   * @throws IllegalArgumentException when the lengths do not fit the shape
   */
  public static float[] fold(float[] g, float[] v, int[] shape, int axis) {
    if (axis < 0
        || axis >= shape.length
        || Shapes.elements("weight_v", shape) != v.length
        || g.length != shape[axis]) {
      throw new IllegalArgumentException(
          "weight norm of shape "
              + Arrays.toString(shape)
              + " with "
              + g.length
              + " factors along axis "
              + axis
              + " and "
              + v.length
              + " directions");
    }
    int inner = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      inner *= shape[i];
    }
    double[] factors = new double[g.length];
    for (int i = 0; i < v.length; i++) {
      factors[i / inner % g.length] += (double) v[i] * v[i];
    }
    for (int a = 0; a < g.length; a++) {
      factors[a] = factors[a] == 0 ? 0 : g[a] / Math.sqrt(factors[a]);
    }
    float[] out = new float[v.length];
    for (int i = 0; i < v.length; i++) {
      out[i] = (float) (factors[i / inner % g.length] * v[i]);
    }
    return out;
  }

  /** The axis whose extent is not 1 in the shape of the factors; the first where all are. */
  public static int axis(int[] factors) {
    for (int i = 0; i < factors.length; i++) {
      if (factors[i] != 1) {
        return i;
      }
    }
    return 0;
  }
}
