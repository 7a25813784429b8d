package io.github.sovits4j.backend.reference;

import static io.github.sovits4j.backend.reference.OneOperator.assertClose;
import static io.github.sovits4j.backend.reference.OneOperator.dims;
import static io.github.sovits4j.backend.reference.OneOperator.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Products over rows, and norms. */
class RowPropertiesTest {

  private static final int ROWS = 5;
  private static final int IN = 4;
  private static final int OUT = 6;

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  /** Rows of the identity bring the columns of W out. */
  @Test
  void unitVectorsShowTheWeight() {
    float[] weight = normal(1, OUT * IN);
    float[] bias = normal(2, OUT);
    float[] unit = new float[IN * IN];
    float[] expected = new float[IN * OUT];
    for (int i = 0; i < IN; i++) {
      unit[i * IN + i] = 1;
      for (int o = 0; o < OUT; o++) {
        expected[i * OUT + o] = (float) Math.max(0, (double) weight[o * IN + i] + bias[o]);
      }
    }
    assertArrayEquals(
        expected,
        on.run(
            unit,
            dims(1, IN, IN),
            (ops, x) -> ops.linear(x, on.w(weight, OUT, IN), on.w(bias, OUT), Activation.RELU)));
  }

  /** {@code (1, 2) · Wᵀ + b}, on paper, twice: the rows of a batch are one below the other. */
  @Test
  void productsAreAddedUp() {
    Tensor weight = on.w(new float[] {3, 4, 5, 6, -7, 8}, 3, 2);
    Tensor bias = on.w(new float[] {0.5f, 0, -1}, 3);
    assertArrayEquals(
        new float[] {11.5f, 17, 8, 3.5f, 5, -8},
        on.run(
            new float[] {1, 2, 1, 0},
            dims(2, 1, 2),
            (ops, x) -> ops.linear(x, weight, bias, Activation.NONE)));
  }

  @Test
  void queriesKeysAndValuesAreThreeProducts() {
    int batch = 2;
    int rows = 3;
    int capacity = 6;
    float[] x = normal(3, batch * rows * IN);
    float[] weight = normal(4, 3 * IN * IN);
    float[] bias = normal(5, 3 * IN);
    float[][] products = new float[3][];
    for (int i = 0; i < 3; i++) {
      float[] w = Arrays.copyOfRange(weight, i * IN * IN, (i + 1) * IN * IN);
      float[] b = Arrays.copyOfRange(bias, i * IN, (i + 1) * IN);
      products[i] =
          on.run(
              x,
              dims(batch, rows, IN),
              (ops, t) -> ops.linear(t, on.w(w, IN, IN), on.w(b, IN), Activation.NONE));
    }
    int[] position = {1, 4}; // the third row of the second item finds no room
    Tensor keys = on.state(new float[batch * capacity * IN], batch, capacity, IN);
    Tensor values = on.state(new float[batch * capacity * IN], batch, capacity, IN);
    float[] q =
        on.run(
            x,
            dims(batch, rows, IN),
            (ops, t) ->
                ops.projectQkv(
                    t,
                    on.w(weight, 3 * IN, IN),
                    on.w(bias, 3 * IN),
                    keys,
                    values,
                    on.state(position)));
    assertArrayEquals(products[0], q);
    for (Tensor cache : new Tensor[] {keys, values}) {
      float[] expected = new float[batch * capacity * IN];
      for (int item = 0; item < batch; item++) {
        for (int r = 0; r < rows && position[item] + r < capacity; r++) {
          System.arraycopy(
              products[cache == keys ? 1 : 2],
              (item * rows + r) * IN,
              expected,
              (item * capacity + position[item] + r) * IN,
              IN);
        }
      }
      assertArrayEquals(expected, on.backend().floats(cache));
    }
  }

