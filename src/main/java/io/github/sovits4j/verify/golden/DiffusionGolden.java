package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.cfm.MelSampler;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.DiffusionRunner;
import io.github.sovits4j.model.sovits.Reference;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.DiffusionConfig;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** S2 of v3 and v4: features, and drawing mel frames of them. */
final class DiffusionGolden {

  private final GoldenCase golden;
  private final Findings findings;
  private final DiffusionConfig config;

  private DiffusionGolden(GoldenCase golden, Findings findings) {
    this.golden = golden;
    this.findings = findings;
    this.config = config(golden);
  }

  // ---- features ----

  static void features(GoldenCase golden, Backend backend, Findings findings) {
    new DiffusionGolden(golden, findings).features(backend);
  }

  private void features(Backend backend) {
    TensorSource weights = golden.weights(config.tensorShapes());
    try (DiffusionRunner runner =
        new DiffusionRunner(backend, weights, config, StoragePolicy.F32, this::observeFeatures)) {
      int[] shape = findings.shape("refer");
      Reference reference = new Reference(findings.floats("refer"), shape[shape.length - 1], null);
      float[] speaker = runner.speakerVector(List.of(reference));
      findings.compare("ge", speaker);
      DecodeInput input =
          new DecodeInput(
              findings.ints("codes"),
              findings.ints("phones"),
              speaker,
              golden.manifest().get("speed").asDouble(),
              null);
      findings.compareColumns("fea", runner.features(input), runner.frames(input));
    } finally {
      GoldenCase.close(weights);
    }
  }

  private void observeFeatures(Graph graph) {
    for (String name : List.of("enc_ssl", "enc_text", "mrte", "enc_p_x")) {
      findings.compareProbe(name, graph, name);
    }
  }

  // ---- mel frames ----

  static void sample(
      GoldenCase golden, Backend backend, StoragePolicy precision, Findings findings) {
    findings.relax(Text2SemanticGolden.gate(precision));
    new DiffusionGolden(golden, findings).sample(backend, precision);
  }

  private int frames;
  private int steps;
  private int calls; // of the recorded network in a step
  private float[] blocks; // what they gave in the first step {@code [frames, dim]}
  private final List<float[]> velocities = new ArrayList<>(); // of each step {@code [frames, mel]}
  private final List<float[]> behind = new ArrayList<>(); // frames after each {@code [mel, frames]}

  private void sample(Backend backend, StoragePolicy precision) {
    frames = golden.integer("frames");
    steps = golden.integer("steps");
    float guidance = (float) golden.manifest().get("cfg_rate").asDouble();
    calls = guidance == 0 ? 1 : 2;
    float[] noise = findings.floats("noise").clone();
    for (int i = 0; i < noise.length; i++) {
      noise[i] *= (float) golden.manifest().get("temperature").asDouble();
    }
    int prompt = golden.integer("prompt_frames");
    MelSampler.Draft draft =
        new MelSampler.Draft(
            turned(findings.floats("mu"), frames),
            frames,
            findings.floats("prompt"),
            prompt,
            noise,
            steps,
            guidance);
    TensorSource weights = golden.weights(config.tensorShapes());
    try (MelSampler sampler =
        new MelSampler(backend, weights, config, precision, this::observeStep)) {
      float[] mel = sampler.sample(draft, () -> {});
      if (frozen(sampler)) {
        findings.compare("v_call00", velocities.getFirst());
        compareFrozen(sampler, noise, prompt);
      } else {
        compareSteps();
        findings.compareColumns("cfm_out", mel, frames);
      }
    } finally {
      GoldenCase.close(weights);
    }
    findings.ignore("x_step00"); // the noise, silenced in the prompt
    findings.ignore("x_step01"); // the same where there is guidance
  }

  private void compareSteps() {
    for (int step = 0; step < steps; step++) {
      findings.compare(name("v_call", step * calls), velocities.get(step));
      findings.ignore(name("v_call", step * calls + calls - 1)); // of what is led away from
      findings.compare(name("x_step", (step + 1) * calls), behind.get(step));
      findings.ignore(name("x_step", (step + 1) * calls + calls - 1)); // the same
    }
    if (calls == 1) {
      findings.compare("v_last_call", velocities.getLast());
    } else {
      findings.ignore("v_last_call"); // of what is led away from
    }
  }

  private static String name(String what, int call) {
    return String.format(Locale.ROOT, "%s%02d", what, call);
  }

