package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes of the first stage (S1): the decoder that turns phonemes and BERT features into semantic
 * codes. The inner width of its feed-forward blocks is always four times {@code hiddenDim}.
 *
 * @param vocabSize V: semantic codes, the end code included
 * @param phonemeVocabSize rows of the phoneme table
 * @param hiddenDim D: model width
 * @param heads attention heads; divide the width
 * @param layers transformer layers
 * @param eos the end code; always V - 1
 * @param maxSeconds longest speech in seconds, at 25 codes each
 */
public record Text2SemanticConfig(
    int vocabSize,
    int phonemeVocabSize,
    int hiddenDim,
    int heads,
    int layers,
    int eos,
    int maxSeconds) {

  /** Width of the BERT features. */
  public static final int BERT_DIM = 1024;

  private static final String NETWORK = "text-to-semantic (S1)";

  /**
   * Checks that the sizes fit together.
   *
   * @throws UserException when they do not
   */
  public Text2SemanticConfig {
    Require.between(NETWORK, "vocabSize", vocabSize, 2, Require.LARGEST);
    Require.between(NETWORK, "phonemeVocabSize", phonemeVocabSize, 1, Require.LARGEST);
    Require.between(NETWORK, "hiddenDim", hiddenDim, 2, 1 << 16);
    Require.between(NETWORK, "heads", heads, 1, hiddenDim);
    Require.between(NETWORK, "layers", layers, 1, 1000);
    Require.between(NETWORK, "maxSeconds", maxSeconds, 1, 3600);
    Require.that(
        NETWORK,
        hiddenDim % heads == 0,
        "hiddenDim " + hiddenDim + " cannot be divided among " + heads + " heads");
    Require.that(NETWORK, hiddenDim % 2 == 0, "hiddenDim " + hiddenDim + " is odd, expected even");
    Require.that(
        NETWORK,
        eos == vocabSize - 1,
        "eos is " + eos + ", expected vocabSize - 1 = " + (vocabSize - 1));
  }

  /** The sizes of the usual models of a version. */
  public static Text2SemanticConfig full(ModelVersion version) {
    return new Text2SemanticConfig(1025, version.phonemeVocabSize(), 512, 16, 24, 1024, 54);
  }

  /** Small sizes for tests; fit {@link SovitsConfig#tiny}. */
  public static Text2SemanticConfig tiny(ModelVersion version) {
    return new Text2SemanticConfig(65, version.phonemeVocabSize(), 32, 4, 2, 64, 54);
  }

  /** Inner width of the feed-forward blocks. */
  public int feedForwardDim() {
    return 4 * hiddenDim;
  }

  /** Channels of one attention head. */
  public int headDim() {
    return hiddenDim / heads;
  }

  /**
   * Every tensor of the network under its checkpoint name (with the prefix {@code model.}) and its
   * shape; a new map in a fixed order.
   */
  public Map<String, int[]> tensorShapes() {
    int d = hiddenDim;
    int f = feedForwardDim();
    Map<String, int[]> out = new LinkedHashMap<>();
    out.put("model.bert_proj.weight", new int[] {d, BERT_DIM});
    out.put("model.bert_proj.bias", new int[] {d});
    out.put("model.ar_text_embedding.word_embeddings.weight", new int[] {phonemeVocabSize, d});
    out.put("model.ar_text_position.alpha", new int[] {1});
    out.put("model.ar_audio_embedding.word_embeddings.weight", new int[] {vocabSize, d});
    out.put("model.ar_audio_position.alpha", new int[] {1});
    for (int i = 0; i < layers; i++) {
      String layer = "model.h.layers." + i + ".";
      out.put(layer + "self_attn.in_proj_weight", new int[] {3 * d, d});
      out.put(layer + "self_attn.in_proj_bias", new int[] {3 * d});
      out.put(layer + "self_attn.out_proj.weight", new int[] {d, d});
      out.put(layer + "self_attn.out_proj.bias", new int[] {d});
      out.put(layer + "linear1.weight", new int[] {f, d});
      out.put(layer + "linear1.bias", new int[] {f});
      out.put(layer + "linear2.weight", new int[] {d, f});
      out.put(layer + "linear2.bias", new int[] {d});
      out.put(layer + "norm1.weight", new int[] {d});
      out.put(layer + "norm1.bias", new int[] {d});
      out.put(layer + "norm2.weight", new int[] {d});
      out.put(layer + "norm2.bias", new int[] {d});
    }
    out.put("model.ar_predict_layer.weight", new int[] {vocabSize, d});
    return out;
  }

  /**
   * Reads the sizes off a checkpoint. What the tensors show is taken from them; heads, end code and
   * longest speech come from upstream's configuration.
   *
   * @param config upstream's {@code config} entry, or its {@code model} part alone
   * @param shapes name and shape of every tensor
   * @throws UserException when a needed key or tensor is missing or of the wrong kind
   */
  public static Text2SemanticConfig fromUpstream(Map<String, ?> config, Map<String, int[]> shapes) {
    UpstreamConfig model = UpstreamConfig.of(config).child("model");
    UpstreamConfig data = UpstreamConfig.of(config).child("data");
    for (String key : new String[] {"vocab_size", "phoneme_vocab_size", "hidden_dim"}) {
      model.positive(key, 1);
    }
    ShapeReader tensors = new ShapeReader(NETWORK, shapes);
    int layers = tensors.count("model.h.layers.", ".");
    Require.that(
        NETWORK,
        model.positive("n_layer", layers) == layers,
        "the configuration says n_layer "
            + model.positive("n_layer", layers)
            + ", but the file holds tensors of "
            + layers
            + " layers");
    int vocab = tensors.extent("model.ar_audio_embedding.word_embeddings.weight", 2, 0);
    return new Text2SemanticConfig(
        vocab,
        tensors.extent("model.ar_text_embedding.word_embeddings.weight", 2, 0),
        tensors.extent("model.bert_proj.weight", 2, 0),
        model.positive("head"),
        layers,
        model.positive("EOS", vocab - 1),
        data.positive("max_sec", 54));
  }
}
