package io.github.sovits4j.weights;

import java.util.Map;

/**
 * Sizes that the second stages (S2) of all generations have: of the encoders of codes, phones and
 * reference, and of the quantiser.
 */
public sealed interface SecondStageConfig permits SovitsConfig, DiffusionConfig {

  /** The generation of the model. */
  ModelVersion version();

  /** Rows of the phoneme table. */
  int phoneSymbols();

  /** Channels of the HuBERT features and width of the codebook. */
  int sslDim();

  /** Number of semantic codes. */
  int codebookSize();

  /** Width of the encoders. */
  int hidden();

  /** Inner width of the encoders' feed-forward blocks. */
  int filter();

  /** Attention heads of the encoders. */
  int heads();

  /** Layers of the text encoder; the two others have half as many. */
  int layers();

  /** Width of the cross attention between speech and text. */
  int mrteDim();

  /** Width of the reference encoder. */
  int styleDim();

  /** How many of the lowest spectrogram bins the reference encoder sees. */
  int referenceBins();

  /** Channels of the speaker vector. */
  int gin();

  /** Length of the speaker embedding; 0 for versions without one. */
  int speakerDim();

  /** Layers of the encoder over the semantic codes, and of the one after the cross attention. */
  default int halfLayers() {
    return layers() / 2;
  }

  /** Channels of one attention head of the encoders. */
  default int headDim() {
    return hidden() / heads();
  }

  /** Every tensor of the network under its checkpoint name and its shape; in a fixed order. */
  Map<String, int[]> tensorShapes();

  /** The sizes of the released models of a version. */
  static SecondStageConfig full(ModelVersion version) {
    return version.isDiffusion() ? DiffusionConfig.full(version) : SovitsConfig.full(version);
  }

  /** Small sizes for tests; fit {@link Text2SemanticConfig#tiny}. */
  static SecondStageConfig tiny(ModelVersion version) {
    return version.isDiffusion() ? DiffusionConfig.tiny(version) : SovitsConfig.tiny(version);
  }
}
