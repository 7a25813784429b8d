package io.github.sovits4j.bench.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sovits4j.bench.Spread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What is asked, in the order of worth: what is right before what is fast, the fastest device
 * first.
 */
final class KitPlan {

  private static final String MAIN = "io.github.sovits4j.cli.Sovits";
  private static final String PEERS = "io.github.sovits4j.peers.Peers";

  /** The step that asks what can compute. */
  static final String DEVICES = "devices";

  private static final String WITHOUT_OPENCL = "devices-without-opencl";
  private static final List<String> TORNADO = List.of("cuda", "ptx", "opencl");
  private static final List<String> HEAP = List.of("-XX:+UseParallelGC", "-Xmx6g");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KitLayout kit;
  private final Path output;
  private final Path upstream;
  private final String python;
  private final Duration patience;

  /**
   * Plans.
   *
   * @param output folder of the results
   * @param upstream a checkout of GPT-SoVITS for PyTorch, or null
   * @param python the Python that has PyTorch
   * @param patience the longest a step may take
   */
  KitPlan(KitLayout kit, Path output, Path upstream, String python, Duration patience) {
    this.kit = kit;
    this.output = output;
    this.upstream = upstream;
    this.python = python;
    this.patience = patience;
  }

  /** First of all: what can compute here? */
  List<Step> discovery() throws IOException {
    List<Step> steps = new ArrayList<>();
    steps.add(devices(DEVICES, HEAP));
    for (String backend : TORNADO) {
      if (kit.hasTornado(backend)) {
        steps.add(devices("devices-tornado-" + backend, tornado(backend)));
      }
    }
    return steps;
  }

  private Step devices(String name, List<String> options) {
    return step(
        name,
        "what can compute here",
        sovits(options, "device", "--json"),
        null,
        () -> Map.of("backends", array(log(name))));
  }

  /** When a driver of OpenCL ended the process that asked it: what else can compute here? */
  Step withoutOpenCl() {
    return new Step(
        WITHOUT_OPENCL,
        "what can compute here without OpenCL",
        sovits(HEAP, "device", "--json"),
        Map.of("OCL_ICD_VENDORS", output.resolve("no-vendors") + "/"),
        patience,
        null,
        () -> Map.of("backends", array(log(WITHOUT_OPENCL))));
  }

