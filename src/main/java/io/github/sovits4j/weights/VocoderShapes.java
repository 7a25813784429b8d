package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of a vocoder: their list from the sizes, and the sizes from the list. */
final class VocoderShapes {

  private static final String POST_ACTIVATION = "activation_post.act.alpha";
  private static final int END_KERNEL = 7;

  private final VocoderConfig c;
  private final ShapeList out = new ShapeList();

  VocoderShapes(VocoderConfig config) {
    this.c = config;
  }

  Map<String, int[]> all() {
    boolean snake = c.kind() == VocoderConfig.Kind.BIGVGAN;
    int channels = c.initialChannel();
    conv("conv_pre", channels, c.melBands(), END_KERNEL);
    out.put("conv_pre.bias", channels);
    int blocks = c.resblockKernels().size();
    for (int i = 0; i < c.upsampleRates().size(); i++) {
      int half = channels / 2;
      String up = snake ? "ups." + i + ".0" : "ups." + i;
      conv(up, channels, half, c.upsampleKernels().get(i));
      out.put(up + ".bias", half);
      for (int j = 0; j < blocks; j++) {
        block("resblocks." + (blocks * i + j) + ".", half, c.resblockKernels().get(j), snake);
      }
      channels = half;
    }
    if (snake) {
      activation("activation_post", channels);
    }
    conv("conv_post", 1, channels, END_KERNEL);
    if (!snake) {
      out.put("conv_post.bias", 1);
    }
    return out.shapes();
  }

  private void block(String prefix, int channels, int kernel, boolean snake) {
    int units = SovitsConfig.DILATIONS.size();
    for (int l = 0; l < units; l++) {
      for (String group : List.of("convs1.", "convs2.")) {
        conv(prefix + group + l, channels, channels, kernel);
        out.put(prefix + group + l + ".bias", channels);
      }
    }
    for (int l = 0; snake && l < 2 * units; l++) {
      activation(prefix + "activations." + l, channels);
    }
  }

  private void activation(String name, int channels) {
    out.put(name + ".act.alpha", channels);
    out.put(name + ".act.beta", channels);
  }

  private void conv(String name, int first, int second, int kernel) {
    if (c.weightNorm()) {
      out.put(name + ".weight_g", first, 1, 1);
      out.put(name + ".weight_v", first, second, kernel);
    } else {
      out.put(name + ".weight", first, second, kernel);
    }
  }

  static boolean recognises(Set<String> names) {
    return names.contains("conv_pre.bias")
        && names.contains("resblocks.0.convs1.0.bias")
        && (names.contains("ups.0.bias") || names.contains("ups.0.0.bias"));
  }

  static VocoderConfig recognise(UpstreamConfig config, Map<String, int[]> shapes) {
    ShapeReader tensors = new ShapeReader(VocoderConfig.NETWORK, shapes);
    boolean snake = tensors.has(POST_ACTIVATION);
    boolean normed = tensors.has("conv_pre.weight_v");
    String weight = normed ? ".weight_v" : ".weight";
    if (snake) {
      requireSnake(config);
    }
    int stages = tensors.count("ups.", ".");
    List<Integer> kernels = new ArrayList<>();
    List<Integer> halves = new ArrayList<>();
    for (int i = 0; i < stages; i++) {
      int kernel = tensors.extent("ups." + i + (snake ? ".0" : "") + weight, 3, 2);
      kernels.add(kernel);
      halves.add(Math.max(1, kernel / 2));
    }
    int blocks = tensors.count("resblocks.", ".") / Math.max(1, stages);
    List<Integer> blockKernels = new ArrayList<>();
    for (int j = 0; j < blocks; j++) {
      blockKernels.add(tensors.extent("resblocks." + j + ".convs1.0" + weight, 3, 2));
    }
    return new VocoderConfig(
        snake ? VocoderConfig.Kind.BIGVGAN : VocoderConfig.Kind.HIFIGAN,
        tensors.extent("conv_pre" + weight, 3, 1),
        tensors.extent("conv_pre" + weight, 3, 0),
        snake ? config.positives("upsample_rates", halves) : halves,
        kernels,
        blockKernels,
        normed);
  }

  /** What other members of the family have and tensors do not show. */
  private static void requireSnake(UpstreamConfig config) {
    require(config, "activation", "snakebeta");
    require(config, "resblock", "1");
    require(config, "snake_logscale", "true");
    require(config, "use_tanh_at_final", "false");
    require(config, "use_bias_at_final", "false");
  }

  private static void require(UpstreamConfig config, String key, String expected) {
    String got = config.plain(key, expected);
    if (!got.equals(expected)) {
      throw new UserException(
          "The vocoder's configuration has "
              + Quote.of(got)
              + " at "
              + key
              + ", expected "
              + expected
              + ", as in bigvgan_v2_24khz_100band_256x. Use that vocoder.");
    }
  }
}
