package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Map;

/**
 * Sizes of the second stage (S2) of v3 and v4: the encoders of v2, whose hidden sequence becomes
 * features at the rate of mel frames, and a diffusion transformer (DiT) that draws mel frames by
 * flow matching; a {@linkplain VocoderConfig vocoder} makes samples of them. Both versions have the
 * same tensors and differ in what their frames are. The same in all models and therefore not
 * listed: 8 layers of kernel 5 in the WaveNet, convolutions of kernel 31 in 16 groups for
 * positions, of kernel 7 in the text embedding, 256 values of a scalar's embedding.
 *
 * @param version the generation of the model
 * @param phoneSymbols rows of the phoneme table
 * @param sslDim channels of the HuBERT features and width of the codebook
 * @param codebookSize number of semantic codes
 * @param hidden width of the encoders
 * @param filter inner width of the encoders' feed-forward blocks
 * @param heads attention heads of the encoders
 * @param layers layers of the text encoder; the two others have half as many
 * @param mrteDim width of the cross attention between speech and text
 * @param styleDim width of the reference encoder
 * @param referenceBins how many of the lowest spectrogram bins the reference encoder sees
 * @param gin channels of the speaker vector
 * @param featureDim channels of the features that the transformer is conditioned on
 * @param melBands bands of a mel frame
 * @param ditDim width of the transformer
 * @param ditHeads its attention heads
 * @param ditLayers its blocks
 * @param ditFilter inner width of its feed-forward blocks
 * @param textLayers ConvNeXt blocks over the features
 * @param textFilter inner width of these blocks
 */
