package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.model.Precision;
import io.github.sovits4j.model.sovits.DecodeInput;
import io.github.sovits4j.model.sovits.Sovits;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.Sampling;
import io.github.sovits4j.model.t2s.SemanticGenerator;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.SovitsConfig;
import io.github.sovits4j.weights.Text2SemanticConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Not a test: times full-size synthetic v2 networks, kernel by kernel, beside the device's measured
 * ceilings. Run its main method with target/classes, target/test-classes and target/lib on the
 * class path.
 */
final class OpenClTimings {

  private static final Precision PRECISION = Precision.of(System.getProperty("precision", "f32"));
  private static final int CODES = 128; // 5.12 s of speech, a full capture
  private static final double SECONDS = CODES / 25.0;

  private OpenClTimings() {}

  public static void main(String[] args) throws Exception {
    Path folder =
        Path.of(args.length > 0 ? args[0] : Files.createTempDirectory("timings").toString());
    ModelVersion version = ModelVersion.V2;
    if (!Files.exists(folder.resolve("model.json"))) {
      ModelSynthesizer.write(
          folder, Text2SemanticConfig.full(version), SovitsConfig.full(version), 1, false);
    }
    OpenClOptions options = OpenClOptions.ofSystem();
    try (OpenClBackend backend =
            new OpenClBackend(
                OpenClDevice.choose(OpenClDevice.all(), OpenClDevice.wanted()), options, false);
        ModelFolder model = ModelFolder.open(folder)) {
      System.out.println(backend.device());
      Ceilings ceilings = ceilings(backend);
      first(backend, model, ceilings);
      second(backend, model, ceilings);
      ceilings(backend);
      System.out.printf(
          Locale.ROOT, "peak device memory %.0f MB%n", backend.counts().peakBytes / 1e6);
    }
  }

  private static Ceilings ceilings(OpenClBackend backend) {
    Ceilings ceilings = Ceilings.of(backend);
    System.out.printf(
        Locale.ROOT,
        "ceilings: read %.1f GB/s, multiply-add %.0f GFLOP/s; load average %.1f%n",
        ceilings.readBytesPerSecond() / 1e9,
        ceilings.flops() / 1e9,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return ceilings;
  }

  private static void first(OpenClBackend backend, ModelFolder model, Ceilings ceilings) {
    try (Text2Semantic network =
            new Text2Semantic(backend, model.t2s(), model.text2SemanticConfig(), PRECISION);
        SemanticGenerator generator = new SemanticGenerator(network)) {
      int[] phones = IntStream.range(0, 40).map(i -> 1 + i % 100).toArray();
      generator.generate(
          List.of(new Prompt(phones, null, new int[0], 0)), Sampling.DEFAULT, 1, 50, s -> {});
      OpenClGraph prefill = backend.graphs().getFirst();
      OpenClGraph step = backend.graphs().getLast();
      System.out.printf(
          Locale.ROOT, "S1 prefill of 48 rows: %.1f ms%n", 1e3 * seconds(backend, prefill, 1));
      double token = seconds(backend, step, 16);
      double floor = 76.2e6 * PRECISION.matrices().bytes();
      System.out.printf(
          Locale.ROOT,
          "S1 decode: %.2f ms per token, %d launches, %.1f GB/s of weights: %.0f %% of the"
              + " ceiling%n",
          1e3 * token,
          step.launchesPerReplay(),
          floor / token / 1e9,
          100 * floor / token / ceilings.readBytesPerSecond());
      kernels(backend, step);
    }
  }

  private static void second(OpenClBackend backend, ModelFolder model, Ceilings ceilings) {
    try (Sovits network = new Sovits(backend, model.sovits(), model.sovitsConfig())) {
      int[] codes = IntStream.range(0, CODES).map(i -> i * 7 % 1000).toArray();
      int[] phones = IntStream.range(0, 60).map(i -> 1 + i % 100).toArray();
      DecodeInput input =
          new DecodeInput(codes, phones, new float[model.sovitsConfig().gin()], 1, null);
      float[] noise = new float[model.sovitsConfig().inter() * input.frames()];
      network.decode(input, noise);
      for (OpenClGraph graph : backend.graphs()) {
        double time = seconds(backend, graph, 1);
        System.out.printf(
            Locale.ROOT,
            "S2 graph of %d launches: %.3f s per second of audio, %.0f GFLOP/s: %.0f %% of the"
                + " ceiling%n",
            graph.launchesPerReplay(),
            time / SECONDS,
            graph.program().flops() / time / 1e9,
            100 * graph.program().flops() / time / ceilings.flops());
        kernels(backend, graph);
      }
    }
  }

  /** Median seconds of a replay. */
  private static double seconds(OpenClBackend backend, OpenClGraph graph, int replays) {
    double[] times = new double[9];
    for (int i = 0; i < times.length; i++) {
      long from = System.nanoTime();
      graph.replay(replays);
      backend.session().finish();
      times[i] = (System.nanoTime() - from) * 1e-9 / replays;
    }
    Arrays.sort(times);
    System.out.printf(
        Locale.ROOT,
        "  (best %.2f ms, worst %.2f ms)%n",
        1e3 * times[0],
        1e3 * times[times.length - 1]);
    return times[times.length / 2];
  }

  /** Every launch by itself, ten at a time; summed by kernel. */
  private static void kernels(OpenClBackend backend, OpenClGraph graph) {
    Map<String, double[]> byName = new LinkedHashMap<>();
    for (Launch launch : graph.launches()) {
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < 3; round++) {
        long from = System.nanoTime();
        for (int i = 0; i < 4; i++) {
          backend.session().enqueue(launch);
        }
        backend.session().finish();
        best = Math.min(best, (System.nanoTime() - from) * 1e-9 / 4);
      }
      double[] sum = byName.computeIfAbsent(launch.name(), name -> new double[2]);
      sum[0] += best;
      sum[1]++;
    }
    byName.entrySet().stream()
        .sorted(Comparator.comparingDouble(e -> -e.getValue()[0]))
        .forEach(
            e ->
                System.out.printf(
                    Locale.ROOT,
                    "    %-22s %4.0f launches %9.3f ms%n",
                    e.getKey(),
                    e.getValue()[1],
                    1e3 * e.getValue()[0]));
  }
}
