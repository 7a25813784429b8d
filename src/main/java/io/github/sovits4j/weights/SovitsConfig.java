package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.List;
import java.util.Map;

/**
 * Sizes of the second stage (S2) of v1, v2 and v2Pro: the network that turns semantic codes,
 * phonemes and a reference into speech. The same in all versions and therefore not listed:
 * dilations 1, 3, 5 in the residual blocks, 4 couplings of 4 layers with kernel 5 in the flow,
 * relative attention over 4 neighbours, kernel 3 in the feed-forward blocks.
 *
 * @param version the generation of the model
 * @param phoneSymbols rows of the phoneme table
 * @param sslDim channels of the HuBERT features and width of the codebook
 * @param codebookSize number of semantic codes
 * @param hidden width of the encoders and of the flow's layers
 * @param inter channels of the latent
 * @param filter inner width of the encoders' feed-forward blocks
 * @param heads attention heads of the encoders
 * @param layers layers of the text encoder; the two others have half as many
 * @param mrteDim width of the cross attention between speech and text
 * @param styleDim width of the reference encoder
 * @param referenceBins how many of the lowest spectrogram bins the reference encoder sees
 * @param gin channels of the speaker vector
 * @param speakerDim length of the speaker embedding; 0 for versions without one
 * @param upsampleInitialChannel channels the generator begins with; halved by every upsampling
 * @param upsampleRates factors of the generator's upsamplings
 * @param upsampleKernels kernel sizes of these upsamplings
 * @param resblockKernels kernel sizes of the residual blocks after each upsampling
 */
