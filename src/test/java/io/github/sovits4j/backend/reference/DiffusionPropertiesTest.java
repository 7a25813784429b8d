package io.github.sovits4j.backend.reference;

import static io.github.sovits4j.backend.reference.OneOperator.assertClose;
import static io.github.sovits4j.backend.reference.OneOperator.dims;
import static io.github.sovits4j.backend.reference.OneOperator.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operators of the diffusion transformer. */
class DiffusionPropertiesTest {

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  /** Scale 1 and shift 0 in the row that counts, and other numbers in the others. */
  @Test
  void anUnmodulatedNormIsAPlainOne() {
    float[] x = normal(1, 3 * 4);
    float[] modulation = {9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 1, 1, 1, 1};
    float[] ones = {1, 1, 1, 1};
    float[] plain =
        on.run(
            x,
            dims(1, 3, 4),
            (ops, t) -> ops.rowNorm(t, on.w(ones, 4), on.w(new float[4], 4), 1e-6f));
    assertArrayEquals(
        plain,
        on.run(
            x,
            dims(1, 3, 4),
            (ops, t) ->
                ops.modulatedNorm(t, on.state(modulation, 2, 8), on.state(1), 4, 0, 1e-6f)));
  }

  /** {@code 100 + 2 · (1·3 + 2·4 + 1)} and {@code 200 − 1 · (1·5 + 2·6 + 0)}. */
  @Test
  void aGateStandsBeforeTheResidual() {
    assertArrayEquals(
        new float[] {124, 183},
        on.run(
            new float[] {1, 2},
            dims(1, 1, 2),
            (ops, x) ->
                ops.gatedLinear(
                    x,
                    on.w(new float[] {3, 4, 5, 6}, 2, 2),
                    on.w(new float[] {1, 0}, 2),
                    on.state(new float[] {0, 0, 0, 7, 2, -1}, 2, 3),
                    on.state(1),
                    1,
                    on.w(new float[] {100, 200}, 1, 1, 2))));
  }

  /** A quarter turn, in the second row alone; the last channel passes. */
  @Test
  void aQuarterTurnSwapsAPair() {
    assertArrayEquals(
        new float[] {1, 2, 3, -5, 4, 6},
        on.run(
            new float[] {1, 2, 3, 4, 5, 6},
            dims(1, 2, 3),
            (ops, x) -> ops.rotatePairs(x, on.w(new float[] {1, 0, 0, 1}, 2, 2))));
  }

  /** The product of two turned rows depends on how far they are apart, and on nothing else. */
  @Test
  void turnedRowsKnowTheirDistance() {
    int rows = 9;
    float[] table = new float[rows * 2];
    for (int r = 0; r < rows; r++) {
      table[2 * r] = (float) Math.cos(0.3 * r);
      table[2 * r + 1] = (float) Math.sin(0.3 * r);
    }
    float[] x = new float[rows * 2];
    for (int r = 0; r < rows; r++) {
      x[2 * r] = 0.8f;
      x[2 * r + 1] = -1.7f;
    }
    float[] y = on.run(x, dims(1, rows, 2), (ops, t) -> ops.rotatePairs(t, on.w(table, rows, 2)));
    double[] products =
        IntStream.range(0, rows - 2)
            .mapToDouble(r -> y[2 * r] * y[2 * r + 4] + y[2 * r + 1] * y[2 * r + 5])
            .toArray();
    for (double product : products) {
      assertEquals((0.8 * 0.8 + 1.7 * 1.7) * Math.cos(0.6), product, 1e-5);
    }
  }

  @Test
  void channelsBecomeRows() {
    assertArrayEquals(
        new float[] {11, 44, 22, 55, 33, 66},
        on.run(
            new float[] {1, 2, 3, 4, 5, 6},
            dims(2, 3),
            (ops, x) ->
                ops.sumToRows(
                    x, on.w(new float[] {10, 20, 30, 40, 50, 60}, 2, 3), Activation.NONE)));
  }

  /** Two steps of four; the first time step is held, whatever it was. */
  @Test
  void eulerStepsAddUp() {
    Tensor counter = on.state(3);
    record Ends(Tensor x, Tensor v, Tensor held) {}
    try (Capture<Ends> capture =
        on.backend()
            .capture(
                ops -> {
                  Tensor x = ops.input("x", DataType.F32, Dim.of(1), Dim.of(3));
                  Tensor v = ops.input("v", DataType.F32, Dim.of(1), Dim.of(3), Dim.of(1));
                  Tensor held = ops.input("held", DataType.I32, Dim.of(1));
                  ops.eulerStep(v, null, 0, held, 4, counter, x);
                  return new Ends(x, v, held);
                })) {
      Ends e = capture.ends();
      capture
          .write(e.x, new float[] {5, 6, 7})
          .write(e.v, new float[] {100, 4, -8})
          .write(e.held, new int[] {1});
      capture.graph().replay(2);
      assertArrayEquals(new float[] {0, 6 + 2, 7 - 4}, capture.floats(e.x));
      assertArrayEquals(new int[] {1}, on.backend().ints(counter)); // 3, 0, 1
    }
  }

  /** Guidance leads on from the one to the other. */
  @Test
  void guidanceLeadsAwayFromTheUnguided() {
    Tensor counter = on.state(0);
    float[] x =
        on.run(
            new float[] {10},
            dims(1, 1),
            (ops, t) -> {
              Tensor v = on.w(new float[] {3}, 1, 1, 1);
              Tensor u = on.w(new float[] {1}, 1, 1, 1);
              ops.eulerStep(v, u, 0.5f, on.state(0), 2, counter, t);
              return t;
            });
    assertArrayEquals(new float[] {10 + (3 + 0.5f * (3 - 1)) / 2}, x);
  }

  /** Strengths 5 and 0, their mean 2.5: the first channel counts twice, the second not at all. */
  @Test
  void channelsAnswerByTheirStrength() {
    float[] gamma = {0.5f, 7};
    float[] beta = {1, -1};
    assertClose(
        new double[] {0.5 * 2 * 3 + 1 + 3, 0.5 * 2 * 4 + 1 + 4, -1, -1},
        on.run(
            new float[] {3, 4, 0, 0},
            dims(2, 2),
            (ops, x) -> ops.responseNorm(x, on.w(gamma, 2), on.w(beta, 2), 0)));
  }

  /** Eight steps to fifteen. */
  @Test
  void stretchedStepsStayAsTheyWere() {
    assertArrayEquals(
        new float[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7},
        on.run(
            new float[] {0, 1, 2, 3, 4, 5, 6, 7},
            dims(1, 8),
            (ops, x) -> ops.stretch(x, 15, 8, Dim.of(15))));
  }

  /** Rows that are kept in a state are those that a product gives. */
  @Test
  void aProductMayBeKept() {
    float[] weight = normal(2, 5 * 3);
    Tensor kept = on.state(new float[2 * 5], 2, 5);
    float[] y =
        on.run(
            normal(3, 2 * 3),
            dims(2, 3),
            (ops, x) -> {
              Tensor w = on.w(weight, 5, 3);
              ops.linearInto(kept, x, w, null, Activation.SILU);
              return ops.linear(x, w, null, Activation.SILU);
            });
    assertArrayEquals(y, on.backend().floats(kept));
  }
}
