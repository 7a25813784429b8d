package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

/**
 * Minimal filtering after Toom, Cook and Winograd: {@code m} outputs of a convolution with {@code
 * r} taps from {@code n = m + r − 1} products instead of {@code m·r},
 *
 * <pre>
 *   y = Aᵀ ((G g) ⊙ (Bᵀ d))        y_j = Σ_k g_k d_(j+k)
 * </pre>
 *
 * <p>Taps and inputs are taken as polynomials, evaluated at n points, multiplied there and
 * interpolated. With the finite points {@code a_i} and the point at infinity,
 *
 * <pre>
 *   G[i, k]  = a_i^k / Π_(l≠i) (a_i − a_l)                  the last row picks the last tap
 *   Bᵀ[i, ·] = coefficients of Π_(l≠i) (x − a_l)            the last row those of Π_l (x − a_l)
 *   Aᵀ[j, i] = a_i^j                                        the last column is for the last output
 * </pre>
 *
 * <p>A kernel with more than r taps is cut into pieces of r, the last filled with zeros. With
 * {@code m = r} a piece meets the transformed input of a later tile, so that all share the
 * transforms.
 */
@SuppressWarnings("ImmutableEnumChecker") // the points are never changed
enum Winograd {
  /** 4 outputs, 3 taps, 6 products: half the multiplications. Points that are far apart. */
  F4_3(4, 3, 0, Math.sqrt(0.5), -Math.sqrt(0.5), Math.sqrt(2), -Math.sqrt(2)),

  /** 4 outputs, 4 taps, 7 products: for kernels in pieces. */
  F4_4(4, 4, 0, 1, -1, 2, -2, 0.5);

  private final int outputs;
  private final int taps;
  private final double[] points; // the finite ones

  Winograd(int outputs, int taps, double... points) {
    this.outputs = outputs;
    this.taps = taps;
    this.points = points;
  }

  /** Outputs of a tile: m. */
  int outputs() {
    return outputs;
  }

  /** Taps of a piece: r. */
  int taps() {
    return taps;
  }

  /** Products of a tile: n, inputs of a tile too. */
  int products() {
    return outputs + taps - 1;
  }

  /** Pieces of a kernel. */
  int pieces(int kernel) {
    return Math.ceilDiv(kernel, taps);
  }

  /** G: {@code [products, taps]}. */
  double[][] weightTransform() {
    double[][] g = new double[products()][taps];
    for (int i = 0; i < points.length; i++) {
      double divisor = 1;
      for (int l = 0; l < points.length; l++) {
        divisor *= l == i ? 1 : points[i] - points[l];
      }
      for (int k = 0; k < taps; k++) {
        g[i][k] = Math.pow(points[i], k) / divisor;
      }
    }
    g[points.length][taps - 1] = 1;
    return g;
  }

  /** Bᵀ: {@code [products, products]}. */
  double[][] inputTransform() {
    double[][] b = new double[products()][];
    for (int i = 0; i < products(); i++) {
      double[] coefficients = new double[products()];
      coefficients[0] = 1;
      for (int l = 0; l < points.length; l++) {
        for (int k = l == i ? -1 : products() - 1; k >= 0; k--) { // times (x − a_l)
          double below = k == 0 ? 0 : coefficients[k - 1];
          coefficients[k] = below - points[l] * coefficients[k];
        }
      }
      b[i] = coefficients;
    }
    return b;
  }

  /** Aᵀ: {@code [outputs, products]}. */
  double[][] outputTransform() {
    double[][] a = new double[outputs][products()];
    for (int j = 0; j < outputs; j++) {
      for (int i = 0; i < points.length; i++) {
        a[j][i] = Math.pow(points[i], j);
      }
    }
    a[outputs - 1][points.length] = 1;
    return a;
  }

  /** Elements of a transformed weight. */
  int transformedSize(int[] shape) {
    return products() * Lanes.panels(shape[0]) * PANEL * pieces(shape[2]) * shape[1];
  }

  /**
   * A weight {@code [out, in, kernel]} as {@code [product][panel][piece · in][PANEL]}, transformed
   * in doubles.
   */
  float[] transformedWeight(float[] weight, int[] shape) {
    double[][] g = weightTransform();
    int out = shape[0];
    int in = shape[1];
    int kernel = shape[2];
    int depth = pieces(kernel) * in;
    int size = transformedSize(shape) / products(); // of one product
    float[] packed = new float[products() * size];
    for (int o = 0; o < out; o++) {
      int panel = o / PANEL * PANEL * depth + o % PANEL;
      for (int i = 0; i < in; i++) {
        int from = (o * in + i) * kernel;
        for (int p = 0; p < pieces(kernel); p++) {
          int to = panel + (p * in + i) * PANEL;
          for (int q = 0; q < products(); q++) {
            double sum = 0;
            for (int k = 0; k < taps && p * taps + k < kernel; k++) {
              sum += g[q][k] * weight[from + p * taps + k];
            }
            packed[q * size + to] = (float) sum;
          }
        }
      }
    }
    return packed;
  }
}
