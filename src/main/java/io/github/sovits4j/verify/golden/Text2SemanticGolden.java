package io.github.sovits4j.verify.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.nn.KeyValueCache;
import io.github.sovits4j.model.t2s.DecodeState;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.SamplerState;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.weights.TensorSource;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** S1: greedy decoding of one item or of a batch, with the logits of every step. */
final class Text2SemanticGolden {

  private final Findings findings;
  private final GoldenCase golden;
  private final Text2SemanticConfig config;
  private final StoragePolicy precision;
  private final boolean batched;

  private Text2SemanticGolden(GoldenCase golden, StoragePolicy precision, Findings findings) {
    this.golden = golden;
    this.precision = precision;
    this.findings = findings;
    this.batched = golden.kind().equals("infer_panel_batch_infer");
    JsonNode c = golden.manifest().get("config");
    config =
        new Text2SemanticConfig(
            c.get("vocab_size").asInt(),
            c.get("phoneme_vocab_size").asInt(),
            c.get("hidden_dim").asInt(),
            c.get("head").asInt(),
            c.get("n_layer").asInt(),
            c.get("EOS").asInt(),
            54);
  }

  static void run(GoldenCase golden, Backend backend, StoragePolicy precision, Findings findings) {
    findings.relax(gate(precision));
    new Text2SemanticGolden(golden, precision, findings).run(backend);
  }

  /** What tensors of a precision are held to; null: the recording's own tolerances. */
  static Tolerance gate(StoragePolicy precision) {
    return switch (precision) {
      case F32 -> null;
      case F16 -> Tolerance.ofNorm(2e-3);
      case INT8 -> Tolerance.ofNorm(3e-2); // not a promise of quality: it shows a wrong kernel
    };
  }

  private void run(Backend backend) {
    List<Prompt> prompts = prompts();
    JsonNode s = golden.manifest().get("sampling");
    SamplerSettings sampling =
        new SamplerSettings(
            s.get("top_k").asInt(),
            (float) s.get("top_p").asDouble(),
            (float) s.get("temperature").asDouble(),
            (float) s.get("repetition_penalty").asDouble());
    int earlyStop = golden.integer("early_stop_num");
    int most = earlyStop < 0 ? Text2SemanticRunner.MOST_CODES : earlyStop + 1;

    TensorSource weights = golden.weights(config.tensorShapes());
    List<Generated> results;
    try (Text2Semantic network = new Text2Semantic(backend, weights, config, precision);
        Text2SemanticRunner generator =
            new Text2SemanticRunner(network, new Watch(backend, prompts))) {
      results = generator.generate(prompts, sampling, 1, most, steps -> {});
    } finally {
      GoldenCase.close(weights);
    }
    boolean same = true;
    for (int b = 0; b < results.size(); b++) {
      same &= codes(recordedCodes(b), asUpstream(prompts.get(b), results.get(b)));
    }
    if (batched && same) {
      int[] counts = results.stream().mapToInt(this::countAsUpstream).toArray();
      findings.compare("idx_list", counts);
    }
    findings.ignore("margin");
    findings.ignore("idx_list");
    findings.ignore("attn_mask_true_is_hidden");
  }

