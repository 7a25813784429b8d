package io.github.sovits4j.model.t2s;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Capture;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks S1 which phone it was at when it made each code: it reads the text and its codes once more,
 * all at once, and what its attention looked at is read from the device. The graph is given back at
 * once, so that between sentences nothing is held for it.
 */
public final class PhoneAligner {

  private record Ends(
      Length rows,
      Tensor ids,
      Tensor features,
      Tensor start,
      Tensor textEnd,
      List<Ops.Projected> layers) {}

  private final Text2Semantic network;

  /** Uses a network, which stays the caller's to close. */
  public PhoneAligner(Text2Semantic network) {
    this.network = network;
  }

  /** How much device memory {@link #attention} takes; nothing is allocated. */
  public long bytesOf(Prompt prompt, int[] codes) {
    int rows = capacity(rows(prompt, codes));
    return network
        .backend()
        .bytesToCapture(
            ops -> {
              var unused = record(ops, rows);
            });
  }

  /**
   * What S1 attends to as it makes codes that it made before.
   *
   * @param prompt that the codes were made for
   * @param codes what was made, at least one
   * @param phones how many phones at the end of the prompt were spoken; those before are the
   *     reference's
   */
  public TextAttention attention(Prompt prompt, int[] codes, int phones) {
    int rows = rows(prompt, codes);
    int texts = prompt.phones().length;
    int width = Text2SemanticConfig.BERT_DIM;
    int[] ids = Arrays.copyOf(prompt.phones(), rows);
    System.arraycopy(prompt.codes(), 0, ids, texts, prompt.codes().length);
    int first = texts + prompt.codes().length; // row of the first code that was made
    System.arraycopy(codes, 0, ids, first, codes.length - 1);
    float[] features = new float[rows * width];
    if (prompt.bert() != null) {
      for (int row = 0; row < texts; row++) {
        for (int i = 0; i < width; i++) {
          features[row * width + i] = prompt.bert()[i * texts + row];
        }
      }
    }
    int d = network.config().hiddenDim();
    Backend backend = network.backend();
    int capacity = capacity(rows);
    try (Capture<Ends> capture = backend.capture(null, ops -> record(ops, capacity))) {
      Ends e = capture.ends();
      capture
          .set(e.rows, rows)
          .write(e.ids, ids)
          .write(e.features, features)
          .write(e.start, new int[1])
          .write(e.textEnd, new int[] {texts})
          .replay();
      List<TextAttention.Layer> layers = new ArrayList<>();
      for (Ops.Projected layer : e.layers) {
        // a code is made of the row before its own
        float[] queries = capture.floats(layer.queries());
        float[] keys = capture.floats(layer.keys());
        layers.add(
            new TextAttention.Layer(
                Arrays.copyOfRange(queries, (first - 1) * d, (first - 1 + codes.length) * d),
                Arrays.copyOfRange(keys, (texts - phones) * d, texts * d)));
      }
      return new TextAttention(layers, codes.length, phones, network.config().heads());
    }
  }

  /** The last code was made, but nothing of it. */
  private static int rows(Prompt prompt, int[] codes) {
    return prompt.rows() + codes.length - 1;
  }

  private int capacity(int rows) {
    return Math.max(rows, Math.min(network.backend().bucket(rows), Text2Semantic.POSITIONS));
  }

  private Ends record(Ops ops, int capacity) {
    Length rows = ops.length("rows", capacity);
    Dim one = Dim.of(1);
    Tensor ids = ops.input("ids", DataType.I32, one, rows.dim());
    Tensor features =
        ops.input("bert", DataType.F32, one, rows.dim(), Dim.of(Text2SemanticConfig.BERT_DIM));
    Tensor start = ops.input("start", DataType.I32, one);
    Tensor textEnd = ops.input("textEnd", DataType.I32, one);
    return new Ends(
        rows, ids, features, start, textEnd, network.attention(ops, ids, features, start, textEnd));
  }
}
