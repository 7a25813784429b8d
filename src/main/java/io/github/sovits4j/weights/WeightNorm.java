package io.github.sovits4j.weights;

import java.util.Arrays;

/**
 * Folds weight normalisation: {@code w[a, …] = g[a] · v[a, …] / ‖v[a, …]‖}, the norm over all axes
 * but the first.
 *
 * <p>Model folders keep the pair {@code weight_g}, {@code weight_v} as it came and networks fold it
 * in float when they are loaded. Folding during conversion would round the product back to the
 * file's half precision and lose bits that a fold in float keeps.
 */
public final class WeightNorm {

  private WeightNorm() {}

  /**
   * The folded tensor, of the shape of {@code v}. Norms are summed in double and a row without
   * length folds to zeros.
   *
   * @param g one factor per entry of the first axis
   * @param v directions, row-major
   * @param shape extents of {@code v}; for transposed convolutions the first is the input channel
   * @throws IllegalArgumentException when the lengths do not fit the shape
   */
  public static float[] fold(float[] g, float[] v, int[] shape) {
    if (shape.length == 0
        || Shapes.elements("weight_v", shape) != v.length
        || g.length != shape[0]) {
      throw new IllegalArgumentException(
          "weight norm of shape "
              + Arrays.toString(shape)
              + " with "
              + g.length
              + " factors and "
              + v.length
              + " directions");
    }
    float[] out = new float[v.length];
    int rowSize = g.length == 0 ? 0 : v.length / g.length;
    for (int row = 0; row < g.length; row++) {
      int start = row * rowSize;
      double squares = 0;
      for (int i = start; i < start + rowSize; i++) {
        squares += (double) v[i] * v[i];
      }
      double factor = squares == 0 ? 0 : g[row] / Math.sqrt(squares);
      for (int i = start; i < start + rowSize; i++) {
        out[i] = (float) (factor * v[i]);
      }
    }
    return out;
  }
}