  private List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    int items = batched ? golden.manifest().get("lens").size() : 1;
    int promptLength = golden.integer("prompt_len");
    for (int b = 0; b < items; b++) {
      String item = batched ? "_" + b : "";
      int[] codes =
          promptLength == 0
              ? new int[0]
              : Arrays.copyOfRange(
                  findings.ints("prompt"), b * promptLength, (b + 1) * promptLength);
      prompts.add(
          new Prompt(findings.ints("phones" + item), findings.floats("bert" + item), codes, b));
    }
    return prompts;
  }

  private String recordedCodes(int item) {
    return batched ? "y_out_" + item : "y_out";
  }

  /**
   * Compares codes; true when all are the same. With narrow storage the codes may part where the
   * two best candidates lie closer together than the logits are off, and what follows is another
   * sentence; in 8 bits they may part anywhere, and where is reported.
   */
  private boolean codes(String tensor, int[] got) {
    int[] expected = findings.ints(tensor);
    int parted = Arrays.mismatch(expected, got);
    if (precision == StoragePolicy.F32 || parted < 0) {
      findings.compare(tensor, got);
      return parted < 0;
    }
    int step = parted - golden.integer("prompt_len");
    double off =
        findings.comparisons().stream()
            .filter(c -> c.tensor().startsWith("logits"))
            .mapToDouble(Comparison::error)
            .max()
            .orElse(0);
    float margin = findings.has("margin") ? findings.floats("margin")[step] : Float.NaN;
    String where =
        String.format(
            Locale.ROOT,
            "%s before code %d of %d (there the best two are %.1e apart, logits off by %.1e):",
            tensor,
            step,
            expected.length - golden.integer("prompt_len"),
            margin,
            off);
    findings.add(
        precision == StoragePolicy.INT8 || margin <= 2 * off
            ? Comparison.passed(where)
            : Comparison.failed(where, Tolerance.EXACT, "parted without need"));
    return false;
  }

  /** The prompt and the codes; the batched path loses the last code of an item that was cut off. */
  private int[] asUpstream(Prompt prompt, Generated result) {
    int kept = countAsUpstream(result);
    int[] y = Arrays.copyOf(prompt.codes(), prompt.codes().length + kept);
    System.arraycopy(result.codes(), 0, y, prompt.codes().length, kept);
    return y;
  }

  private int countAsUpstream(Generated result) {
    return result.codes().length - (batched && !result.ended() ? 1 : 0);
  }

  /** Compares embeddings, layers, caches and logits while the graphs run. */
  private final class Watch implements Text2SemanticRunner.Observer {
    private final Backend backend;
    private final int recorded; // rows of the longest prompt
    private boolean[] running;

    Watch(Backend backend, List<Prompt> prompts) {
      this.backend = backend;
      this.running = new boolean[prompts.size()];
      this.recorded =
          prompts.stream().mapToInt(p -> p.phones().length + p.codes().length).max().orElseThrow();
      Arrays.fill(running, true);
    }

    @Override
    public void onStep(int step, Graph graph, DecodeState state) {
      if (step == 0) {
        prefill(graph);
        cache("k_cache_layer", state.caches().stream().map(KeyValueCache::keys).toList());
        cache("v_cache_layer", state.caches().stream().map(KeyValueCache::values).toList());
      }
      logits(step, graph, state);
      int[] status = backend.ints(state.sampler().status());
      running = new boolean[status.length];
      for (int b = 0; b < status.length; b++) {
        running[b] = status[b] == SamplerState.RUNNING;
      }
    }

    private void prefill(Graph graph) {
      int last = config.layers() - 1;
      float[] rows = recordedRows(graph, "xy_pos");
      compareRows("xy_pos", rows);
      if (findings.has("xy_pos_x_end4")) { // the last four text rows
        int end = (recorded - golden.integer("prompt_len")) * config.hiddenDim();
        findings.compare(
            "xy_pos_x_end4", Arrays.copyOfRange(rows, end - 4 * config.hiddenDim(), end));
      }
      compareRows("layer_1", recordedRows(graph, "layer_0"));
      compareRows("layer_last", recordedRows(graph, "layer_" + last));
    }

    private void compareRows(String name, float[] got) {
      findings.compareRows(name, got, recorded, config.hiddenDim());
    }

    private float[] recordedRows(Graph graph, String probe) {
      return graph.floats(graph.program().probes().get(probe));
    }

    /** Layers are counted from 1 in the recordings; only the rows of the prefill are filled yet. */
    private void cache(String name, List<Tensor> caches) {
      for (int i = 0; i < caches.size(); i++) {
        if (findings.has(name + (i + 1))) {
          Tensor tensor = caches.get(i);
          findings.compare(name + (i + 1), filled(backend.floats(tensor), tensor.size(1)));
        }
      }
    }

    /** The recorded rows of a cache {@code [items, rows, width]}: it may have more. */
    private float[] filled(float[] data, int rows) {
      int items = running.length;
      int each = data.length / items;
      int width = each / rows;
      float[] cut = new float[items * recorded * width];
      for (int b = 0; b < items; b++) {
        System.arraycopy(data, b * each, cut, b * recorded * width, recorded * width);
      }
      return cut;
    }

    /** Whether the codes before a step are others than the recorded ones: rounding can do that. */
    private boolean parted(int step, DecodeState state) {
      int[] codes = backend.ints(state.sampler().codes());
      int each = codes.length / running.length;
      int prompt = golden.integer("prompt_len");
      boolean parted = false;
      for (int b = 0; precision != StoragePolicy.F32 && b < running.length; b++) {
        int[] recordedCodes = findings.ints(recordedCodes(b));
        int known = Math.min(step, recordedCodes.length - prompt);
        parted |=
            !Arrays.equals(
                codes, b * each, b * each + known, recordedCodes, prompt, prompt + known);
      }
      if (parted) {
        findings.ignore(String.format(Locale.ROOT, "logits_step%03d", step));
      }
      return parted;
    }

    private void logits(int step, Graph graph, DecodeState state) {
      String name = String.format(Locale.ROOT, "logits_step%03d", step);
      if (!findings.has(name) || parted(step, state)) {
        return;
      }
      int width = findings.shape(name)[1];
      float[] all = Findings.items(graph.floats(graph.program().probes().get("logits")), running);
      int items = all.length / config.vocabSize();
      float[] got = new float[items * width];
      for (int b = 0; b < items; b++) {
        System.arraycopy(all, b * config.vocabSize(), got, b * width, width);
      }
      findings.compare(name, got);
    }
  }
}
