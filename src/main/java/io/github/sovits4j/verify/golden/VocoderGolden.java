package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.audio.MelSpectrogram;
import io.github.sovits4j.model.vocoder.VocoderRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.VocoderConfig;

/** Mel frames of v3 and v4: how they come from sound, and how vocoders make sound of them. */
final class VocoderGolden {

  /** So long that no case is decoded in windows, whose intermediates would not compare. */
  private static final int ONE_WINDOW = 1 << 20;

  private VocoderGolden() {}

  static void decode(GoldenCase golden, Backend backend, Findings findings) {
    VocoderConfig config = config(golden);
    TensorSource weights = golden.weights(config.tensorShapes());
    try (VocoderRunner vocoder =
        new VocoderRunner(
            backend, weights, config, ONE_WINDOW, graph -> observe(graph, config, findings))) {
      findings.compare("audio", vocoder.decode(findings.floats("mel"), () -> {}));
    } finally {
      GoldenCase.close(weights);
    }
  }

  /** The front end, which runs on the host whatever the backend. */
  static void mel(GoldenCase golden, Backend backend, Findings findings) {
    MelSpectrogram spectrogram =
        new MelSpectrogram(
            golden.integer("sampling_rate"),
            golden.integer("n_fft"),
            golden.integer("hop"),
            golden.integer("num_mels"));
    float[] mel = spectrogram.of(findings.floats("wav"));
    findings.compare("mel", mel);
    findings.compare("mel_normalised", MelSpectrogram.scaled(mel));
    findings.compare("mel_filterbank", spectrogram.filters());
  }

  private static void observe(Graph graph, VocoderConfig config, Findings findings) {
    findings.compareProbe("voc_pre", graph, "dec_pre");
    for (int i = 0; i < config.upsampleRates().size(); i++) {
      findings.compareProbe("voc_up" + i, graph, "dec_up" + i);
    }
    if (graph.program().probes().containsKey("dec_block0")) {
      float[] share = graph.floats(graph.program().probes().get("dec_block0"));
      for (int i = 0; i < share.length; i++) {
        share[i] *= config.resblockKernels().size(); // of the mean; recorded before it
      }
      int channels = graph.program().probes().get("dec_block0").size(0);
      findings.compareColumns("voc_resblock0", share, share.length / channels);
    }
  }

  private static VocoderConfig config(GoldenCase golden) {
    JsonNode c = golden.manifest().get("config");
    boolean snake = golden.kind().equals("BigVGAN");
    return new VocoderConfig(
        snake ? VocoderConfig.Kind.BIGVGAN : VocoderConfig.Kind.HIFIGAN,
        c.get(snake ? "num_mels" : "initial_channel").asInt(),
        c.get("upsample_initial_channel").asInt(),
        GoldenCase.integers(c.get("upsample_rates")),
        GoldenCase.integers(c.get("upsample_kernel_sizes")),
        GoldenCase.integers(c.get("resblock_kernel_sizes")),
        snake);
  }
}
