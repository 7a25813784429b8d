package io.github.sovits4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes of HuBERT, the network that turns sound into features of what is said. The same in all and
 * therefore not listed: no padding and no bias in the convolutions, a norm over time behind the
 * first of them, post-norm layers with GELU.
 *
 * @param channels of the convolutions
 * @param kernels of the convolutions, one for each
 * @param strides of the convolutions
 * @param hidden width of the transformer and of the features
 * @param layers of the transformer
 * @param heads attention heads; divide the width
 * @param inner width of the feed-forward blocks
 * @param positionKernel kernel of the convolution that tells positions
 * @param positionGroups its groups; divide the width
 */
public record HubertConfig(
    int channels,
    List<Integer> kernels,
    List<Integer> strides,
    int hidden,
    int layers,
    int heads,
    int inner,
    int positionKernel,
    int positionGroups)
    implements EncoderConfig {

  /** Steps of the convolutions in every published HuBERT: 320 samples a frame. */
  private static final List<Integer> STRIDES = List.of(5, 2, 2, 2, 2, 2, 2);

  private static final String NETWORK = "HuBERT";

  /** Channels of a head where a file says nothing. */
  private static final int USUAL_HEAD = 64;

  private static final int WIDEST = 1 << 16;

  /**
   * Checks that the sizes fit together.
   *
   * @throws io.github.sovits4j.UserException when they do not
   */
  public HubertConfig {
    kernels = List.copyOf(kernels);
    strides = List.copyOf(strides);
    Require.between(NETWORK, "channels", channels, 1, WIDEST);
    Require.between(NETWORK, "number of convolutions", kernels.size(), 1, 20);
    Require.that(
        NETWORK,
        kernels.size() == strides.size(),
        "it has " + kernels.size() + " convolutions, but strides for " + strides.size());
    for (int i = 0; i < kernels.size(); i++) {
      Require.between(NETWORK, "kernel", kernels.get(i), 1, 1000);
      Require.between(NETWORK, "stride", strides.get(i), 1, 1000);
    }
    Require.between(NETWORK, "hidden", hidden, 1, WIDEST);
    Require.between(NETWORK, "layers", layers, 1, 1000);
    Require.between(NETWORK, "heads", heads, 1, hidden);
    Require.between(NETWORK, "inner", inner, 1, WIDEST);
    Require.between(NETWORK, "positionKernel", positionKernel, 1, 1000);
    Require.between(NETWORK, "positionGroups", positionGroups, 1, hidden);
    Require.that(
        NETWORK,
        hidden % heads == 0,
        "hidden " + hidden + " cannot be divided among " + heads + " heads");
    Require.that(
        NETWORK,
        hidden % positionGroups == 0,
        "hidden " + hidden + " cannot be divided among " + positionGroups + " groups");
  }

  /** The sizes of chinese-hubert-base. */
  public static HubertConfig full() {
    return new HubertConfig(
        512, List.of(10, 3, 3, 3, 3, 2, 2), STRIDES, 768, 12, 12, 3072, 128, 16);
  }

  /** Small sizes for tests. */
  public static HubertConfig tiny(int hidden) {
    return new HubertConfig(16, List.of(10, 3, 3, 3, 3, 2, 2), STRIDES, hidden, 2, 4, 48, 16, 4);
  }

  /**
   * Reads the sizes off a checkpoint.
   *
   * @param json upstream's {@code config.json}, where there is one, for what the tensors do not
   *     show: heads and strides; empty: 64 channels a head, the usual strides
   * @param shapes name and shape of every tensor
   * @throws io.github.sovits4j.UserException when a tensor is missing or of the wrong kind
   */
  public static HubertConfig fromUpstream(Map<String, ?> json, Map<String, int[]> shapes) {
    UpstreamConfig config = UpstreamConfig.of(json);
    ShapeReader tensors = new ShapeReader(NETWORK, shapes);
    int convolutions = tensors.count("feature_extractor.conv_layers.", ".conv.weight");
    List<Integer> kernels = new ArrayList<>();
    for (int i = 0; i < convolutions; i++) {
      kernels.add(tensors.extent(conv(i), 3, 2));
    }
    String positions = "encoder.pos_conv_embed.conv.weight_v";
    int hidden = tensors.extent("feature_projection.projection.weight", 2, 0);
    return new HubertConfig(
        tensors.extent(conv(0), 3, 0),
        kernels,
        config.positives("conv_stride", STRIDES),
        hidden,
        tensors.count("encoder.layers.", ".layer_norm.weight"),
        config.positive("num_attention_heads", Math.max(1, hidden / USUAL_HEAD)),
        tensors.extent("encoder.layers.0.feed_forward.intermediate_dense.weight", 2, 0),
        tensors.extent(positions, 3, 2),
        hidden / Math.max(1, tensors.extent(positions, 3, 1)));
  }

  private static String conv(int i) {
    return "feature_extractor.conv_layers." + i + ".conv.weight";
  }

  /** Frames that so many samples give; 0 or less: too few. */
  public int frames(int samples) {
    int n = samples;
    for (int i = 0; i < kernels.size(); i++) {
      n = Math.floorDiv(n - kernels.get(i), strides.get(i)) + 1;
    }
    return n;
  }

  @Override
  public Map<String, int[]> tensorShapes() {
    Map<String, int[]> out = new LinkedHashMap<>();
    for (int i = 0; i < kernels.size(); i++) {
      out.put(conv(i), new int[] {channels, i == 0 ? 1 : channels, kernels.get(i)});
    }
    norm(out, "feature_extractor.conv_layers.0.layer_norm", channels);
    norm(out, "feature_projection.layer_norm", channels);
    dense(out, "feature_projection.projection", hidden, channels);
    String positions = "encoder.pos_conv_embed.conv.";
    out.put(positions + "weight_g", new int[] {1, 1, positionKernel});
    out.put(positions + "weight_v", new int[] {hidden, hidden / positionGroups, positionKernel});
    out.put(positions + "bias", new int[] {hidden});
    norm(out, "encoder.layer_norm", hidden);
    for (int i = 0; i < layers; i++) {
      String layer = "encoder.layers." + i + '.';
      for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        dense(out, layer + "attention." + part, hidden, hidden);
      }
      norm(out, layer + "layer_norm", hidden);
      dense(out, layer + "feed_forward.intermediate_dense", inner, hidden);
      dense(out, layer + "feed_forward.output_dense", hidden, inner);
      norm(out, layer + "final_layer_norm", hidden);
    }
    return out;
  }

  private static void dense(Map<String, int[]> to, String name, int out, int in) {
    to.put(name + ".weight", new int[] {out, in});
    to.put(name + ".bias", new int[] {out});
  }

  private static void norm(Map<String, int[]> to, String name, int n) {
    to.put(name + ".weight", new int[] {n});
    to.put(name + ".bias", new int[] {n});
  }
}