public record DiffusionConfig(
    ModelVersion version,
    int phoneSymbols,
    int sslDim,
    int codebookSize,
    int hidden,
    int filter,
    int heads,
    int layers,
    int mrteDim,
    int styleDim,
    int referenceBins,
    int gin,
    int featureDim,
    int melBands,
    int ditDim,
    int ditHeads,
    int ditLayers,
    int ditFilter,
    int textLayers,
    int textFilter)
    implements SecondStageConfig {

  /** Layers of the WaveNet that the features pass. */
  public static final int WAVENET_LAYERS = 8;

  /** Kernel size of these layers. */
  public static final int WAVENET_KERNEL = 5;

  /** Kernel size of the convolutions that give the transformer positions. */
  public static final int POSITION_KERNEL = 31;

  /** Groups of these convolutions. */
  public static final int POSITION_GROUPS = 16;

  /** Kernel size of the depth-wise convolutions over the features. */
  public static final int TEXT_KERNEL = 7;

  /** Sines and cosines that a scalar, such as the time, becomes. */
  public static final int SCALAR_DIM = 256;

  static final String NETWORK = "diffusion (S2)";
  private static final int WIDEST = 1 << 16;
  private static final int MRTE_HEADS = 4;

  /**
   * Checks that the sizes fit together.
   *
   * @throws UserException when they do not
   */
  public DiffusionConfig {
    Require.that(NETWORK, version.isDiffusion(), "version is " + version + ", expected v3 or v4");
    Require.that(
        NETWORK,
        phoneSymbols == version.phoneSymbols(),
        "phoneSymbols is " + phoneSymbols + ", expected " + version.phoneSymbols());
    width("sslDim", sslDim);
    Require.between(NETWORK, "codebookSize", codebookSize, 1, Require.LARGEST);
    width("hidden", hidden);
    width("filter", filter);
    width("mrteDim", mrteDim);
    width("styleDim", styleDim);
    Require.between(NETWORK, "referenceBins", referenceBins, 1, 1025);
    width("gin", gin);
    width("featureDim", featureDim);
    width("melBands", melBands);
    width("ditDim", ditDim);
    width("ditFilter", ditFilter);
    width("textFilter", textFilter);
    Require.between(NETWORK, "heads", heads, 1, hidden);
    Require.between(NETWORK, "layers", layers, 2, 1000);
    Require.between(NETWORK, "ditHeads", ditHeads, 1, ditDim);
    Require.between(NETWORK, "ditLayers", ditLayers, 1, 1000);
    Require.between(NETWORK, "textLayers", textLayers, 1, 1000);
    divides("hidden", hidden, "heads", heads);
    divides("mrteDim", mrteDim, "heads", MRTE_HEADS);
    divides("ditDim", ditDim, "heads", ditHeads);
    divides("ditDim", ditDim, "groups", POSITION_GROUPS);
    Require.that(NETWORK, styleDim % 2 == 0, "styleDim " + styleDim + " is odd, expected even");
    Require.that(NETWORK, layers % 2 == 0, "layers " + layers + " is odd, expected even");
    Require.that(
        NETWORK, featureDim % 2 == 0, "featureDim " + featureDim + " is odd, expected even");
    Require.that(
        NETWORK,
        ditDim / ditHeads % 2 == 0,
        "a head of the transformer has "
            + ditDim / ditHeads
            + " channels, expected an even number");
    Require.that(NETWORK, gin == mrteDim, "gin is " + gin + ", expected mrteDim = " + mrteDim);
  }

  private static void width(String key, int value) {
    Require.between(NETWORK, key, value, 1, WIDEST);
  }

  private static void divides(String key, int value, String what, int count) {
    Require.that(
        NETWORK,
        value % count == 0,
        key + " " + value + " cannot be divided among " + count + " " + what);
  }

  /** The sizes of the released models of a version. */
  public static DiffusionConfig full(ModelVersion version) {
    return new DiffusionConfig(
        version,
        version.phoneSymbols(),
        768,
        1024,
        192,
        768,
        2,
        6,
        512,
        128,
        version.referenceBins(),
        512,
        512,
        100,
        1024,
        16,
        22,
        2048,
        4,
        1024);
  }

  /** Small sizes for tests; fit {@link Text2SemanticConfig#tiny}. */
  public static DiffusionConfig tiny(ModelVersion version) {
    return new DiffusionConfig(
        version,
        version.phoneSymbols(),
        64,
        64,
        32,
        64,
        2,
        4,
        32,
        32,
        version.referenceBins(),
        32,
        40,
        100,
        64,
        4,
        3,
        128,
        2,
        80);
  }

  @Override
  public int speakerDim() {
    return 0;
  }

  /** Samples per second of what mel frames are computed from. */
  public int melSampleRate() {
    return version == ModelVersion.V3 ? 24_000 : 32_000;
  }

  /** Samples of a mel frame's window. */
  public int melSize() {
    return version == ModelVersion.V3 ? 1024 : 1280;
  }

  /** Samples from mel frame to mel frame. */
  public int melHop() {
    return version == ModelVersion.V3 ? 256 : 320;
  }

  /**
   * Samples per second of the speech that a vocoder makes: 24000 (v3) and 48000 (v4) in released
   * models.
   */
  public int sampleRate(VocoderConfig vocoder) {
    return Math.toIntExact((long) melSampleRate() * vocoder.hop() / melHop());
  }

  /**
   * Every tensor that inference reads, under its checkpoint name, and its shape; a new map in a
   * fixed order. Weight-normalised tensors appear as {@code weight_g} and {@code weight_v}.
   */
  @Override
  public Map<String, int[]> tensorShapes() {
    return new DiffusionShapes(this).all();
  }

  /**
   * Whether a tensor belongs to the network but is read by training alone, or can be computed, so
   * that it may be there or not.
   */
  public static boolean unused(String name) {
    return DiffusionShapes.UNUSED.matcher(name).matches();
  }

  /**
   * Reads the sizes off a checkpoint's tensors.
   *
   * @param version the generation of the model, which tensors do not show
   * @param shapes name and shape of every tensor
   * @throws UserException when a needed tensor is missing or of the wrong kind
   */
  public static DiffusionConfig fromUpstream(ModelVersion version, Map<String, int[]> shapes) {
    return DiffusionShapes.recognise(version, shapes);
  }
}
