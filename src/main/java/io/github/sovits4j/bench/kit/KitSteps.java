package io.github.sovits4j.bench.kit;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Makes each step: its name, its command and what is read from what it leaves. */
final class KitSteps {

  /** The model that most steps work with. */
  static final String MODEL = "model";

  /** The version whose model comes with encoders, which serve the others too. */
  private static final String WITH_ENCODERS = "v2Pro";

  private static final String MAIN = "io.github.sovits4j.cli.Sovits";
  private static final String PEERS = "io.github.sovits4j.peers.Peers";
  private static final List<String> HEAP = List.of("-XX:+UseParallelGC", "-Xmx6g");

  /** What a decode step, a prompt and the diffusion transformer do most. */
  private static final List<String> MATRICES =
      List.of(
          "Linear*",
          "ProjectQkv",
          "*Attention",
          "SampleCode",
          "GatedLinear",
          "ModulatedNorm",
          "RotatePairs");

  private final KitLayout kit;
  private final Path output;
  private final Path upstream;
  private final String python;
  private final Duration patience;
  private final boolean tiny;

  /**
   * Makes steps.
   *
   * @param output folder of the results
   * @param upstream a checkout of GPT-SoVITS for PyTorch, or null
   * @param python the Python that has PyTorch
   * @param patience the longest a step may take
   * @param tiny whether the models are small, to try the kit itself
   */
  KitSteps(
      KitLayout kit, Path output, Path upstream, String python, Duration patience, boolean tiny) {
    this.tiny = tiny;
    this.kit = kit;
    this.output = output;
    this.upstream = upstream;
    this.python = python;
    this.patience = patience;
  }

  /** Options of a JVM without TornadoVM. */
  static List<String> plain() {
    return HEAP;
  }

