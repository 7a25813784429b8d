package io.github.sovits4j.backend.reference;

import static io.github.sovits4j.backend.reference.OneOperator.dims;
import static io.github.sovits4j.backend.reference.OneOperator.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables: from ids to vectors and back. */
class EmbeddingPropertiesTest {

  private final OneOperator on = new OneOperator();

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void lookedUpRowsAreColumns() {
    Tensor table = on.w(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertArrayEquals(
        new float[] {5, 5, 1, 1, 6, 6, 2, 2},
        on.run(new int[] {2, 0}, dims(2), (ops, ids) -> ops.lookup(ids, table, 2)));
  }

  /** A row of padding, two of text with features, two of audio; positions start anew. */
  @Test
  void rowsOfAPrompt() {
    Tensor text = on.w(new float[] {100, 200, 300}, 3, 1);
    Tensor audio = on.w(new float[] {1000, 2000, 3000}, 3, 1);
    Tensor positions = on.w(new float[] {1, 2, 3, 4, 5}, 5, 1);
    Tensor features = on.w(new float[] {-9, 10, 20, -9, -9}, 1, 5, 1);
    int[] ids = {0, 1, 2, 2, 0};
    assertArrayEquals(
        new float[] {0, 200 + 10 + 0.5f, 300 + 20 + 1, 3000 + 0.25f, 1000 + 0.5f},
        on.run(
            ids,
            dims(1, 5),
            (ops, t) ->
                ops.embedRows(
                    t, on.state(1), on.state(3), features, text, audio, positions, 0.5f, 0.25f)));
  }

  /** Of two items, at step 1 behind a prompt of 2 and at step 3 behind none. */
  @Test
  void theCodeDrawnLast() {
    Ops ops = new Ops();
    Tensor y =
        ops.output(
            ops.embedCode(
                on.state(1, 0),
                on.state(1, 3),
                on.state(2, 0),
                on.w(new float[] {10, 20}, 2, 1),
                on.w(new float[] {1, 2, 3, 4}, 4, 1),
                0.5f));
    try (Graph graph = on.backend().compile(ops.program())) {
      graph.replay();
      assertArrayEquals(new float[] {20 + 1.5f, 10 + 1.5f}, graph.floats(y));
    }
  }

  @Test
  void everyCodeIsNearestToItself() {
    int codes = 9;
    int channels = 5;
    float[] book = normal(1, codes * channels);
    float[] x = new float[channels * codes]; // the book turned by a right angle, and near it
    for (int j = 0; j < codes; j++) {
      for (int c = 0; c < channels; c++) {
        x[c * codes + j] = book[j * channels + c] + (c % 2 == 0 ? 0.01f : -0.01f);
      }
    }
    int[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    assertArrayEquals(
        expected,
        on.codes(
            x, dims(channels, codes), (ops, t) -> ops.nearestCode(t, on.w(book, codes, channels))));
  }

  /** Between 1 and 3 stands 2: as far from both, so the first is it. */
  @Test
  void ofEqualsTheFirst() {
    assertArrayEquals(
        new int[] {1, 1, 2},
        on.codes(
            new float[] {2, 1.9f, 2.1f},
            dims(1, 3),
            (ops, t) -> ops.nearestCode(t, on.w(new float[] {9, 1, 3, 3}, 4, 1))));
  }

  /** What a type of storage cannot hold is rounded when it is stored, not before. */
  @Test
  void cachesOf16BitsAreRoundedOnce() {
    Tensor keys = on.backend().state("keys", DataType.F16, 1, 1, 1);
    Tensor values = on.backend().state("values", DataType.F16, 1, 1, 1);
    Tensor weight = on.w(new float[] {1, 1, 1}, 3, 1);
    Tensor bias = on.w(new float[] {0, 2048, 0}, 3);
    on.run(
        new float[] {1.5f},
        new Dim[] {Dim.of(1), Dim.of(1), Dim.of(1)},
        (ops, t) -> ops.projectQkv(t, weight, bias, keys, values, null));
    assertEquals(2050, on.backend().floats(keys)[0]); // 2049.5 lies in steps of 2
    assertEquals(1.5f, on.backend().floats(values)[0]);
  }
}