  private List<String> tornado(String backend) throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xmx6g"));
    options.addAll(kit.tornadoOptions(output.resolve("tornado-" + backend + ".argfile"), backend));
    options.add("-Dsovits.tornado.ptx=try"); // refused otherwise; a kit is there to find out
    return options;
  }

  /** The backends and devices that answered, the fastest first. */
  List<Target> targets(List<Step.Result> discovered) throws IOException {
    List<Target> targets = new ArrayList<>();
    for (Step.Result result : discovered) {
      if (!(result.figures().get("backends") instanceof JsonNode backends)) {
        continue;
      }
      boolean tornado = !List.of(DEVICES, WITHOUT_OPENCL).contains(result.name());
      for (JsonNode listed : backends) {
        String name = listed.get("backend").asText();
        if (listed.get("device").isNull()
            || name.equals("reference")
            || tornado != name.equals("tornado")) {
          continue;
        }
        String device = listed.get("device").asText();
        if (tornado) {
          String backend = result.name().substring(result.name().lastIndexOf('-') + 1);
          targets.add(new Target("tornado-" + backend, name, tornado(backend), device, false));
        } else if (listed.get("choice").size() > 1) {
          addChoice(listed, name, targets);
        } else {
          targets.add(new Target(name, name, HEAP, device, true));
        }
      }
    }
    // TornadoVM's kernels before the CPU's, after those of the device they share.
    targets.sort((a, b) -> Integer.compare(rank(a), rank(b)));
    return targets;
  }

  private static int rank(Target target) {
    return target.backend().equals("opencl") ? 0 : target.backend().equals("tornado") ? 1 : 2;
  }

  private static void addChoice(JsonNode listed, String name, List<Target> targets) {
    for (int i = 0; i < listed.get("choice").size(); i++) {
      List<String> options = new ArrayList<>(HEAP);
      options.add("-Dsovits4j.opencl.device=" + i);
      targets.add(
          new Target(name + "-" + i, name, options, listed.get("choice").get(i).asText(), true));
    }
  }

  /** Everything else: all of the fastest target, PyTorch beside it, and then the others. */
  List<Step> steps(List<Target> targets) {
    List<Step> steps = new ArrayList<>();
    steps.add(model());
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      steps.add(verify(target));
      for (String precision : target.precisions()) {
        steps.add(bench(target, precision, "SHORT", Map.of(), "", "model"));
      }
      steps.add(golden(target));
      if (i == 0) {
        peers(target, steps);
        tune(target, steps);
      }
    }
    targets.forEach(target -> steps.add(bench(target, "f16", "LONG", Map.of(), "-long", "model")));
    return steps;
  }

  private Step model() {
    return step(
        "model",
        "a model of full size, from a seed",
        sovits(
            HEAP,
            "synthesize-weights",
            "--seed",
            "1",
            "--force",
            "--version",
            "v2",
            "--output",
            folder().toString()),
        null,
        null);
  }

  private Path folder() {
    return output.resolve("models/full");
  }

  private Step step(
      String name,
      String title,
      List<String> command,
      String needs,
      Supplier<Map<String, Object>> figures) {
    return new Step(name, title, command, Map.of(), patience, needs, figures);
  }

  private Step verify(Target target) {
    return step(
        "verify-" + target.name(),
        "every operator against the reference, on " + target.name(),
        sovits(target.options(), "verify", "--backend", target.backend()),
        null,
        null);
  }

  private Step golden(Target target) {
    return step(
        "golden-" + target.name(),
        "recorded networks, on " + target.name(),
        sovits(
            target.options(),
            "verify",
            "--backend",
            target.backend(),
            "--golden",
            kit.golden().toString()),
        null,
        null);
  }

  private Step bench(
      Target target,
      String precision,
      String sentence,
      Map<String, String> environment,
      String suffix,
      String needs) {
    String name = "bench-" + target.name() + "-" + precision + suffix;
    Path results = output.resolve(name);
    return new Step(
        name,
        String.format(
            Locale.ROOT,
            "a %s sentence, %s, on %s%s",
            sentence.toLowerCase(Locale.ROOT),
            precision,
            target.name(),
            suffix.replace('-', ' ')),
        sovits(
            target.options(),
            "bench",
            "--backend",
            target.backend(),
            "--model",
            folder().toString(),
            "--precision",
            precision,
            "--sentences",
            sentence,
            "--runs",
            "3",
            "--batches",
            "1,8,32",
            "--seconds",
            "0.05",
            "--no-plots",
            "--output",
            results.toString(),
            "--history",
            results.resolve("history.jsonl").toString()),
        environment,
        patience,
        needs,
        () -> history(results));
  }

  private Path tuning() {
    return output.resolve("tuning.properties");
  }

  private void tune(Target target, List<Step> steps) {
    if (!target.backend().equals("opencl")) {
      return;
    }
    steps.add(
        step(
            "tune",
            "the best parameters of the kernels of " + target.name(),
            sovits(
                target.options(),
                "tune",
                "--backend",
                target.backend(),
                "--minutes",
                "0.75",
                "--seconds",
                "0.05",
                "--output",
                tuning().toString()),
            null,
            null));
    Map<String, String> tuned = Map.of("SOVITS4J_OPENCL_TUNING", tuning().toString());
    steps.add(bench(target, "f16", "SHORT", tuned, "-tuned", "tune"));
  }

  /** Ours and PyTorch on one case, whose results were computed when the kit was packed. */
  private void peers(Target target, List<Step> steps) {
    Path work = kit.peers();
    if (!Files.exists(work.resolve("case.safetensors"))) {
      return;
    }
    String ours = "peers-" + target.name();
    steps.add(
        step(
            ours,
            "the case that PyTorch is timed on, f32, on " + target.name(),
            kitJava(
                target.options(),
                PEERS,
                "ours",
                "--backend",
                target.backend(),
                "--model",
                folder().toString(),
                "--work",
                work.toString(),
                "--runs",
                "3"),
            "model",
            () -> samples(log(ours))));
    if (upstream != null) {
      steps.add(
          step(
              "peers-pytorch",
              "the same case in PyTorch",
              List.of(
                  python,
                  "-u",
                  "-W",
                  "ignore",
                  work.resolve("pytorch_gpu.py").toString(),
                  "--upstream",
                  upstream.toString(),
                  "--model",
                  folder().toString(),
                  "--work",
                  work.toString(),
                  "--runs",
                  "3"),
              "model",
              () -> samples(log("peers-pytorch"))));
    }
  }

  private List<String> sovits(List<String> options, String... arguments) {
    return kitJava(options, MAIN, arguments);
  }

  private List<String> kitJava(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>(kit.java(options, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Where a step's output goes. */
  Path log(String step) {
    return output.resolve("logs").resolve(step + ".log");
  }

  /** The last line that is a JSON array. */
  private static JsonNode array(Path log) {
    return lines(log).stream()
        .filter(line -> line.startsWith("["))
        .map(KitPlan::parse)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new UncheckedIOException(new IOException(log + ": no answer in it")));
  }

  /** The figures of a benchmark. */
  private static Map<String, Object> history(Path folder) {
    JsonNode line = parse(lines(folder.resolve("history.jsonl")).getLast());
    Map<String, Object> figures = new LinkedHashMap<>();
    line.properties().forEach(field -> figures.put(field.getKey(), field.getValue()));
    return figures;
  }

  /** Medians of samples, one JSON object a line, by who and what. */
  private static Map<String, Object> samples(Path log) {
    Map<String, List<Double>> values = new TreeMap<>();
    for (String line : lines(log)) {
      if (line.startsWith("{")) {
        JsonNode sample = parse(line);
        values
            .computeIfAbsent(
                sample.get("contestant").asText()
                    + ", "
                    + sample.get("measure").asText()
                    + ", "
                    + sample.get("unit").asText(),
                key -> new ArrayList<>())
            .add(sample.get("value").asDouble());
      }
    }
    Map<String, Object> medians = new LinkedHashMap<>();
    values.forEach(
        (key, all) ->
            medians.put(
                key, Spread.of(all.stream().mapToDouble(Double::doubleValue).toArray()).median()));
    return medians;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
