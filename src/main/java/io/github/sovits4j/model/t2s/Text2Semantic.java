package io.github.sovits4j.model.t2s;

import static java.lang.System.Logger.Level.INFO;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.nn.CachedAttention;
import io.github.sovits4j.model.nn.Dense;
import io.github.sovits4j.model.nn.DenseNorm;
import io.github.sovits4j.model.nn.DeviceWeights;
import io.github.sovits4j.model.nn.LayerNorm;
import io.github.sovits4j.model.nn.Parameters;
import io.github.sovits4j.ops.Activation;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Ops;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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

  /** A post-norm layer over rows. */
  private record Layer(
      int index, CachedAttention attention, DenseNorm out, Dense expand, DenseNorm contract) {

    static Layer load(Parameters p, int index, int heads) {
      Parameters a = p.at("self_attn");
      return new Layer(
          index,
          new CachedAttention(a.matrix("in_proj_weight"), a.get("in_proj_bias"), heads),
          new DenseNorm(a.at("out_proj"), p.at("norm1"), LayerNorm.EPSILON),
          new Dense(p.at("linear1")).activated(Activation.RELU),
          new DenseNorm(p.at("linear2"), p.at("norm2"), LayerNorm.EPSILON));
    }

    /** All rows of the prompts, {@code [B, R, D]} to the same. */
    Tensor prefill(Ops ops, Tensor x, DecodeState s) {
      Tensor a = attention.prefill(ops, x, s.cache(index), s.start(), s.textEnd()); // [B, R, D]
      return feedForward(ops, x, a);
    }

    /** One new row of every item, {@code [B, 1, D]} to the same. */
    Tensor decode(Ops ops, Tensor x, DecodeState s) {
      Tensor a = attention.decode(ops, x, s.cache(index), s.start(), s.position()); // [B, 1, D]
      return feedForward(ops, x, a);
    }

    private Tensor feedForward(Ops ops, Tensor x, Tensor attended) {
      Tensor z = out.apply(ops, attended, x); // LayerNorm(x + W·attended + b)
      Tensor f = expand.apply(ops, z); // [B, …, 4D]
      return contract.apply(ops, f, z); // LayerNorm(z + W·f + b)
    }
  }

  private final Text2SemanticConfig config;
  private final Backend backend;
  private final StoragePolicy precision;
  private final DeviceWeights weights;
  private final Dense bert;
  private final Tensor textTable;
  private final Tensor audioTable;
  private final Tensor positions;
  private final float textScale;
  private final float audioScale;
  private final List<Layer> layers;
  private final Dense head;

  /** Uploads the weights in 32 bits, under upstream's names. */
  public Text2Semantic(Backend backend, TensorSource source, Text2SemanticConfig config) {
    this(backend, source, config, StoragePolicy.F32);
  }

  /**
   * Uploads the weights, under upstream's names.
   *
   * @param precision storage of matrices and caches
   */
  public Text2Semantic(
      Backend backend, TensorSource source, Text2SemanticConfig config, StoragePolicy precision) {
    this.backend = backend;
    this.config = config;
    this.precision = precision;
    weights = new DeviceWeights(backend, source, precision.matrices());
    try {
      Parameters p = weights.parameters().at("model");
      bert = new Dense(p.at("bert_proj"));
      textTable = p.get("ar_text_embedding.word_embeddings.weight");
      audioTable = p.get("ar_audio_embedding.word_embeddings.weight");
      textScale = p.scalar("ar_text_position.alpha");
      audioScale = p.scalar("ar_audio_position.alpha");
      int d = config.hiddenDim();
      positions = p.table("positions", sinusoids(POSITIONS, d), POSITIONS, d);
      layers =
          IntStream.range(0, config.layers())
              .mapToObj(i -> Layer.load(p.at("h.layers").at(i), i, config.heads()))
              .toList();
      head = new Dense(p.at("ar_predict_layer"));
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
    if (precision != StoragePolicy.F32) {
      LOG.log(INFO, "matrices in {0}: {1}", precision, weights.storageError());
    }
  }

  /** Sizes of the network. */
  public Text2SemanticConfig config() {
    return config;
  }

  /** How matrices and caches are stored. */
  StoragePolicy precision() {
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
   * @param features BERT features of the text rows {@code [B, R, 1024]}
   */
  void prefill(Ops ops, Tensor ids, Tensor features, DecodeState state) {
    Tensor x =
        ops.embedRows(
            ids,
            state.start(),
            state.textEnd(),
            bert.apply(ops, features),
            textTable,
            audioTable,
            positions,
            textScale,
            audioScale); // [B, R, D]
    ops.probe("xy_pos", x);
    x =
        ops.repeat(
            layers,
            x,
            (layer, h) -> ops.probe("layer_" + layer.index, layer.prefill(ops, h, state)));
    sample(ops, ops.lastRow(x), state);
  }

  /** Feeds the code drawn last to the network and draws the next one, for every item. */
  void decodeStep(Ops ops, DecodeState state) {
    Tensor x =
        ops.embedCode(
            state.sampler().lastCode(),
            state.sampler().step(),
            state.promptLength(),
            audioTable,
            positions,
            audioScale); // [B, 1, D]
    x = ops.repeat(layers, x, (layer, h) -> layer.decode(ops, h, state));
    sample(ops, x, state);
  }

  /**
   * Reads text and audio once more, all at once, for what attends to what.
   *
   * @param ids phone ids, then codes {@code [1, R]}
   * @param features BERT features of the text rows {@code [1, R, 1024]}
   * @param start I32 {@code [1]}: 0
   * @param textEnd I32 {@code [1]}: first audio row
   * @return of every layer, kept for reading
   */
  List<Ops.Projected> attention(
      Ops ops, Tensor ids, Tensor features, Tensor start, Tensor textEnd) {
    Tensor x =
        ops.embedRows(
            ids,
            start,
            textEnd,
            bert.apply(ops, features),
            textTable,
            audioTable,
            positions,
            textScale,
            audioScale); // [1, R, D]
    List<Ops.Projected> projected = new ArrayList<>();
    for (Layer layer : layers) {
      Ops.Projected p = layer.attention.project(ops, x);
      ops.output(p.queries());
      ops.output(p.keys());
      projected.add(p);
      if (layer.index < layers.size() - 1) { // of the last only these are wanted
        x = layer.feedForward(ops, x, layer.attention.attend(ops, p, start, textEnd));
      }
    }
    return projected;
  }

  /** Draws from the logits of the last row of every item {@code [B, 1, D]}. */
  private void sample(Ops ops, Tensor last, DecodeState state) {
    Tensor logits = ops.probe("logits", head.apply(ops, last)); // [B, 1, V]
    ops.sampleCode(logits, state.sampler());
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

  @Override
  public void close() {
    weights.close();
  }
}
