package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Optional;

/**
 * What {@code model.json} says. One part may be absent while a folder is filled by several
 * conversions; such a folder cannot be opened for speech.
 *
 * @param t2s the first stage
 * @param sovits the second stage
 */
public record ModelDescription(
    Optional<ModelPart<Text2SemanticConfig>> t2s, Optional<ModelPart<SovitsConfig>> sovits) {

  /** Nothing yet. */
  static ModelDescription empty() {
    return new ModelDescription(Optional.empty(), Optional.empty());
  }

  /**
   * Checks that the stages understand each other where both are there.
   *
   * @throws UserException when they do not
   */
  public ModelDescription {
    checkPair(t2s.map(ModelPart::config), sovits.map(ModelPart::config));
  }

  /** The generation of the model, known from its second stage. */
  public Optional<ModelVersion> version() {
    return sovits.map(part -> part.config().version());
  }

  /** Whether two stages understand each other. */
  public static boolean fit(Text2SemanticConfig t2s, SovitsConfig sovits) {
    try {
      checkPair(t2s, sovits);
      return true;
    } catch (UserException e) {
      return false;
    }
  }

  /** As the constructor, for networks whose files are not written yet. */
  static void checkPair(Optional<Text2SemanticConfig> t2s, Optional<SovitsConfig> sovits) {
    if (t2s.isPresent() && sovits.isPresent()) {
      checkPair(t2s.get(), sovits.get());
    }
  }

  private static void checkPair(Text2SemanticConfig s1, SovitsConfig s2) {
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
