package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The generations of GPT-SoVITS models that can be run, with the facts that tell them apart. */
public enum ModelVersion {
  /** The first release: own phoneme set, all spectrogram bins for the reference. */
  V1("v1", 322, 512, 1025),
  /** More languages; the lower 704 spectrogram bins for the reference. */
  V2("v2", 732, 732, 704),
  /** As v2, with a speaker embedding beside the reference encoder. */
  V2PRO("v2Pro", 732, 732, 704),
  /** As v2Pro, with a wider generator. */
  V2PROPLUS("v2ProPlus", 732, 732, 704),
  /** The encoders of v2 before a diffusion transformer over mel frames; BigVGAN, 24 kHz. */
  V3("v3", 732, 732, 704),
  /** As v3 with finer frames and a vocoder of its own, 48 kHz. */
  V4("v4", 732, 732, 704);

  private final String label;
  private final int phoneSymbols;
  private final int phonemeVocabSize;
  private final int referenceBins;

  ModelVersion(String label, int phoneSymbols, int phonemeVocabSize, int referenceBins) {
    this.label = label;
    this.phoneSymbols = phoneSymbols;
    this.phonemeVocabSize = phonemeVocabSize;
    this.referenceBins = referenceBins;
  }

  /** Upstream's name of the version, for example {@code v2Pro}. */
  public String label() {
    return label;
  }

  /** Rows of the phoneme table of the second stage. */
  public int phoneSymbols() {
    return phoneSymbols;
  }

  /** Rows of the phoneme table of the first stage in the usual models. */
  public int phonemeVocabSize() {
    return phonemeVocabSize;
  }

  /** How many of the lowest spectrogram bins the reference encoder sees. */
  public int referenceBins() {
    return referenceBins;
  }

  /** Whether the version takes a speaker embedding of the reference. */
  public boolean isPro() {
    return this == V2PRO || this == V2PROPLUS;
  }

  /** Whether mel frames are drawn by a diffusion transformer, and a vocoder makes samples. */
  public boolean isDiffusion() {
    return this == V3 || this == V4;
  }

  /**
   * Finds a version by upstream's name; case does not matter.
   *
   * @throws UserException when there is no such version
   */
  public static ModelVersion parse(String label) {
    for (ModelVersion version : values()) {
      if (version.label.equalsIgnoreCase(label)) {
        return version;
      }
    }
    String known =
        Arrays.stream(values()).map(ModelVersion::label).collect(Collectors.joining(", "));
    throw new UserException(
        "There is no model version " + Quote.of(label) + ". Known are " + known + ".");
  }

  @Override
  public String toString() {
    return label;
  }
}
