package io.github.sovits4j.cli;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.tts.Precision;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --precision}, for every command that loads a model. */
final class PrecisionOption {

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "How the transformer's matrices and caches are stored: f32, f16 (half the memory traffic),"
              + " int8 (a quarter; audibly different draws); of v3 and v4 also the diffusion"
              + " transformer's matrices, in 16 bits at least. To speak, the default is what the"
              + " backend prefers: f16 on simd, f32 on the others; to verify and to measure, f32.")
  private String name;

  /** What was asked for. */
  Optional<StoragePolicy> asked() {
    return Optional.ofNullable(name).map(StoragePolicy::of);
  }

  /** What was asked for, or 32 bits. */
  StoragePolicy orFull() {
    return asked().orElse(StoragePolicy.F32);
  }

  /** What was asked for, as the public API knows it. */
  Optional<Precision> forSpeech() {
    return Optional.ofNullable(name).map(Precision::of);
  }
}
