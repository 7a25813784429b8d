package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code model.json} says. Parts may be absent while a folder is filled by several
 * conversions; such a folder cannot be opened for speech.
 *
 * @param t2s the first stage
 * @param sovits the second stage
 * @param vocoder what makes samples of a v3's or v4's mel frames; other versions have none
 */
public record ModelDescription(
    Optional<ModelPart<Text2SemanticConfig>> t2s,
    Optional<ModelPart<SecondStageConfig>> sovits,
    Optional<ModelPart<VocoderConfig>> vocoder) {

  /** Nothing yet. */
  static ModelDescription empty() {
    return new ModelDescription(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Checks that the parts understand each other where they are there.
   *
   * @throws UserException when they do not
   */
  public ModelDescription {
    check(
        t2s.map(ModelPart::config), sovits.map(ModelPart::config), vocoder.map(ModelPart::config));
  }

  /** What is there, in the order of the files. */
  public List<ModelPart<?>> parts() {
    return Stream.<Optional<? extends ModelPart<?>>>of(t2s, sovits, vocoder)
        .<ModelPart<?>>flatMap(Optional::stream)
        .toList();
  }

  /** The generation of the model, known from its second stage. */
  public Optional<ModelVersion> version() {
    return sovits.map(part -> part.config().version());
  }

  /** Whether the part is missing that makes samples of mel frames. */
  public boolean lacksVocoder() {
    return vocoder.isEmpty() && version().filter(ModelVersion::isDiffusion).isPresent();
  }

  /** Whether two stages understand each other. */
  public static boolean fit(Text2SemanticConfig t2s, SecondStageConfig sovits) {
    try {
      check(t2s, sovits);
      return true;
    } catch (UserException e) {
      return false;
    }
  }

  /** Whether a vocoder is the one of a second stage. */
  public static boolean fit(SecondStageConfig sovits, VocoderConfig vocoder) {
    try {
      check(sovits, vocoder);
      return true;
    } catch (UserException e) {
      return false;
    }
  }

  /** As the constructor, for networks whose files are not written yet. */
  static void check(
      Optional<Text2SemanticConfig> t2s,
      Optional<SecondStageConfig> sovits,
      Optional<VocoderConfig> vocoder) {
    if (t2s.isPresent() && sovits.isPresent()) {
      check(t2s.get(), sovits.get());
    }
    if (sovits.isPresent() && vocoder.isPresent()) {
      check(sovits.get(), vocoder.get());
    }
  }

  private static void check(SecondStageConfig s2, VocoderConfig vocoder) {
    ModelVersion version = s2.version();
    if (!(s2 instanceof DiffusionConfig diffusion)) {
      throw new UserException(
          "A model of version " + version + " has no vocoder; only v3 and v4 have one.");
    }
    if (vocoder.kind() != VocoderConfig.Kind.of(version)
        || vocoder.melBands() != diffusion.melBands()) {
      throw new UserException(
          "The vocoder does not belong to the model: it is a "
              + vocoder.kind().label()
              + " for frames of "
              + vocoder.melBands()
              + " bands, but a model of version "
              + version
              + " needs a "
              + VocoderConfig.Kind.of(version).label()
              + " for frames of "
              + diffusion.melBands()
              + " (upstream's "
              + VocoderConfig.Kind.of(version).published()
              + ").");
    }
    GeneratorSizes.requireSpeech(
        VocoderConfig.NETWORK,
        "its upsampling rates " + vocoder.upsampleRates() + " make ",
        diffusion.sampleRate(vocoder));
  }

  private static void check(Text2SemanticConfig s1, SecondStageConfig s2) {
    if (s1.eos() != s2.codebookSize()) {
      throw mismatch(
          "the S1 network draws " + s1.eos() + " different codes",
          "the S2 network knows " + s2.codebookSize());
    }
    // v1 numbers its phonemes in another way than the later versions, which all share one table.
    boolean oldPhonemes = s1.phonemeVocabSize() < ModelVersion.V2.phoneSymbols();
    if (s1.phonemeVocabSize() < s2.phoneSymbols()
        || oldPhonemes != (s2.version() == ModelVersion.V1)) {
      throw mismatch(
          "the S1 network has "
              + s1.phonemeVocabSize()
              + " phoneme rows, as models of "
              + (oldPhonemes ? "v1" : "v2 and later")
              + " have",
          "the S2 network is of version " + s2.version());
    }
  }

  private static UserException mismatch(String first, String second) {
    return new UserException(
        "The two stages do not belong together: "
            + first
            + ", but "
            + second
            + ". Convert an S1 and an S2 checkpoint of one model version.");
  }
}
