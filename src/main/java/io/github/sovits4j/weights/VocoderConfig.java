package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Sizes of a vocoder: the network that turns the mel frames of v3 and v4 into samples. The same in
 * all vocoders and therefore not listed: kernels of 7 at both ends, dilations 1, 3, 5 in the
 * residual blocks.
 *
 * @param kind which network it is
 * @param melBands bands of a mel frame
 * @param initialChannel channels that it begins with; halved by every up-sampling
 * @param upsampleRates factors of the up-samplings
 * @param upsampleKernels kernel sizes of the up-samplings
 * @param resblockKernels kernel sizes of the residual blocks after each up-sampling
 * @param weightNorm whether its convolutions are stored as {@code weight_g} and {@code weight_v}
 */
public record VocoderConfig(
    Kind kind,
    int melBands,
    int initialChannel,
    List<Integer> upsampleRates,
    List<Integer> upsampleKernels,
    List<Integer> resblockKernels,
    boolean weightNorm) {

  /** The networks that are known. */
  public enum Kind {
    /** BigVGAN-v2: alias-free snake activations, clamped. */
    BIGVGAN("BigVGAN", "models--nvidia--bigvgan_v2_24khz_100band_256x/bigvgan_generator.pt"),
    /** HiFi-GAN: leaky ReLUs, tanh, as the generator of v2 has without a speaker. */
    HIFIGAN("HiFi-GAN", "gsv-v4-pretrained/vocoder.pth");

    private final String label;
    private final String published;

    Kind(String label, String published) {
      this.label = label;
      this.published = published;
    }

    /** Where upstream has it, among its pretrained models. */
    public String published() {
      return published;
    }

    /** A name to show to people. */
    public String label() {
      return label;
    }

    /** The name in descriptions. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What models of this version speak with. */
    public static Kind of(ModelVersion version) {
      return version == ModelVersion.V3 ? BIGVGAN : HIFIGAN;
    }
  }

  static final String NETWORK = "vocoder";

  /**
   * Checks that the sizes fit together.
   *
   * @throws UserException when they do not
   */
  public VocoderConfig {
    upsampleRates = List.copyOf(upsampleRates);
    upsampleKernels = List.copyOf(upsampleKernels);
    resblockKernels = List.copyOf(resblockKernels);
    Require.between(NETWORK, "melBands", melBands, 1, 1 << 16);
    Require.between(NETWORK, "initialChannel", initialChannel, 1, 1 << 16);
    GeneratorSizes.check(NETWORK, initialChannel, upsampleRates, upsampleKernels, resblockKernels);
  }

  /** The sizes of the vocoder that is released with a version. */
  public static VocoderConfig full(ModelVersion version) {
    return version == ModelVersion.V3
        ? new VocoderConfig(
            Kind.BIGVGAN,
            100,
            1536,
            List.of(4, 4, 2, 2, 2, 2),
            List.of(8, 8, 4, 4, 4, 4),
            List.of(3, 7, 11),
            true)
        : new VocoderConfig(
            Kind.HIFIGAN,
            100,
            512,
            List.of(10, 6, 2, 2, 2),
            List.of(20, 12, 4, 4, 4),
            List.of(3, 7, 11),
            false);
  }

  /** Small sizes for tests, 6000 samples per second for v3 and 8000 for v4. */
  public static VocoderConfig tiny(ModelVersion version) {
    return version == ModelVersion.V3
        ? new VocoderConfig(
            Kind.BIGVGAN,
            100,
            32,
            List.of(4, 4, 2, 2),
            List.of(8, 8, 4, 4),
            List.of(3, 7, 11),
            true)
        : new VocoderConfig(
            Kind.HIFIGAN,
            100,
            64,
            List.of(10, 2, 2, 2),
            List.of(20, 4, 4, 4),
            List.of(3, 7, 11),
            false);
  }

  /** Samples of a mel frame. */
  public int hop() {
    return GeneratorSizes.hop(upsampleRates);
  }

  /** Every tensor of the network under its checkpoint name and its shape; in a fixed order. */
  public Map<String, int[]> tensorShapes() {
    return new VocoderShapes(this).all();
  }

  /**
   * Whether a tensor belongs to the network but can be computed, so that it may be there or not.
   */
  public static boolean unused(String name) {
    return name.endsWith(".filter");
  }

  /** Whether tensors of these names are those of a vocoder. */
  public static boolean recognises(Set<String> names) {
    return VocoderShapes.recognises(names);
  }

  /**
   * Reads the sizes off a checkpoint's tensors. The rates, which they do not show, come from the
   * configuration, or without one from the kernels, which are twice as large in both networks.
   *
   * @param config what lies in {@code config.json} beside it; may be empty
   * @param shapes name and shape of every tensor
   * @throws UserException when a needed tensor is missing or of the wrong kind, or the
   *     configuration is that of another network
   */
  public static VocoderConfig fromUpstream(Map<String, ?> config, Map<String, int[]> shapes) {
    return VocoderShapes.recognise(UpstreamConfig.of(config), shapes);
  }
}
