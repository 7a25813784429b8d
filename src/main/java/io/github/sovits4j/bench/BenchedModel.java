package io.github.sovits4j.bench;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What a benchmark speaks with.
 *
 * @param folder of the model
 * @param precision storage of its transformers
 * @param sampleSteps in which models of v3 and v4 draw mel frames
 * @param opener opens the backend
 */
public record BenchedModel(
    Path folder, StoragePolicy precision, int sampleSteps, Supplier<Backend> opener) {

  /** Loads it. */
  Pipeline open() {
    return Pipeline.open(folder, opener, precision);
  }

  /** Something to say. */
  Utterance utterance(String text, VoiceData voice) {
    return Utterance.of(text, voice)
        .sampleSteps(sampleSteps)
        .retries(0); // the network may not have learned to end
  }
}