  /** Options of a JVM with one backend of TornadoVM. */
  List<String> tornado(String backend) throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xmx6g"));
    options.addAll(kit.tornadoOptions(output.resolve("tornado-" + backend + ".argfile"), backend));
    options.add("-Dsovits.tornado.ptx=try"); // refused otherwise; a kit is there to find out
    return options;
  }

  /** Where a step's output goes. */
  Path log(String step) {
    return output.resolve("logs").resolve(step + ".log");
  }

  /** What can compute here? */
  Step devices(String name, List<String> options) {
    return devices(name, "what can compute here", options, Map.of());
  }

  /** When a driver of OpenCL ended the process that asked it: what else can compute here? */
  Step withoutOpenCl(String name) {
    Map<String, String> none = Map.of("OCL_ICD_VENDORS", output.resolve("no-vendors") + "/");
    return devices(name, "what can compute here without OpenCL", HEAP, none);
  }

  private Step devices(
      String name, String title, List<String> options, Map<String, String> environment) {
    return new Step(
        name,
        title,
        sovits(options, "device", "--json"),
        environment,
        patience,
        List.of(),
        false,
        () -> Map.of("backends", Figures.array(log(name))));
  }

  /** A model of full size, if not all are tiny; one of them with encoders. */
  Step model(String version) {
    List<String> command =
        new ArrayList<>(
            sovits(
                HEAP,
                "synthesize-weights",
                "--seed",
                "1",
                "--force",
                "--version",
                version,
                "--output",
                folder(version).toString()));
    if (version.equals(WITH_ENCODERS)) {
      command.add("--encoders");
    }
    if (tiny) {
      command.add("--tiny");
    }
    String size = tiny ? " of tiny size" : " of full size";
    return checked(modelStep(version), version + size + ", from a seed", command);
  }

  private static String modelStep(String version) {
    return version.equals("v2") ? MODEL : MODEL + '-' + version;
  }

  private Path folder(String version) {
    return output.resolve("models").resolve(version);
  }

  private Path encoders() {
    return folder(WITH_ENCODERS).resolve("encoders");
  }

  Step verify(Target target) {
    return checked(
        "verify-" + target.name(),
        "every operator against the reference, on " + target.name(),
        sovits(target.options(), "verify", "--backend", target.backend()));
  }

  Step golden(Target target) {
    return checked(
        "golden-" + target.name(),
        "recorded networks, on " + target.name(),
        sovits(
            target.options(),
            "verify",
            "--backend",
            target.backend(),
            "--golden",
            kit.golden().toString()));
  }

  /** The transformer's recordings, with matrices in fewer bits. */
  Step golden(Target target, String precision) {
    return checked(
        "golden-" + target.name() + '-' + precision,
        "recorded networks, " + precision + ", on " + target.name(),
        sovits(
            target.options(),
            "verify",
            "--backend",
            target.backend(),
            "--precision",
            precision,
            "--golden",
            kit.golden().toString(),
            "--only",
            "s1/*"));
  }

  /** Texts of 1, 5 and 40 sentences in a voice with a prompt: what must be the same is. */
  Step requests(Target target, String version, String texts) {
    return shown(
        false,
        "requests-" + version + '-' + target.name(),
        "texts of " + version + ", alone and together, on " + target.name(),
        sovits(
            target.options(),
            "bench",
            "--backend",
            target.backend(),
            "--model",
            folder(version).toString(),
            "--encoders",
            encoders().toString(),
            "--requests",
            "1,5,40",
            "--text",
            texts,
            "--precision",
            "f32",
            "--max-seconds",
            "0.6",
            "--runs",
            "1"),
        modelStep(version),
        modelStep(WITH_ENCODERS));
  }

  /** Everything about one sentence. */
  Step bench(
      Target target,
      String precision,
      String sentence,
      Map<String, String> environment,
      String suffix,
      String needs) {
    String name = "bench-" + target.name() + '-' + precision + suffix;
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
            folder("v2").toString(),
            "--precision",
            precision,
            "--sentences",
            sentence,
            "--runs",
            "3",
            "--batches",
            "1,8,16,32",
            "--seconds",
            "0.05",
            "--no-plots",
            "--output",
            results.toString(),
            "--history",
            results.resolve("history.jsonl").toString()),
        environment,
        patience,
        List.of(needs),
        true,
        () -> Figures.history(results));
  }

  /** Codes a second of several sentences, and nothing else. */
  Step batches(Target target, String precision) {
    return shown(
        true,
        "batches-" + target.name() + '-' + precision,
        "sentences at once, " + precision + ", on " + target.name(),
        sovits(
            target.options(),
            "bench",
            "--backend",
            target.backend(),
            "--model",
            folder("v2").toString(),
            "--precision",
            precision,
            "--only-batches",
            "--batches",
            "1,8,16,32",
            "--runs",
            "3"),
        MODEL);
  }

  /** Sixteen callers at the same time, against one by one. */
  Step concurrent(Target target) {
    return shown(
        true,
        "concurrent-" + target.name(),
        "16 requests at the same time, f32, on " + target.name(),
        sovits(
            target.options(),
            "bench",
            "--backend",
            target.backend(),
            "--model",
            folder("v2").toString(),
            "--precision",
            "f32",
            "--concurrent",
            "16",
            "--at-once",
            "16",
            "--runs",
            "3"),
        MODEL);
  }

  /** What a recording and a text cost before anything is spoken. */
  Step encoding(Target target) {
    return shown(
        true,
        "encoders-" + target.name(),
        "the encoders, on " + target.name(),
        sovits(
            target.options(),
            "bench",
            "--backend",
            target.backend(),
            "--model",
            folder(WITH_ENCODERS).toString(),
            "--encoders",
            encoders().toString(),
            "--runs",
            "3"),
        modelStep(WITH_ENCODERS));
  }

  /** How far the kernels that matter are from the device's limits. */
  Step operators(Target target) {
    Path results = output.resolve("operators-" + target.name());
    List<String> command =
        new ArrayList<>(
            sovits(
                target.options(),
                "bench",
                "--backend",
                target.backend(),
                "--operators",
                "--seconds",
                "0.03",
                "--no-plots",
                "--output",
                results.toString()));
    MATRICES.forEach(glob -> command.addAll(List.of("--only", glob)));
    return shown(
        true, "operators-" + target.name(), "single operators, on " + target.name(), command);
  }

  /** Where the device's time goes in a sentence of a version that draws mel frames. */
  Step profile(Target target, String version) throws IOException {
    Path recording = output.resolve("tone.wav");
    if (!Files.exists(recording)) {
      new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), recording);
    }
    String name = "profile-" + version + '-' + target.name();
    return shown(
        true,
        name,
        "a sentence of " + version + " with profiling, on " + target.name(),
        sovits(
            target.options(),
            "tts",
            "--backend",
            target.backend(),
            "--model",
            folder(version).toString(),
            "--encoders",
            encoders().toString(),
            "--reference",
            recording.toString(),
            "--prompt-text",
            "今天天气很好。",
            "--language",
            "zh",
            "--text",
            "今天天气很好。",
            "--sample-steps",
            "8",
            "--max-seconds",
            "2",
            "--retries",
            "0",
            "--profile",
            output.resolve(name + ".json").toString(),
            "--output",
            output.resolve(name + ".wav").toString()),
        modelStep(version),
        modelStep(WITH_ENCODERS));
  }

  /** The best parameters of kernels, found here. */
  Step tune(Target target, Path tuning) {
    return new Step(
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
            tuning.toString()),
        Map.of(),
        patience,
        List.of(),
        true,
        null);
  }

  /** Whether the packing machine prepared a case of a version; cases are of full size. */
  boolean hasCase(String version) {
    String file = version.equals("v2") ? "case.safetensors" : "diffusion.safetensors";
    return !tiny && Files.exists(work(version).resolve(file));
  }

  /**
   * Whether a version that draws mel frames is asked about: where there is a case, or none can be.
   */
  boolean asksAbout(String version) {
    return tiny || hasCase(version);
  }

  private Path work(String version) {
    return version.equals("v2") ? kit.peers() : kit.peers().resolve(version);
  }

  /** Ours on the case whose results were computed when the kit was packed. */
  Step ours(Target target) {
    return peers(target, "peers-" + target.name(), "ours", "v2", "--runs", "3");
  }

  /** The diffusion transformer in 8 and 32 steps. */
  Step diffusion(Target target, String version, String precision) {
    return peers(
        target,
        "peers-" + version + '-' + target.name() + '-' + precision,
        "diffusion",
        version,
        "--precision",
        precision);
  }

  /** The vocoder of such a version. */
  Step vocoder(Target target, String version) {
    return peers(
        target,
        "peers-" + version + '-' + target.name() + "-vocoder",
        "vocoder",
        version,
        "--runs",
        "3");
  }

  private Step peers(
      Target target, String name, String command, String version, String... arguments) {
    List<String> all =
        new ArrayList<>(
            kitJava(
                target.options(),
                PEERS,
                command,
                "--backend",
                target.backend(),
                "--model",
                folder(version).toString(),
                "--work",
                work(version).toString()));
    all.addAll(List.of(arguments));
    String title =
        String.format(
            "the case that PyTorch is timed on, %s, %s, on %s", version, command, target.name());
    return sampled(name, title, all, version);
  }

  /** Whether PyTorch can be timed. */
  boolean hasPyTorch() {
    return upstream != null;
  }

  /**
   * PyTorch on the same case.
   *
   * @param script of the kit's folder
   */
  Step pytorch(String name, String script, String version, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                python,
                "-u",
                "-W",
                "ignore",
                kit.peers().resolve(script).toString(),
                "--upstream",
                upstream.toString(),
                "--model",
                folder(version).toString(),
                "--work",
                work(version).toString()));
    command.addAll(List.of(arguments));
    return sampled(name, "the same in PyTorch, " + version, command, version);
  }

  /** A step that is right or wrong and may run beside others. */
  private Step checked(String name, String title, List<String> command) {
    return new Step(name, title, command, Map.of(), patience, List.of(), false, null);
  }

  /** A step whose output belongs into the report. */
  private Step shown(
      boolean alone, String name, String title, List<String> command, String... needs) {
    Supplier<Map<String, Object>> printed = () -> Figures.printed(log(name));
    return new Step(name, title, command, Map.of(), patience, List.of(needs), alone, printed);
  }

  /** A step that prints samples. */
  private Step sampled(String name, String title, List<String> command, String version) {
    Supplier<Map<String, Object>> samples = () -> Figures.samples(log(name));
    return new Step(
        name, title, command, Map.of(), patience, List.of(modelStep(version)), true, samples);
  }

  private List<String> sovits(List<String> options, String... arguments) {
    return kitJava(options, MAIN, arguments);
  }

  private List<String> kitJava(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>(kit.java(options, main));
    command.addAll(List.of(arguments));
    return command;
  }
}
