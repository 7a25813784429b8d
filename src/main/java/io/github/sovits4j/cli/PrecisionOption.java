package io.github.sovits4j.cli;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.tts.Precision;
import picocli.CommandLine.Option;

/** {@code --precision}, for every command that loads a model. */
final class PrecisionOption {

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "f32",
      description =
          "How the transformer's matrices and caches are stored: f32 (default), f16 (half the"
              + " memory traffic), int8 (a quarter; audibly different draws).")
  private String name;

  StoragePolicy get() {
    return StoragePolicy.of(name);
  }

  Precision forSpeech() {
    return Precision.of(name);
  }
}
