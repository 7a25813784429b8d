package io.github.sovits4j.peers;

import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.peers.Samples.Measure;
import io.github.sovits4j.weights.ModelFolder;
import java.util.List;

/** Our own networks on one backend. */
final class OursPeer {

  private final Backend backend;
  private final ModelFolder model;
  private final PeerCase peerCase;
  private final int runs;
  private final Samples samples;
  private final StoragePolicy precision;

  OursPeer(
      Backend backend,
      ModelFolder model,
      PeerCase peerCase,
      StoragePolicy precision,
      int runs,
      Samples samples) {
    this.precision = precision;
    this.backend = backend;
    this.model = model;
    this.peerCase = peerCase;
    this.runs = runs;
    this.samples = samples;
  }

  void run() {
    first();
    if (precision == StoragePolicy.F32) { // S2 computes the same in every precision
      second();
    }
  }

  private void first() {
    try (Text2Semantic network =
            new Text2Semantic(backend, model.t2s(), model.text2SemanticConfig(), precision);
        Text2SemanticRunner generator = new Text2SemanticRunner(network)) {
      List<Prompt> prompts =
          List.of(new Prompt(peerCase.phones(), peerCase.bert(), peerCase.prompt(), 0));
      for (int run = 0; run <= runs; run++) {
        long[] prefilled = {0};
        long start = System.nanoTime();
        int[] codes =
            generator
                .generate(
                    prompts,
                    PeerCase.GREEDY,
                    1,
                    PeerCase.STEPS,
                    step -> prefilled[0] = prefilled[0] == 0 ? System.nanoTime() : prefilled[0])
                .getFirst()
                .codes();
        long end = System.nanoTime();
        if (precision == StoragePolicy.F32) {
          peerCase.checkCodes(backend.name(), codes);
        } else if (run == 0) {
          peerCase.tellAgreement(backend.name() + " " + precision, codes);
        }
        if (run > 0) {
          samples.add(Measure.S1_PREFILL, 1e-6 * (prefilled[0] - start));
          samples.add(Measure.S1_STEP, 1e-6 * (end - prefilled[0]) / (PeerCase.STEPS - 1));
        }
      }
    }
  }

  private void second() {
    try (SovitsRunner network = new SovitsRunner(backend, model.sovits(), model.sovitsConfig())) {
      Reference reference =
          new Reference(peerCase.spectrogram(), PeerCase.SPECTROGRAM_FRAMES, null);
      for (int run = 0; run <= runs; run++) {
        long[] generating = {0};
        long start = System.nanoTime();
        float[] speaker = network.speakerVector(List.of(reference));
        DecodeInput input = new DecodeInput(peerCase.codes(), peerCase.phones(), speaker, 1, null);
        float[] wave =
            network
                .decode(input, peerCase.noise(), () -> generating[0] = generating[0] == 0 ? System.nanoTime() : generating[0])
                .samples();
        long end = System.nanoTime();
        if (run == 0) {
          peerCase.checkWave(backend.name(), wave);
        } else {
          samples.add(Measure.S2_DECODE, 1e-9 * (end - start) / PeerCase.AUDIO_SECONDS);
          samples.add(Measure.S2_GENERATOR, 1e-9 * (end - generating[0]) / PeerCase.AUDIO_SECONDS);
        }
      }
    }
  }
}