  /**
   * Whether the recorder put what the blocks gave in the first call in the place of what they gave
   * in all later ones, as one that kept the first by a hook did. Then the last velocity is the
   * head's alone, at its own time.
   */
  private boolean frozen(MelSampler sampler) {
    float[] recorded = golden.tensors().floats("v_last_call");
    float[] head = sampler.velocity(blocks, steps - 1, steps);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < head.length; i++) {
      difference += Math.pow(recorded[i] - head[i], 2);
      norm += Math.pow(recorded[i], 2);
    }
    return steps > 1 && difference < 1e-4 * norm;
  }

  /**
   * Of such a recording: steps of Euler's method along velocities that the head makes of the first
   * blocks. What is unconditioned is then as what is not, and guidance comes to nothing.
   */
  private void compareFrozen(MelSampler sampler, float[] noise, int prompt) {
    float[] x = noise.clone();
    for (int at = 0; at < x.length; at += frames) {
      Arrays.fill(x, at, at + prompt, 0);
    }
    for (int step = 0; step < steps; step++) {
      float[] v = sampler.velocity(blocks, step, steps);
      for (int call = step * calls; call < (step + 1) * calls; call++) {
        findings.compare(name("x_step", call), x);
        findings.compare(name("v_call", call), v);
      }
      for (int i = 0; i < x.length; i++) {
        int t = i % frames;
        x[i] += t < prompt ? 0 : v[t * config.melBands() + i / frames] / steps;
      }
      if (step == 0 && calls == 1) {
        findings.compare("x_step01", behind.getFirst());
      }
      if (step == steps - 1) {
        findings.compare("v_last_call", v);
      }
    }
    findings.compareColumns("cfm_out", x, frames);
  }

  private void observeStep(Graph graph) {
    Map<String, Tensor> probes = graph.program().probes();
    if (probes.containsKey("text_embed")) {
      float[] t = turned(graph.floats(probes.get("text_embed")), config.featureDim());
      findings.compareRows("text_embed", t, frames, config.featureDim());
    }
    if (probes.containsKey("d_embed")) { // of every step, and all are the same
      float[] all = graph.floats(probes.get("d_embed"));
      float[] one = new float[config.ditDim()];
      for (int i = 0; i < one.length; i++) {
        one[i] = all[i * (all.length / one.length)];
      }
      findings.compare("d_embed", one);
    }
    if (probes.containsKey("velocity")) {
      if (velocities.isEmpty()) {
        compareBlocks(graph, probes);
      }
      velocities.add(graph.floats(probes.get("velocity")));
      Tensor x =
          graph.program().inputs().stream()
              .filter(input -> input.name().equals("x"))
              .findFirst()
              .orElseThrow();
      behind.add(graph.floats(x));
    }
  }

  private void compareBlocks(Graph graph, Map<String, Tensor> probes) {
    rows("block_input", graph.floats(probes.get("block_input")));
    for (int i = 1; i <= config.ditLayers(); i++) {
      String name = name("block_", i);
      blocks = graph.floats(probes.get(name));
      rows(name, blocks);
    }
    rows("block_last", blocks);
  }

  private void rows(String name, float[] values) {
    findings.compareRows(name, values, frames, config.ditDim());
  }

  /** {@code [rows, columns]} to {@code [columns, rows]}, given the rows. */
  private static float[] turned(float[] values, int rows) {
    int columns = values.length / rows;
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i % columns * rows + i / columns] = values[i];
    }
    return turned;
  }

  // ---- sizes ----

  private static DiffusionConfig config(GoldenCase golden) {
    ModelVersion version = ModelVersion.parse(golden.text("version"));
    JsonNode dit = golden.manifest().get("dit");
    JsonNode c = golden.manifest().get("config");
    JsonNode dims = golden.manifest().get("dims");
    DiffusionConfig full = DiffusionConfig.full(version);
    int dim = dit.get("dim").asInt();
    int features = dit.get("text_dim").asInt();
    int mrte = GoldenCase.size(dims, "mrte", full.mrteDim());
    return new DiffusionConfig(
        version,
        version.phoneSymbols(),
        GoldenCase.size(dims, "ssl", full.sslDim()),
        GoldenCase.size(dims, "bins", full.codebookSize()),
        GoldenCase.size(c, "hidden_channels", full.hidden()),
        GoldenCase.size(c, "filter_channels", full.filter()),
        GoldenCase.size(c, "n_heads", full.heads()),
        GoldenCase.size(c, "n_layers", full.layers()),
        mrte,
        GoldenCase.size(dims, "style", full.styleDim()),
        version.referenceBins(),
        GoldenCase.size(c, "gin_channels", mrte),
        features,
        full.melBands(),
        dim,
        dit.get("heads").asInt(),
        dit.get("depth").asInt(),
        dim * dit.get("ff_mult").asInt(),
        dit.get("conv_layers").asInt(),
        2 * features);
  }
}
