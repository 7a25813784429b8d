package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Decoded;
import io.github.sovits4j.model.sovits.Overlap;
import io.github.sovits4j.model.sovits.QuantiserRunner;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.model.sovits.SovitsRunner;
import io.github.sovits4j.model.sovits.SpectrogramRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.SyntheticWeights;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** S2: decoding with its intermediates, quantising, and the reference spectrogram. */
final class SovitsGolden {

  /** So long that no case is decoded in windows, whose intermediates would not compare. */
  private static final int ONE_WINDOW = 1 << 20;

  private SovitsGolden() {}

  static void decode(GoldenCase golden, Backend backend, Findings findings) {
    SovitsConfig config = config(golden);
    TensorSource weights = golden.weights(config.tensorShapes());
    List<Graph> references = new ArrayList<>();
    try (SovitsRunner sovits =
        new SovitsRunner(
            backend,
            weights,
            config,
            ONE_WINDOW,
            graph -> observe(graph, config, findings, references))) {
      float[] speaker = sovits.speakerVector(references(findings, config));
      findings.compare("ge", speaker);
      if (!config.version().isPro()) {
        findings.compare("ge_enc_p", speaker);
      }
      DecodeInput input =
          new DecodeInput(
              findings.ints("codes"),
              findings.ints("phones"),
              speaker,
              golden.manifest().get("speed").asDouble(),
              overlap(golden, findings));
      Decoded decoded = sovits.decode(input, findings.floats("noise"));
      if (input.overlap() != null) {
        findings.compare("stream_y", decoded.latent());
      }
      findings.ignore("stream_y_mask");
      findings.compare("audio", decoded.samples());
      findings.ignore("dec_post"); // the last convolution is one launch with its tanh: audio
    } finally {
      GoldenCase.close(weights);
    }
  }

  private static void observe(
      Graph graph, SovitsConfig config, Findings findings, List<Graph> references) {
    if (graph.program().probes().containsKey("ge_ref")) {
      findings.compareProbe("ge_ref_" + references.size(), graph, "ge_ref");
      references.add(graph);
      return;
    }
    for (String name : List.of("ge_enc_p", "enc_ssl", "enc_text", "mrte", "enc_p_x", "z_p", "z")) {
      findings.compareProbe(name, graph, name);
    }
    if (graph.program().probes().containsKey("dec_pre")) {
      // Recorded before the speaker is added, which is one launch here.
      float[] x = graph.floats(graph.program().probes().get("dec_pre"));
      float[] shift = graph.floats(graph.program().probes().get("dec_cond"));
      int frames = x.length / shift.length;
      for (int i = 0; i < x.length; i++) {
        x[i] -= shift[i / frames];
      }
      findings.compareColumns("dec_pre", x, frames);
    }
    for (int i = 0; i < config.upsampleRates().size(); i++) {
      findings.compareProbe("dec_up" + i, graph, "dec_up" + i);
    }
    if (graph.program().probes().containsKey("quantized")) {
      // Recorded before every column is repeated.
      float[] repeated = graph.floats(graph.program().probes().get("quantized"));
      float[] columns = new float[repeated.length / 2];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = repeated[2 * i];
      }
      findings.compareColumns("quantized", columns, columns.length / config.sslDim());
      float[] stats = graph.floats(graph.program().probes().get("stats"));
      int half = stats.length / 2;
      int frames = half / config.inter();
      findings.compareColumns("m_p", Arrays.copyOf(stats, half), frames);
      findings.compareColumns("logs_p", Arrays.copyOfRange(stats, half, stats.length), frames);
    }
  }

  private static List<Reference> references(Findings findings, SovitsConfig config) {
    List<Reference> references = new ArrayList<>();
    for (int i = 0; findings.has("refer_" + i); i++) {
      int[] shape = findings.shape("refer_" + i);
      float[] embedding = config.version().isPro() ? findings.floats("sv_emb_" + i) : null;
      references.add(
          new Reference(findings.floats("refer_" + i), shape[shape.length - 1], embedding));
    }
    return references;
  }

  private static Overlap overlap(GoldenCase golden, Findings findings) {
    JsonNode streaming = golden.manifest().get("streaming");
    if (streaming == null) {
      return null;
    }
    boolean blended = findings.has("overlap_frames");
    int frames = blended ? findings.shape("overlap_frames")[2] : 0;
    return new Overlap(
        GoldenCase.size(streaming, "result_length", 0),
        blended ? findings.floats("overlap_frames") : null,
        frames,
        GoldenCase.size(streaming, "padding_length", 0));
  }

  /**
   * The sizes: from the recorded configuration, and where upstream has constants, from {@code
   * dims}.
   */
  private static SovitsConfig config(GoldenCase golden) {
    ModelVersion version = ModelVersion.parse(golden.text("version"));
    JsonNode c = golden.manifest().get("config");
    JsonNode dims = golden.manifest().get("dims");
    SovitsConfig full = SovitsConfig.full(version);
    return new SovitsConfig(
        version,
        version.phoneSymbols(),
        GoldenCase.size(dims, "ssl", full.sslDim()),
        GoldenCase.size(dims, "bins", full.codebookSize()),
        c.get("hidden_channels").asInt(),
        c.get("inter_channels").asInt(),
        c.get("filter_channels").asInt(),
        c.get("n_heads").asInt(),
        c.get("n_layers").asInt(),
        GoldenCase.size(dims, "mrte", full.mrteDim()),
        GoldenCase.size(dims, "style", full.styleDim()),
        version.referenceBins(),
        c.get("gin_channels").asInt(),
        version.isPro() ? GoldenCase.size(dims, "sv", full.speakerDim()) : 0,
        c.get("upsample_initial_channel").asInt(),
        GoldenCase.integers(c.get("upsample_rates")),
        GoldenCase.integers(c.get("upsample_kernel_sizes")),
        GoldenCase.integers(c.get("resblock_kernel_sizes")));
  }

  static void extractLatent(GoldenCase golden, Backend backend, Findings findings) {
    int dim = golden.integer("dim");
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("ssl_proj.weight", new int[] {dim, dim, QuantiserRunner.FRAMES_PER_CODE});
    shapes.put("ssl_proj.bias", new int[] {dim});
    shapes.put("quantizer.vq.layers.0._codebook.embed", new int[] {golden.integer("bins"), dim});
    TensorSource weights =
        new SyntheticWeights("s2", shapes, golden.manifest().get("model_seed").asLong());
    for (String name : shapes.keySet()) {
      if (findings.has("weights." + name)) {
        findings.compare("weights." + name, weights.floats(name));
      }
    }
    for (String unused : List.of("cluster_size", "embed_avg", "inited")) {
      findings.ignore("weights.quantizer.vq.layers.0._codebook." + unused);
    }
    findings.ignore("distance_margin");
    try (QuantiserRunner quantiser =
        new QuantiserRunner(
            backend, weights, graph -> findings.compareProbe("ssl_proj", graph, "ssl_proj"))) {
      findings.compare("codes", quantiser.codes(findings.floats("ssl")));
    }
  }

  static void spectrogram(GoldenCase golden, Backend backend, Findings findings) {
    try (SpectrogramRunner spectrogram =
        new SpectrogramRunner(backend, golden.integer("n_fft"), golden.integer("hop"))) {
      findings.compare("spec", spectrogram.compute(findings.floats("wav")));
    }
  }
}