  /** Mean 0 and, but for ε, variance 1, before gamma and beta. */
  @Test
  void aNormHasItsMoments() {
    int d = 40;
    float[] x = normal(6, ROWS * d);
    for (int i = 0; i < x.length; i++) {
      x[i] = 3 * x[i] + 7;
    }
    float[] ones = new float[d];
    Arrays.fill(ones, 1);
    float epsilon = 0.5f;
    float[] y =
        on.run(
            x,
            dims(1, ROWS, d),
            (ops, t) -> ops.rowNorm(t, on.w(ones, d), on.w(new float[d], d), epsilon));
    for (int r = 0; r < ROWS; r++) {
      double variance = moments(x, r * d, d)[1];
      double[] normal = moments(y, r * d, d);
      assertEquals(0, normal[0], 1e-6);
      assertEquals(variance / (variance + epsilon), normal[1], 1e-6);
      double slope = ((double) y[r * d] - y[r * d + 1]) / ((double) x[r * d] - x[r * d + 1]);
      assertEquals(1 / Math.sqrt(variance + epsilon), slope, 1e-5, "affine in x");
    }
  }

  /** Mean and biased variance. */
  private static double[] moments(float[] x, int from, int n) {
    double sum = 0;
    double squares = 0;
    for (int i = from; i < from + n; i++) {
      sum += x[i];
      squares += (double) x[i] * x[i];
    }
    return new double[] {sum / n, squares / n - sum / n * (sum / n)};
  }

  /** Norms of rows, of columns and over time are one norm of the same numbers, lying otherwise. */
  @Test
  void allNormsAreOne() {
    int d = 9;
    float[] x = normal(7, ROWS * d);
    float[] gamma = normal(8, d);
    float[] beta = normal(9, d);
    float[] rows =
        on.run(
            x, dims(1, ROWS, d), (ops, t) -> ops.rowNorm(t, on.w(gamma, d), on.w(beta, d), 1e-3f));
    assertArrayEquals(
        transposed(rows, ROWS, d),
        on.run(
            transposed(x, ROWS, d),
            dims(d, ROWS),
            (ops, t) -> ops.channelNorm(t, on.w(gamma, d), on.w(beta, d), 1e-3f)));

    float[] ones = new float[d];
    Arrays.fill(ones, 1);
    float[] bare =
        on.run(
            x,
            dims(1, ROWS, d),
            (ops, t) -> ops.rowNorm(t, on.w(ones, d), on.w(new float[d], d), 1e-3f));
    float[] rowGamma = normal(10, ROWS);
    float[] rowBeta = normal(11, ROWS);
    double[] expected = new double[ROWS * d];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Math.max(0, (double) bare[i] * rowGamma[i / d] + rowBeta[i / d]);
    }
    assertClose(
        expected,
        on.run(
            x,
            dims(ROWS, d),
            (ops, t) ->
                ops.timeNorm(
                    t, on.w(rowGamma, ROWS), on.w(rowBeta, ROWS), 1e-3f, Activation.RELU)));
  }

  private static float[] transposed(float[] x, int rows, int columns) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i % columns * rows + i / columns] = x[i];
    }
    return y;
  }

  /** The fused end of a block is its three steps. */
  @Test
  void productResidualAndNormAreThreeSteps() {
    float[] x = normal(12, ROWS * IN);
    float[] residual = normal(13, ROWS * OUT);
    Tensor weight = on.w(normal(14, OUT * IN), OUT, IN);
    Tensor bias = on.w(normal(15, OUT), OUT);
    Tensor gamma = on.w(normal(16, OUT), OUT);
    Tensor beta = on.w(normal(17, OUT), OUT);
    float[] product =
        on.run(x, dims(1, ROWS, IN), (ops, t) -> ops.linear(t, weight, bias, Activation.NONE));
    for (int i = 0; i < product.length; i++) {
      product[i] += residual[i];
    }
    float[] expected =
        on.run(product, dims(1, ROWS, OUT), (ops, t) -> ops.rowNorm(t, gamma, beta, 1e-5f));
    float[] y =
        on.run(
            x,
            dims(1, ROWS, IN),
            (ops, t) ->
                ops.linearResidualNorm(
                    t, weight, bias, on.w(residual, 1, ROWS, OUT), gamma, beta, 1e-5f));
    assertClose(expected, y);
  }

  @Test
  void theLastRowIsTheLast() {
    assertArrayEquals(
        new float[] {5, 6, 11, 12},
        on.run(
            new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
            dims(2, 3, 2),
            (ops, x) -> ops.lastRow(x)));
  }
}
