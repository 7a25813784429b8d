package io.github.sovits4j.benchmarks.ladder;

/**
 * The matrices of minimal filtering after Toom, Cook and Winograd: {@code y = Aᵀ ((G g) ⊙ (Bᵀ d))}
 * is {@code y_j = Σ_k g_k d_(j+k)} for {@code outputs} outputs, from {@code products = outputs +
 * taps − 1} multiplications. Taps and inputs are polynomials, evaluated at as many points, one of
 * them infinity, multiplied there, and interpolated.
 *
 * @param outputs of a tile: m
 * @param taps r
 * @param points the finite ones, {@code m + r − 2}
 */
record ToomCook(int outputs, int taps, double... points) {

  /** Half of the multiplications; points as far apart as four can be. */
  static final ToomCook F4_3 =
      new ToomCook(4, 3, 0, Math.sqrt(0.5), -Math.sqrt(0.5), Math.sqrt(2), -Math.sqrt(2));

  /** 4/9 of them. */
  static final ToomCook F6_3 = new ToomCook(6, 3, 0, 1, -1, 2, -2, 0.5, -0.5);

  /** 7/16, for kernels in pieces. */
  static final ToomCook F4_4 = new ToomCook(4, 4, 0, 1, -1, 2, -2, 0.5);

  /** Two pieces over two tiles: 3/4. */
  static final ToomCook F2_2 = new ToomCook(2, 2, 0, 1);

  /** Three pieces over two tiles: 2/3. */
  static final ToomCook F2_3 = new ToomCook(2, 3, 0, 1, -1);

  int products() {
    return outputs + taps - 1;
  }

  /** Pieces of a kernel. */
  int pieces(int kernel) {
    return Math.ceilDiv(kernel, taps);
  }

  static float[][] floats(double[][] matrix) {
    float[][] floats = new float[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      floats[i] = new float[matrix[i].length];
      for (int j = 0; j < floats[i].length; j++) {
        floats[i][j] = (float) matrix[i][j];
      }
    }
    return floats;
  }

  @Override
  public String toString() {
    return "F(" + outputs + "," + taps + ")";
  }

  /** G: {@code [products][taps]}, the powers of a point over its distances to the others. */
  double[][] weights() {
    double[][] g = new double[products()][taps];
    for (int i = 0; i < points.length; i++) {
      double distances = 1;
      for (double other : points) {
        distances *= other == points[i] ? 1 : points[i] - other;
      }
      for (int k = 0; k < taps; k++) {
        g[i][k] = Math.pow(points[i], k) / distances;
      }
    }
    g[points.length][taps - 1] = 1;
    return g;
  }

  /** Bᵀ: {@code [products][products]}, the polynomials that vanish at all other points. */
  double[][] inputs() {
    double[][] b = new double[products()][products()];
    for (int i = 0; i < products(); i++) {
      b[i][0] = 1;
      for (int l = 0; l < points.length; l++) {
        if (l != i) {
          for (int k = products() - 1; k >= 0; k--) { // times (x − point)
            b[i][k] = (k == 0 ? 0 : b[i][k - 1]) - points[l] * b[i][k];
          }
        }
      }
    }
    return b;
  }

  /** Aᵀ: {@code [outputs][products]}, the powers of the points. */
  double[][] results() {
    double[][] a = new double[outputs][products()];
    for (int j = 0; j < outputs; j++) {
      for (int i = 0; i < points.length; i++) {
        a[j][i] = Math.pow(points[i], j);
      }
    }
    a[outputs - 1][points.length] = 1;
    return a;
  }
}
