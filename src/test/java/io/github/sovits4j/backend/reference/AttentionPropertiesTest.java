package io.github.sovits4j.backend.reference;

import static io.github.sovits4j.backend.reference.OneOperator.assertClose;
import static io.github.sovits4j.backend.reference.OneOperator.dims;
import static io.github.sovits4j.backend.reference.OneOperator.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.sovits4j.ops.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attention, against its formula as one expression an element and by what softmax promises. */
class AttentionPropertiesTest {

  private static final int D = 6;
  private static final int HEADS = 2;
  private static final int TIME = 7;

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  private float[] self(float[] qkv, float scale, float[] keys, float[] values) {
    int rows = keys == null ? 0 : keys.length / (D / HEADS);
    return on.run(
        qkv,
        dims(3 * D, TIME),
        (ops, x) ->
            ops.selfAttention(
                x,
                HEADS,
                scale,
                keys == null ? null : on.w(keys, 1, rows, D / HEADS),
                values == null ? null : on.w(values, 1, rows, D / HEADS)));
  }

  /** Numerator over denominator, nothing shifted, nothing kept. */
  @Test
  void theFormulaElementByElement() {
    int width = D / HEADS;
    int window = 2;
    float scale = 0.4f;
    float[] qkv = normal(1, 3 * D * TIME);
    float[] keys = normal(2, (2 * window + 1) * width);
    float[] values = normal(3, (2 * window + 1) * width);
    double[] expected = new double[D * TIME];
    for (int c = 0; c < D; c++) {
      int head = c / width * width;
      for (int i = 0; i < TIME; i++) {
        double above = 0;
        double below = 0;
        for (int j = 0; j < TIME; j++) {
          int near = j - i + window;
          boolean inside = near >= 0 && near <= 2 * window;
          double score = 0;
          for (int e = 0; e < width; e++) {
            double key = qkv[(D + head + e) * TIME + j] + (inside ? keys[near * width + e] : 0);
            score += qkv[(head + e) * TIME + i] * key;
          }
          double value = qkv[(2 * D + c) * TIME + j];
          value += inside ? values[near * width + c % width] : 0;
          above += Math.exp(score * scale) * value;
          below += Math.exp(score * scale);
        }
        expected[c * TIME + i] = above / below;
      }
    }
    assertClose(expected, self(qkv, scale, keys, values));
  }

  /** Weights sum to 1: where all values are alike, nothing else comes out. */
  @Test
  void weightsSumToOne() {
    float[] qkv = normal(4, 3 * D * TIME);
    Arrays.fill(qkv, 2 * D * TIME, 3 * D * TIME, 0.75f);
    float[] expected = new float[D * TIME];
    Arrays.fill(expected, 0.75f);
    assertArrayEquals(expected, self(qkv, 1e4f, null, null), "where e^x overflows");
  }

  @Test
  void theOrderOfKeysDoesNotMatter() {
    float[] qkv = normal(5, 3 * D * TIME);
    float[] turned = qkv.clone();
    for (int row = D; row < 3 * D; row++) {
      for (int j = 0; j < TIME; j++) {
        turned[row * TIME + j] = qkv[row * TIME + (j * 3 + 2) % TIME];
      }
    }
    assertClose(self(qkv, 1, null, null), self(turned, 1, null, null));
  }

  /** Queries of one time axis, keys and values of another: as if they were stacked. */
  @Test
  void crossAttentionOfItselfIsSelfAttention() {
    float[] qkv = normal(6, 3 * D * TIME);
    float[] kv = Arrays.copyOfRange(qkv, D * TIME, 3 * D * TIME);
    assertArrayEquals(
        self(qkv, 0.5f, null, null),
        on.run(
            Arrays.copyOf(qkv, D * TIME),
            dims(D, TIME),
            (ops, q) -> ops.crossAttention(q, on.w(kv, 2 * D, TIME), HEADS, 0.5f)));
  }

  /** A decode step is the last audio row of a prefill, and that is attention over all it sees. */
  @Test
  void decodePrefillAndAttentionAgree() {
    int start = 2;
    float[] q = normal(7, TIME * D);
    Tensor keys = on.state(normal(8, TIME * D), 1, TIME, D);
    Tensor values = on.state(normal(9, TIME * D), 1, TIME, D);
    float[] prefill =
        on.run(
            q,
            dims(1, TIME, D),
            (ops, x) -> ops.prefillAttention(x, keys, values, on.state(start), on.state(4), HEADS));
    float[] last = Arrays.copyOfRange(prefill, (TIME - 1) * D, TIME * D);
    assertArrayEquals(
        last,
        on.run(
            Arrays.copyOfRange(q, (TIME - 1) * D, TIME * D),
            dims(1, 1, D),
            (ops, x) ->
                ops.decodeAttention(x, keys, values, on.state(start), on.state(TIME - 1), HEADS)));

    int seen = TIME - start;
    float[] kv = new float[2 * D * seen]; // channels: the caches turned by a right angle
    for (int c = 0; c < D; c++) {
      for (int j = 0; j < seen; j++) {
        kv[c * seen + j] = on.backend().floats(keys)[(start + j) * D + c];
        kv[(D + c) * seen + j] = on.backend().floats(values)[(start + j) * D + c];
      }
    }
    float scale = (float) (1 / Math.sqrt(D / (double) HEADS));
    assertClose(
        last,
        on.run(
            Arrays.copyOfRange(q, (TIME - 1) * D, TIME * D),
            dims(D, 1),
            (ops, x) -> ops.crossAttention(x, on.w(kv, 2 * D, seen), HEADS, scale)));
  }
}
