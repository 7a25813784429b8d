package io.github.sovits4j.backend.simd;

import static io.github.sovits4j.backend.simd.Lanes.PANEL;

import io.github.sovits4j.ops.EmbedCode;
import io.github.sovits4j.ops.EmbedRows;
import io.github.sovits4j.ops.Lookup;
import io.github.sovits4j.ops.NearestCode;
import java.util.Arrays;

/** Binds tables: from ids to vectors and back. */
final class EmbeddingLaunches {

  private static final int ROWS = 64;

  /**
   * Codes whose distance in 32 bits is within this share of the squared norms around the smallest
   * are looked at again in 64.
   */
  private static final float DOUBT = 1e-4f;

  private EmbeddingLaunches() {}

  static void embedRows(EmbedRows op, SimdGraph g) {
    int cap = op.y().size(1);
    int d = op.y().size(2);
    float[] y = g.f(op.y());
    float[] features = g.f(op.features());
    float[] textTable = g.f(op.textTable());
    float[] audioTable = g.f(op.audioTable());
    float[] positions = g.f(op.positions());
    int[] ids = g.i(op.ids());
    int[] starts = g.i(op.start());
    int[] textEnds = g.i(op.textEnd());
    for (int i = 0; i < op.y().size(0); i++) {
      int item = i;
      g.addRows(
          op.y().dim(1),
          ROWS,
          (from, to, scratch) -> {
            int start = starts[item];
            int textEnd = textEnds[item];
            for (int r = from; r < to; r++) {
              int at = (item * cap + r) * d;
              int id = ids[item * cap + r] * d;
              if (r < start) {
                Arrays.fill(y, at, at + d, 0);
              } else if (r < textEnd) {
                float scale = op.textScale();
                ElementKernels.blend(1, textTable, id, scale, positions, (r - start) * d, y, at, d);
                if (features != null) {
                  ElementKernels.add(y, at, features, at, d);
                }
              } else {
                float scale = op.audioScale();
                int place = (r - textEnd) * d;
                ElementKernels.blend(1, audioTable, id, scale, positions, place, y, at, d);
              }
            }
          });
    }
  }

  static void embedCode(EmbedCode op, SimdGraph g) {
    int d = op.y().size(2);
    int items = op.y().size(0);
    float[] y = g.f(op.y());
    float[] table = g.f(op.table());
    float[] positions = g.f(op.positions());
    int[] lastCode = g.i(op.lastCode());
    int[] step = g.i(op.step());
    int[] promptLength = g.i(op.promptLength());
    g.add(
        () -> 1,
        (piece, scratch) -> {
          for (int item = 0; item < items; item++) {
            int place = (promptLength[item] + step[item] - 1) * d;
            ElementKernels.blend(
                1, table, lastCode[item] * d, op.scale(), positions, place, y, item * d, d);
          }
        });
  }

  static void lookup(Lookup op, SimdGraph g) {
    int channels = op.table().size(1);
    float[] table = g.f(op.table());
    float[] y = g.channels(op.y());
    int[] ids = g.i(op.ids());
    g.addRows(
        op.y().dim(1),
        ROWS,
        (from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            System.arraycopy(table, ids[t / op.repeat()] * channels, y, t * channels, channels);
          }
        });
  }

  /**
   * A product in 32 bits finds the nearest codes; which of them is the nearest, or the first of the
   * nearest, is decided in 64.
   */
  static void nearestCode(NearestCode op, SimdGraph g) {
    int channels = op.x().size(0);
    int codes = op.codebook().size(0);
    int panels = Lanes.panels(codes);
    float[] x = g.channels(op.x());
    int[] nearest = g.i(op.codes());
    Constant constant = g.constant(op.codebook());
    float[] panelled = constant.form(Constant.Form.PANELS);
    float[] codebook = constant.form(Constant.Form.PLAIN);
    double[] squares = new double[codes];
    for (int j = 0; j < codes; j++) {
      squares[j] = dot(codebook, j * channels, codebook, j * channels, channels);
    }
    int block = 2 * Product.ROWS;
    g.want(block * channels, block * panels * PANEL, 0);
    g.addRows(
        op.x().dim(1),
        block,
        (from, to, scratch) -> {
          System.arraycopy(x, from * channels, scratch.inputs, 0, (to - from) * channels);
          Product.multiply(
              scratch.inputs,
              0,
              channels,
              channels,
              to - from,
              panelled,
              0,
              panels,
              scratch.sums,
              0);
          for (int t = from; t < to; t++) {
            int sums = (t - from) * panels * PANEL;
            nearest[t] =
                nearest(scratch.sums, sums, squares, codes, codebook, x, t * channels, channels);
          }
        });
  }

  private static int nearest(
      float[] products,
      int at,
      double[] squares,
      int codes,
      float[] codebook,
      float[] x,
      int column,
      int channels) {
    double smallest = Double.POSITIVE_INFINITY;
    double largestSquare = 0;
    for (int j = 0; j < codes; j++) {
      smallest = Math.min(smallest, squares[j] - 2 * products[at + j]);
      largestSquare = Math.max(largestSquare, squares[j]);
    }
    double norm = dot(x, column, x, column, channels);
    double doubt = smallest + DOUBT * (largestSquare + norm);
    int best = 0;
    double exact = Double.POSITIVE_INFINITY;
    for (int j = 0; j < codes; j++) {
      if (squares[j] - 2 * products[at + j] <= doubt) {
        double distance = squares[j] - 2 * dot(codebook, j * channels, x, column, channels);
        if (distance < exact) {
          exact = distance;
          best = j;
        }
      }
    }
    return best;
  }

  private static double dot(float[] a, int p, float[] b, int q, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) a[p + i] * b[q + i];
    }
    return sum;
  }
}
