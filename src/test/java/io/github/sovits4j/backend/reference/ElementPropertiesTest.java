package io.github.sovits4j.backend.reference;

import static io.github.sovits4j.backend.reference.OneOperator.assertClose;
import static io.github.sovits4j.backend.reference.OneOperator.dims;
import static io.github.sovits4j.backend.reference.OneOperator.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Activation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is computed element by element, on values from tables and on paper. */
class ElementPropertiesTest {

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  /** Abramowitz and Stegun, "Handbook of mathematical functions", table 7.1. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.1, 0.1124629160",
    "0.5, 0.5204998778",
    "1, 0.8427007929",
    "1.5, 0.9661051465",
    "2, 0.9953222650"
  })
  void errorFunction(double x, double erf) {
    assertEquals(erf, 1 - ErrorFunction.complement(x), 1e-10);
    assertEquals(-erf, 1 - ErrorFunction.complement(-x), 1e-10);
  }

  /** Beyond, where 1 − erf has few digits left: both forms meet, and the ends are right. */
  @Test
  void errorFunctionFarOut() {
    double step = 1e-9; // the derivative of erfc is −2/√π · e^(−x²)
    double slope = -2 / Math.sqrt(Math.PI) * Math.exp(-2.5 * 2.5);
    assertEquals(
        slope * 2 * step,
        ErrorFunction.complement(2.5 + step) - ErrorFunction.complement(2.5 - step),
        1e-14);
    assertEquals(1.537459794428035e-12, ErrorFunction.complement(5), 1e-25);
    assertEquals(0, ErrorFunction.complement(40));
    assertEquals(2, ErrorFunction.complement(-40));
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, -3, -3",
    "RELU, -3, 0",
    "RELU, 3, 3",
    "RELU20, -1, 0",
    "RELU20, 7, 7",
    "RELU20, 21, 20",
    "TANH, 1, 0.7615941559557649",
    "SILU, 1, 0.7310585786300049",
    "SILU, -2, -0.2384058440442351",
    "GELU, 1, 0.8413447460685429",
    "GELU, -1, -0.15865525393145707",
    "GELU_TANH, 1, 0.8411919906082768",
    "GELU_TANH, -2, -0.045402305912225",
    "MISH, 1, 0.8650983882673103",
    "MISH, 0, 0",
    "MISH, 100, 100",
    "MISH, -100, 0"
  })
  void activations(Activation activation, double x, double y) {
    assertEquals(y, Activations.act(activation, x), 1e-12);
  }

  @Test
  void aGateLetsHalfThroughAtZero() {
    float[] x = {2, -2, 0.5f, 0, 0, (float) Math.log(3)}; // σ: 1/2, 1/2, 3/4
    assertArrayEquals(
        new float[] {11, 19, 30.375f},
        on.run(x, dims(6, 1), (ops, t) -> ops.gatedLinear(t, on.w(new float[] {10, 20, 30}, 3, 1))),
        1e-5f);
    double tanh = Math.tanh(2) / 2;
    assertClose(
        new double[] {tanh, -tanh, 0.75 * Math.tanh(0.5)},
        on.run(x, dims(6, 1), (ops, t) -> ops.gatedTanh(t)));
  }

  @Test
  void aBlendIsASumOrWeighted() {
    float[] a = {1, 2, 3};
    float[] b = {10, 20, 30};
    float[] weight = {0, 1, -0.5f};
    assertArrayEquals(
        new float[] {11, 22, 33},
        on.run(a, dims(1, 3), (ops, t) -> ops.blend(t, on.w(b, 1, 3), null)));
    assertArrayEquals(
        new float[] {11, 4, 1.5f + 45},
        on.run(a, dims(1, 3), (ops, t) -> ops.blend(t, on.w(b, 1, 3), on.w(weight, 1, 3))));
  }

  @Test
  void slopesAreOfChannels() {
    assertArrayEquals(
        new float[] {-0.5f, 4, 2, 4},
        on.run(
            new float[] {-1, 4, -1, 4},
            dims(2, 2),
            (ops, t) -> ops.parametricRelu(t, on.w(new float[] {0.5f, -2}, 2))));
  }

  @Test
  void thePriorIsItsMeanAndScaledNoise() {
    float[] stats = {1, 2, 3, 0, (float) Math.log(4), -1000}; // means; logarithms of deviations
    assertArrayEquals(
        new float[] {1 + 0.5f * 2, 2 + 0.5f * 4 * -1, 3},
        on.run(
            stats,
            dims(6, 1),
            (ops, t) -> ops.samplePrior(t, on.w(new float[] {2, -1, 5}, 3, 1), 0.5f)),
        1e-6f);
  }

  @Test
  void flippedTwiceIsAsBefore() {
    float[] x = normal(1, 15);
    assertArrayEquals(
        new float[] {5, 6, 3, 4, 1, 2},
        on.run(new float[] {1, 2, 3, 4, 5, 6}, dims(3, 2), (ops, t) -> ops.flipChannels(t)));
    assertArrayEquals(x, on.run(x, dims(5, 3), (ops, t) -> ops.flipChannels(ops.flipChannels(t))));
  }
}
