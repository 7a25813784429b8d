package io.github.sovits4j.tts;

import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.nio.file.Path;
import java.util.Objects;

/** Models with weights made from a seed, for tests of programs: they speak noise, but quickly. */
public final class SyntheticModel {

  private SyntheticModel() {}

  /**
   * Writes a small v2 model that speaks 8,000 samples a second.
   *
   * @param folder where it will lie; made when there is none
   * @param seed any number; decides all weights
   * @throws OutputException when the folder holds a model already or cannot be written
   */
  public static void writeTiny(Path folder, long seed) {
    Objects.requireNonNull(folder, "folder");
    SovitsException.translating(
        OutputException::new,
        () -> {
          ModelSynthesizer.write(
              folder,
              Text2SemanticConfig.tiny(ModelVersion.V2),
              SovitsConfig.tiny(ModelVersion.V2),
              seed,
              false);
          return null;
        });
  }
}
