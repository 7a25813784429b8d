package io.github.sovits4j.backend.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is computed for an item is the same to the bit whatever else is in its batch. */
class SimdBatchTest {

  private static final float EPSILON = 1e-5f;

  /** On both sides of every border: a tile of 2, 4 and 6 rows, few and many, a piece. */
  private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 11, 16, 24, 25, 31, 97};

  private final Random random = new Random(3);
  private SimdBackend backend;

  @BeforeEach
  void open() {
    backend = new SimdBackend(new SimdOptions(2, TuningTarget.OFF), BackendOptions.DEFAULT);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private float[] normal(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] row(float[] rows, int row, int width) {
    return Arrays.copyOfRange(rows, row * width, (row + 1) * width);
  }

  private record Ends(Length rows, Tensor x, Tensor residual, Tensor y) {}

  @ParameterizedTest
  @CsvSource({
    "F32, 1, 1", "F32, 33, 65", "F32, 512, 96", "F32, 700, 1025", "F32, 2048, 40",
    "F16, 1, 1", "F16, 33, 65", "F16, 512, 96", "F16, 700, 1025", "F16, 2048, 40",
    "I8, 1, 1", "I8, 33, 65", "I8, 512, 96", "I8, 700, 1025", "I8, 2048, 40"
  })
  void aRowIsTheSameInAnyNumberOfRows(DataType storage, int in, int out) {
    int most = ROWS[ROWS.length - 1];
    Tensor weight = backend.constant("w", storage, normal(out * in), out, in);
    Tensor bias = backend.constant("b", normal(out), out);
    Tensor gamma = backend.constant("g", normal(out), out);
    float[] x = normal(most * in);
    float[] residual = normal(most * out);
    float[][] alone = new float[most][];
    float[][] aloneNormed = new float[most][];
    for (int rows : ROWS) {
      for (int items : new int[] {1, rows}) { // rows of one item, and one row of each item
        Dim n = Dim.of(items);
        Dim m = Dim.of(rows / items);
        Capture<Ends> linear =
            backend.capture(
                (Ops ops) -> {
                  Tensor input = ops.input("x", DataType.F32, n, m, Dim.of(in));
                  return new Ends(
                      null,
                      input,
                      null,
                      ops.output(ops.linear(input, weight, bias, Activation.NONE)));
                });
        Capture<Ends> normed =
            backend.capture(
                (Ops ops) -> {
                  Tensor input = ops.input("x", DataType.F32, n, m, Dim.of(in));
                  Tensor added = ops.input("r", DataType.F32, n, m, Dim.of(out));
                  Tensor y =
                      ops.linearResidualNorm(input, weight, bias, added, gamma, bias, EPSILON);
                  return new Ends(null, input, added, ops.output(y));
                });
        linear.write(linear.ends().x, Arrays.copyOf(x, rows * in)).replay();
        normed
            .write(normed.ends().x, Arrays.copyOf(x, rows * in))
            .write(normed.ends().residual, Arrays.copyOf(residual, rows * out))
            .replay();
        float[] y = linear.floats(linear.ends().y);
        float[] z = normed.floats(normed.ends().y);
        for (int r = 0; r < rows; r++) {
          alone[r] = alone[r] == null ? alone(x, r, in, weight, bias) : alone[r];
          assertArrayEquals(alone[r], row(y, r, out), "row " + r + " of " + rows);
          aloneNormed[r] = aloneNormed[r] == null ? row(z, r, out) : aloneNormed[r];
          assertArrayEquals(aloneNormed[r], row(z, r, out), "row " + r + " of " + rows);
        }
        linear.close();
        normed.close();
      }
    }
  }

  private float[] alone(float[] x, int row, int in, Tensor weight, Tensor bias) {
    try (Capture<Ends> capture =
        backend.capture(
            (Ops ops) -> {
              Tensor input = ops.input("x", DataType.F32, Dim.of(1), Dim.of(in));
              return new Ends(
                  null, input, null, ops.output(ops.linear(input, weight, bias, Activation.NONE)));
            })) {
      return capture.write(capture.ends().x, row(x, row, in)).replay().floats(capture.ends().y);
    }
  }

  /** Not all rows of an item are in force: then items do not lie close together. */
  @Test
  void rowsInForceAreTheSameInAnyCapacity() {
    int in = 130;
    int out = 70;
    Tensor weight = backend.constant("w", normal(out * in), out, in);
    float[] x = normal(5 * in);
    float[] expected = null;
    for (int capacity : new int[] {5, 6, 40}) {
      try (Capture<Ends> capture =
          backend.capture(
              (Ops ops) -> {
                Length rows = ops.length("rows", capacity);
                Tensor input = ops.input("x", DataType.F32, Dim.of(1), rows.dim(), Dim.of(in));
                return new Ends(
                    rows,
                    input,
                    null,
                    ops.output(ops.linear(input, weight, null, Activation.NONE)));
              })) {
        float[] y =
            capture
                .set(capture.ends().rows, 5)
                .write(capture.ends().x, x)
                .replay()
                .floats(capture.ends().y);
        expected = expected == null ? y : expected;
        assertArrayEquals(expected, y, "capacity " + capacity);
      }
    }
  }

  /** Prompts of other lengths beside it shift an item within its rows and its cache. */
  @ParameterizedTest
  @EnumSource(StoragePolicy.class)
  void aSentenceGetsTheSameCodesAloneAndInABatch(StoragePolicy precision) {
    Text2SemanticConfig config = Text2SemanticConfig.tiny(ModelVersion.V2);
    SyntheticWeights weights = new SyntheticWeights("s1", config.tensorShapes(), 5);
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int[] phones = random.ints(3 + 7L * i, 0, 100).toArray();
      int[] codes = random.ints(i % 3 * 20L, 0, config.eos()).toArray();
      float[] bert = i % 2 == 0 ? null : normal(Text2SemanticConfig.BERT_DIM * phones.length);
      prompts.add(new Prompt(phones, bert, codes, i));
    }
    try (Text2Semantic network = new Text2Semantic(backend, weights, config, precision)) {
      List<String> alone = new ArrayList<>();
      for (Prompt prompt : prompts) {
        alone.addAll(codes(network, List.of(prompt)));
      }
      assertTrue(alone.stream().distinct().count() > 1, "different sentences");
      for (int size : new int[] {2, 3, 8, 9}) {
        assertEquals(alone.subList(0, size), codes(network, prompts.subList(0, size)));
        assertEquals(alone.subList(9 - size, 9), codes(network, prompts.subList(9 - size, 9)));
      }
    }
  }

  /** The codes of each item and, to the bit, the logits that the last of them were drawn from. */
  private List<String> codes(Text2Semantic network, List<Prompt> prompts) {
    List<List<String>> logits = new ArrayList<>();
    prompts.forEach(prompt -> logits.add(new ArrayList<>()));
    Text2SemanticRunner.Observer observer =
        (step, graph, state) -> {
          float[] all = graph.floats(graph.program().probes().get("logits"));
          int vocabulary = all.length / prompts.size();
          int[] status = backend.ints(state.sampler().status());
          for (int b = 0; b < prompts.size(); b++) {
            if (status[b] == 0) {
              logits.get(b).add(Integer.toHexString(Arrays.hashCode(row(all, b, vocabulary))));
            }
          }
        };
    try (Text2SemanticRunner runner = new Text2SemanticRunner(network, observer)) {
      List<Generated> generated =
          runner.generate(prompts, SamplerSettings.DEFAULT, 7, 40, steps -> {});
      List<String> told = new ArrayList<>();
      for (int b = 0; b < prompts.size(); b++) {
        told.add(Arrays.toString(generated.get(b).codes()) + logits.get(b));
      }
      return told;
    }
  }
}