public record SovitsConfig(
    ModelVersion version,
    int phoneSymbols,
    int sslDim,
    int codebookSize,
    int hidden,
    int inter,
    int filter,
    int heads,
    int layers,
    int mrteDim,
    int styleDim,
    int referenceBins,
    int gin,
    int speakerDim,
    int upsampleInitialChannel,
    List<Integer> upsampleRates,
    List<Integer> upsampleKernels,
    List<Integer> resblockKernels)
    implements SecondStageConfig {

  /** Dilations of the three convolutions of a residual block. */
  public static final List<Integer> DILATIONS = List.of(1, 3, 5);

  /** Couplings of the flow. */
  public static final int COUPLINGS = 4;

  /** WaveNet layers in each coupling. */
  public static final int WAVENET_LAYERS = 4;

  /** Kernel size of these layers. */
  public static final int WAVENET_KERNEL = 5;

  /** Neighbours on each side that have a relative position of their own. */
  public static final int ATTENTION_WINDOW = 4;

  /** Kernel size of the encoders' feed-forward blocks. */
  public static final int FFN_KERNEL = 3;

  /** Frames of the latent per second. */
  public static final int FRAMES_PER_SECOND = 50;

  static final String NETWORK = "SoVITS (S2)";
  private static final int WIDEST = 1 << 16;
  private static final int MRTE_HEADS = 4;

  /**
   * Checks that the sizes fit together.
   *
   * @throws UserException when they do not
   */
  public SovitsConfig {
    upsampleRates = List.copyOf(upsampleRates);
    upsampleKernels = List.copyOf(upsampleKernels);
    resblockKernels = List.copyOf(resblockKernels);
    Require.that(
        NETWORK,
        phoneSymbols == version.phoneSymbols(),
        "phoneSymbols is "
            + phoneSymbols
            + ", but version "
            + version
            + " has "
            + version.phoneSymbols());
    width("sslDim", sslDim);
    Require.between(NETWORK, "codebookSize", codebookSize, 1, Require.LARGEST);
    width("hidden", hidden);
    width("inter", inter);
    width("filter", filter);
    width("mrteDim", mrteDim);
    width("styleDim", styleDim);
    Require.between(NETWORK, "referenceBins", referenceBins, 1, 1025);
    width("gin", gin);
    width("upsampleInitialChannel", upsampleInitialChannel);
    Require.between(NETWORK, "layers", layers, 2, 1000);
    Require.between(NETWORK, "heads", heads, 1, hidden);
    Require.between(NETWORK, "speakerDim", speakerDim, 0, Require.LARGEST);
    Require.that(
        NETWORK,
        hidden % heads == 0,
        "hidden " + hidden + " cannot be divided among " + heads + " heads");
    Require.that(
        NETWORK,
        mrteDim % MRTE_HEADS == 0,
        "mrteDim " + mrteDim + " cannot be divided among " + MRTE_HEADS + " heads");
    Require.that(NETWORK, styleDim % 2 == 0, "styleDim " + styleDim + " is odd, expected even");
    Require.that(NETWORK, inter % 2 == 0, "inter " + inter + " is odd, expected even");
    Require.that(NETWORK, layers % 2 == 0, "layers " + layers + " is odd, expected even");
    Require.that(
        NETWORK,
        (speakerDim > 0) == version.isPro(),
        "speakerDim is "
            + speakerDim
            + ", but version "
            + version
            + (version.isPro() ? " needs a speaker embedding" : " has no speaker embedding"));
    Require.that(
        NETWORK,
        version.isPro() || gin == mrteDim,
        "gin is " + gin + ", expected mrteDim = " + mrteDim + " in version " + version);
    GeneratorSizes.check(
        NETWORK, upsampleInitialChannel, upsampleRates, upsampleKernels, resblockKernels);
    checkUpsampling(upsampleRates, upsampleKernels);
  }

  private static void width(String key, int value) {
    Require.between(NETWORK, key, value, 1, WIDEST);
  }

  /** Every up-sampling multiplies the length exactly, to as many samples as speech has. */
  private static void checkUpsampling(List<Integer> rates, List<Integer> kernels) {
    for (int i = 0; i < rates.size(); i++) {
      Require.that(
          NETWORK,
          (kernels.get(i) - rates.get(i)) % 2 == 0,
          "upsampling with rate " + rates.get(i) + " and kernel " + kernels.get(i));
    }
    long rate = (long) FRAMES_PER_SECOND * GeneratorSizes.hop(rates);
    GeneratorSizes.requireSpeech(NETWORK, "its upsampling rates " + rates + " make ", rate);
  }

  /** The sizes of the released models of a version. */
  public static SovitsConfig full(ModelVersion version) {
    boolean plus = version == ModelVersion.V2PROPLUS;
    return new SovitsConfig(
        version,
        version.phoneSymbols(),
        768,
        1024,
        192,
        192,
        768,
        2,
        6,
        512,
        128,
        version.referenceBins(),
        version.isPro() ? 1024 : 512,
        version.isPro() ? 20480 : 0,
        plus ? 768 : 512,
        List.of(10, 8, 2, 2, 2),
        List.of(plus ? 20 : 16, 16, 8, 2, 2),
        List.of(3, 7, 11));
  }

  /** Small sizes for tests, 8000 samples per second; fit {@link Text2SemanticConfig#tiny}. */
  public static SovitsConfig tiny(ModelVersion version) {
    return new SovitsConfig(
        version,
        version.phoneSymbols(),
        64,
        64,
        32,
        24,
        64,
        2,
        4,
        32,
        32,
        version.referenceBins(),
        version.isPro() ? 48 : 32,
        version.isPro() ? 320 : 0,
        version == ModelVersion.V2PROPLUS ? 128 : 64,
        List.of(5, 4, 2, 2, 2),
        List.of(11, 8, 4, 2, 2),
        List.of(3, 7, 11));
  }

  /** Samples of speech per frame of the latent. */
  public int hop() {
    return GeneratorSizes.hop(upsampleRates);
  }

  /** Samples per second of the speech; 32000 for the released models. */
  public int sampleRate() {
    return FRAMES_PER_SECOND * hop();
  }

  /**
   * Every tensor of the network under its checkpoint name and its shape; a new map in a fixed
   * order. Weight-normalised tensors appear as {@code weight_g} and {@code weight_v}; the
   * quantiser's training statistics, which no network reads, are included because every file holds
   * them.
   */
  @Override
  public Map<String, int[]> tensorShapes() {
    return new SovitsShapes(this).all();
  }

  /**
   * Reads the sizes off a checkpoint. What the tensors show is taken from them; only the upsampling
   * rates come from upstream's configuration.
   *
   * @param version the generation of the model
   * @param config upstream's {@code config} entry, or its {@code model} part alone
   * @param shapes name and shape of every tensor
   * @throws UserException when a needed key or tensor is missing or of the wrong kind
   */
  public static SovitsConfig fromUpstream(
      ModelVersion version, Map<String, ?> config, Map<String, int[]> shapes) {
    return SovitsShapes.recognise(version, UpstreamConfig.of(config).child("model"), shapes);
  }
}
