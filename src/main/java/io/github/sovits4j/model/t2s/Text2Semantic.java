package io.github.sovits4j.model.t2s;

import static java.lang.System.Logger.Level.INFO;

import io.github.sovits4j.model.Parameters;
import io.github.sovits4j.model.Precision;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The text-to-semantic transformer: post-norm layers over {@code [text ; prompt audio ; generated
 * audio]}. The two methods {@link #prefill} and {@link #decodeStep} are its forward pass.
 *
 * <p>In shapes, B is the batch, R the rows of the longest prompt, D the width, V the vocabulary.
 * Prompts stand at the right of their rows; padding on the left is never attended to.
 */
public final class Text2Semantic implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Text2Semantic.class.getName());

  /** Rows of the sinusoid table: the longest text, and the longest audio, in positions. */
  static final int POSITIONS = 4000;

  private record Layer(
      Tensor qkvWeight,
      Tensor qkvBias,
      Tensor outWeight,
      Tensor outBias,
      Tensor norm1Gamma,
      Tensor norm1Beta,
      Tensor ffn1Weight,
      Tensor ffn1Bias,
      Tensor ffn2Weight,
      Tensor ffn2Bias,
      Tensor norm2Gamma,
      Tensor norm2Beta) {}

  private final Text2SemanticConfig config;
  private final Backend backend;
  private final Precision precision;
  private final Parameters parameters;

  private final Tensor bertWeight;
  private final Tensor bertBias;
  private final Tensor textTable;
  private final Tensor audioTable;
  private final Tensor positions;
  private final float textScale;
  private final float audioScale;
  private final List<Layer> layers = new ArrayList<>();
  private final Tensor headWeight;

  /** Uploads the weights in 32 bits, under upstream's names. */
  public Text2Semantic(Backend backend, TensorSource weights, Text2SemanticConfig config) {
    this(backend, weights, config, Precision.F32);
  }

  /**
   * Uploads the weights, under upstream's names.
   *
   * @param precision storage of matrices and caches
   */
  public Text2Semantic(
      Backend backend, TensorSource weights, Text2SemanticConfig config, Precision precision) {
    this.backend = backend;
    this.config = config;
    this.precision = precision;
    DataType matrices = precision.matrices();
    this.parameters = new Parameters(backend, weights);
    bertWeight = parameters.matrix("model.bert_proj.weight", matrices);
    bertBias = parameters.get("model.bert_proj.bias");
    textTable = parameters.get("model.ar_text_embedding.word_embeddings.weight");
    audioTable = parameters.get("model.ar_audio_embedding.word_embeddings.weight");
    textScale = parameters.scalar("model.ar_text_position.alpha");
    audioScale = parameters.scalar("model.ar_audio_position.alpha");
    int d = config.hiddenDim();
    positions = parameters.table("positions", sinusoids(POSITIONS, d), POSITIONS, d);
    for (int i = 0; i < config.layers(); i++) {
      String layer = "model.h.layers." + i + '.';
      layers.add(
          new Layer(
              parameters.matrix(layer + "self_attn.in_proj_weight", matrices),
              parameters.get(layer + "self_attn.in_proj_bias"),
              parameters.matrix(layer + "self_attn.out_proj.weight", matrices),
              parameters.get(layer + "self_attn.out_proj.bias"),
              parameters.get(layer + "norm1.weight"),
              parameters.get(layer + "norm1.bias"),
              parameters.matrix(layer + "linear1.weight", matrices),
              parameters.get(layer + "linear1.bias"),
              parameters.matrix(layer + "linear2.weight", matrices),
              parameters.get(layer + "linear2.bias"),
              parameters.get(layer + "norm2.weight"),
              parameters.get(layer + "norm2.bias")));
    }
    headWeight = parameters.matrix("model.ar_predict_layer.weight", matrices);
    if (precision != Precision.F32) {
      LOG.log(INFO, "matrices in {0}: {1}", precision, parameters.storageError());
    }
  }

  /** Sizes of the network. */
  public Text2SemanticConfig config() {
    return config;
  }

  /** How matrices and caches are stored. */
  Precision precision() {
    return precision;
  }

  /** The backend the weights live on. */
  Backend backend() {
    return backend;
  }

  /**
   * Reads the prompts, fills the caches and draws the first code of every item.
   *
   * @param ids phone ids, then prompt codes, at the right end of each row {@code [B, R]}
   * @param bert BERT features of the text rows {@code [B, R, 1024]}
   */
  void prefill(Ops ops, Tensor ids, Tensor bert, DecodeState state) {
    Tensor features = ops.linear(bert, bertWeight, bertBias, Activation.NONE); // [B, R, D]
    Tensor x =
        ops.embedRows(
            ids,
            state.start(),
            state.textEnd(),
            features,
            textTable,
            audioTable,
            positions,
            textScale,
            audioScale); // [B, R, D]
    ops.probe("xy_pos", x);
    Tensor[] hidden = {x};
    ops.repeat(
        layers.size(),
        i -> {
          Tensor keys = state.keys().get(i);
          Tensor values = state.values().get(i);
          Tensor q = project(ops, i, hidden[0], keys, values, null); // [B, R, D]
          Tensor a =
              ops.prefillAttention(
                  q, keys, values, state.start(), state.textEnd(), config.heads()); // [B, R, D]
          hidden[0] = ops.probe("layer_" + i, feedForward(ops, i, hidden[0], a)); // [B, R, D]
        });
    sample(ops, ops.lastRow(hidden[0]), state);
  }

  /** Feeds the code drawn last to the network and draws the next one, for every item. */
  void decodeStep(Ops ops, DecodeState state) {
    Tensor x =
        ops.embedToken(
            state.sampler().token(),
            state.sampler().step(),
            state.promptLength(),
            audioTable,
            positions,
            audioScale); // [B, 1, D]
    Tensor[] hidden = {x};
    ops.repeat(
        layers.size(),
        i -> {
          Tensor keys = state.keys().get(i);
          Tensor values = state.values().get(i);
          Tensor position = state.sampler().position();
          Tensor q = project(ops, i, hidden[0], keys, values, position); // [B, 1, D]
          Tensor a =
              ops.decodeAttention(
                  q, keys, values, state.start(), position, config.heads()); // [B, 1, D]
          hidden[0] = feedForward(ops, i, hidden[0], a); // [B, 1, D]
        });
    sample(ops, hidden[0], state);
  }

  private Tensor project(Ops ops, int i, Tensor x, Tensor keys, Tensor values, Tensor position) {
    Layer layer = layers.get(i);
    return ops.projectQkv(x, layer.qkvWeight(), layer.qkvBias(), keys, values, position);
  }

  /** Output projection and feed-forward block, each with its residual and norm. */
  private Tensor feedForward(Ops ops, int i, Tensor x, Tensor attended) {
    Layer layer = layers.get(i);
    Tensor z =
        ops.linearResidualNorm(
            attended, layer.outWeight(), layer.outBias(), x, layer.norm1Gamma(), layer.norm1Beta());
    Tensor f = ops.linear(z, layer.ffn1Weight(), layer.ffn1Bias(), Activation.RELU); // [.., .., 4D]
    return ops.linearResidualNorm(
        f, layer.ffn2Weight(), layer.ffn2Bias(), z, layer.norm2Gamma(), layer.norm2Beta());
  }

  private void sample(Ops ops, Tensor last, DecodeState state) {
    Tensor logits = ops.linear(last, headWeight, null, Activation.NONE); // [B, 1, V]
    ops.probe("logits", logits);
    ops.sampleToken(logits, state.sampler());
  }

  /**
   * {@code table[p, 2j] = sin(p·w_j)}, {@code table[p, 2j+1] = cos(p·w_j)}, {@code w_j =
   * exp(−2j·ln(10000)/D)}; the frequency and its product with the position are rounded to f32, as
   * the networks were trained with.
   */
  static float[] sinusoids(int rows, int d) {
    float[] table = new float[rows * d];
    float step = (float) (-Math.log(10000) / d);
    for (int j = 0; j < d; j += 2) {
      float frequency = (float) Math.exp(j * step);
      for (int p = 0; p < rows; p++) {
        float angle = p * frequency;
        table[p * d + j] = (float) Math.sin(angle);
        table[p * d + j + 1] = (float) Math.cos(angle);
      }
    }
    return table;
  }

  /** The text ids and features a prefill graph reads. */
  static Tensor idsInput(Ops ops, int batch, int rows) {
    return ops.input("ids", DataType.I32, Dim.of(batch), Dim.of(rows));
  }

  static Tensor bertInput(Ops ops, int batch, int rows) {
    return ops.input(
        "bert", DataType.F32, Dim.of(batch), Dim.of(rows), Dim.of(Text2SemanticConfig.BERT_DIM));
  }

  @Override
  public void close() {
    parameters.close();
  }
}
