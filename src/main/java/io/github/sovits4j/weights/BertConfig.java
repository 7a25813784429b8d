package io.github.sovits4j.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes of BERT, the network that turns Chinese text into features of how it is said. The same in
 * all and therefore not listed: post-norm layers with GELU, two kinds of segments, norms with an
 * epsilon of 1e-12.
 *
 * @param vocabulary number of tokens
 * @param hidden width, also of the features
 * @param layers that are computed: all of the checkpoint but the last two, whose output nobody uses
 * @param heads attention heads; divide the width
 * @param inner width of the feed-forward blocks
 * @param positions most tokens of a text
 */
public record BertConfig(
    int vocabulary, int hidden, int layers, int heads, int inner, int positions)
    implements EncoderConfig {

  /** Layers at the end of a checkpoint that are not used: the features are the third-last state. */
  public static final int UNUSED_LAYERS = 2;

  /** Added to variances. */
  public static final float EPSILON = 1e-12f;

  private static final String NETWORK = "BERT";
  private static final String WORDS = "bert.embeddings.word_embeddings.weight";

  /** Kinds of segments, of which a text here has one. */
  public static final int SEGMENTS = 2;

  /** Channels of a head where a file says nothing. */
  private static final int USUAL_HEAD = 64;

  private static final int WIDEST = 1 << 16;

  /**
   * Checks that the sizes fit together.
   *
   * @throws io.github.sovits4j.UserException when they do not
   */
  public BertConfig {
    Require.between(NETWORK, "vocabulary", vocabulary, 1, Require.LARGEST);
    Require.between(NETWORK, "hidden", hidden, 1, WIDEST);
    Require.between(NETWORK, "layers", layers, 1, 1000);
    Require.between(NETWORK, "heads", heads, 1, hidden);
    Require.between(NETWORK, "inner", inner, 1, WIDEST);
    Require.between(NETWORK, "positions", positions, 4, 1 << 20);
    Require.that(
        NETWORK,
        hidden % heads == 0,
        "hidden " + hidden + " cannot be divided among " + heads + " heads");
  }

  /** The sizes of chinese-roberta-wwm-ext-large. */
  public static BertConfig full() {
    return new BertConfig(21128, 1024, 22, 16, 4096, 512);
  }

  /** Small sizes for tests; as wide as S1 wants the features. */
  public static BertConfig tiny(int vocabulary) {
    return new BertConfig(vocabulary, Text2SemanticConfig.BERT_DIM, 1, 16, 32, 64);
  }

  /**
   * Reads the sizes off a checkpoint.
   *
   * @param json upstream's {@code config.json}, where there is one, for what the tensors do not
   *     show: the heads; empty: 64 channels each
   * @param shapes name and shape of every tensor
   * @throws io.github.sovits4j.UserException when a tensor is missing or of the wrong kind
   */
  public static BertConfig fromUpstream(Map<String, ?> json, Map<String, int[]> shapes) {
    ShapeReader tensors = new ShapeReader(NETWORK, shapes);
    int usual = Math.max(1, tensors.extent(WORDS, 2, 1) / USUAL_HEAD);
    int heads = UpstreamConfig.of(json).positive("num_attention_heads", usual);
    return of(tensors, heads, UNUSED_LAYERS);
  }

  /** Sizes of a BERT that is used to its end; as a part of another network, for messages. */
  static BertConfig whole(String network, int heads, Map<String, int[]> shapes) {
    return of(new ShapeReader(network, shapes), heads, 0);
  }

  private static BertConfig of(ShapeReader tensors, int heads, int unused) {
    return new BertConfig(
        tensors.extent(WORDS, 2, 0),
        tensors.extent(WORDS, 2, 1),
        tensors.count("bert.encoder.layer.", ".intermediate.dense.weight") - unused,
        heads,
        tensors.extent("bert.encoder.layer.0.intermediate.dense.weight", 2, 0),
        tensors.extent("bert.embeddings.position_embeddings.weight", 2, 0));
  }

  @Override
  public Map<String, int[]> tensorShapes() {
    Map<String, int[]> out = new LinkedHashMap<>();
    String embeddings = "bert.embeddings.";
    out.put(WORDS, new int[] {vocabulary, hidden});
    out.put(embeddings + "position_embeddings.weight", new int[] {positions, hidden});
    out.put(embeddings + "token_type_embeddings.weight", new int[] {SEGMENTS, hidden});
    pair(out, embeddings + "LayerNorm", hidden);
    for (int i = 0; i < layers; i++) {
      String layer = "bert.encoder.layer." + i + '.';
      for (String part : List.of("query", "key", "value")) {
        pair(out, layer + "attention.self." + part, hidden, hidden);
      }
      pair(out, layer + "attention.output.dense", hidden, hidden);
      pair(out, layer + "attention.output.LayerNorm", hidden);
      pair(out, layer + "intermediate.dense", inner, hidden);
      pair(out, layer + "output.dense", hidden, inner);
      pair(out, layer + "output.LayerNorm", hidden);
    }
    return out;
  }

  /** A weight of this shape and a bias as long as its first axis. */
  private static void pair(Map<String, int[]> to, String name, int... shape) {
    to.put(name + ".weight", shape);
    to.put(name + ".bias", new int[] {shape[0]});
  }
}
