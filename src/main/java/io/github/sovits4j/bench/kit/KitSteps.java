package io.github.sovits4j.bench.kit;

import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.bench.SampleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the steps of our own commands: their names, what is started and what is read from it. */
final class KitSteps {

  /** The model that most steps work with. */
  static final String MODEL = StepParts.modelStep("v2");

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

  private final StepParts parts;
  private final boolean tiny;

  /**
   * Makes steps.
   *
   * @param tiny whether the models are small, to try the kit itself
   */
  KitSteps(StepParts parts, boolean tiny) {
    this.parts = parts;
    this.tiny = tiny;
  }

  /** Options of a JVM without TornadoVM. */
  static List<String> plain() {
    return HEAP;
  }

  /** Options of a JVM with one backend of TornadoVM. */
  List<String> tornado(String backend) throws IOException {
    Path argfile = parts.output().resolve("tornado-" + backend + ".argfile");
    List<String> options = new ArrayList<>(List.of("-Xmx6g"));
    options.addAll(parts.kit().tornadoOptions(argfile, backend));
    options.add("-Dsovits.tornado.ptx=try"); // refused otherwise; a kit is there to find out
    return options;
  }

  /** What can compute here? */
  Step devices(String name, List<String> options) {
    return devices(name, "what can compute here", options, Map.of());
  }

  /** When a driver of OpenCL ended the process that asked it: what else can compute here? */
  Step withoutOpenCl(String name) {
    Map<String, String> none =
        Map.of("OCL_ICD_VENDORS", parts.output().resolve("no-vendors") + "/");
    return devices(name, "what can compute here without OpenCL", HEAP, none);
  }

  private Step devices(
      String name, String title, List<String> options, Map<String, String> environment) {
    return new Step(
        name,
        title,
        parts.sovits(options, "device", "--json"),
        environment,
        parts.patience(),
        List.of(),
        false,
        () -> Map.of("backends", Figures.array(parts.log(name))));
  }

  /** A model of full size, if not all are tiny; one of them with encoders. */
  Step model(String version) {
    List<String> command =
        parts.sovits(HEAP, "synthesize-weights", "--seed", "1", "--force", "--version", version);
    command.addAll(List.of("--output", parts.model(version).toString()));
    if (version.equals(StepParts.WITH_ENCODERS)) {
      command.add("--encoders");
    }
    if (tiny) {
      command.add("--tiny");
    }
    String size = tiny ? " of tiny size" : " of full size";
    return parts.checked(StepParts.modelStep(version), version + size + ", from a seed", command);
  }

  Step verify(Target target) {
    return parts.checked(
        "verify-" + target.name(),
        "every operator against the reference, on " + target.name(),
        parts.sovits(target, "verify"));
  }

  Step golden(Target target) {
    return parts.checked(
        "golden-" + target.name(),
        "recorded networks, on " + target.name(),
        parts.sovits(target, "verify", "--golden", parts.kit().golden().toString()));
  }

  /** The transformer's recordings, with matrices in fewer bits. */
  Step golden(Target target, String precision) {
    List<String> command =
        parts.sovits(target, "verify", "--golden", parts.kit().golden().toString());
    command.addAll(List.of("--precision", precision, "--only", "s1/*"));
    return parts.checked(
        "golden-" + target.name() + '-' + precision,
        "recorded networks, " + precision + ", on " + target.name(),
        command);
  }

  /** A text of 1, 5 and 40 sentences in a voice with a prompt: what must be the same is. */
  Step requests(Target target, String version, SampleText text) {
    List<String> command =
        parts.bench(target, version, "f32", "--encoders", parts.encoders().toString());
    command.addAll(List.of("--requests", "1,5,40", "--text", text.name()));
    command.addAll(List.of("--max-seconds", "0.6", "--runs", "1"));
    String language = text.name().toLowerCase(Locale.ROOT);
    return parts.shown(
        false,
        "requests-" + version + '-' + language + '-' + target.name(),
        version + ", text " + language + ", alone and together, on " + target.name(),
        command,
        StepParts.modelStep(version),
        StepParts.modelStep(StepParts.WITH_ENCODERS));
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
    Path results = parts.output().resolve(name);
    List<String> command =
        parts.bench(target, "v2", precision, "--sentences", sentence, "--batches", "1,8,16,32");
    command.addAll(List.of("--runs", "3", "--seconds", "0.05", "--no-plots"));
    command.addAll(List.of("--output", results.toString()));
    command.addAll(List.of("--history", results.resolve("history.jsonl").toString()));
    return new Step(
        name,
        String.format(
            Locale.ROOT,
            "a %s sentence, %s, on %s%s",
            sentence.toLowerCase(Locale.ROOT),
            precision,
            target.name(),
            suffix.replace('-', ' ')),
        command,
        environment,
        parts.patience(),
        List.of(needs),
        true,
        () -> Figures.history(results));
  }

  /** Codes a second of several sentences, and nothing else. */
  Step batches(Target target, String precision) {
    List<String> command =
        parts.bench(target, "v2", precision, "--only-batches", "--batches", "1,8,16,32");
    command.addAll(List.of("--runs", "3"));
    return parts.shown(
        true,
        "batches-" + target.name() + '-' + precision,
        "sentences at once, " + precision + ", on " + target.name(),
        command,
        MODEL);
  }

  /** Sixteen callers at the same time, against one by one. */
  Step concurrent(Target target) {
    List<String> command =
        parts.bench(target, "v2", "f32", "--concurrent", "16", "--at-once", "16", "--runs", "3");
    return parts.shown(
        true,
        "concurrent-" + target.name(),
        "16 requests at the same time, f32, on " + target.name(),
        command,
        MODEL);
  }

  /** What a recording and a text cost before anything is spoken. */
  Step encoding(Target target) {
    String version = StepParts.WITH_ENCODERS;
    List<String> command =
        parts.bench(target, version, "f32", "--encoders", parts.encoders().toString());
    command.addAll(List.of("--runs", "3"));
    return parts.shown(
        true,
        "encoders-" + target.name(),
        "the encoders, on " + target.name(),
        command,
        StepParts.modelStep(version));
  }

  /** How far the kernels that matter are from the device's limits. */
  Step operators(Target target) {
    Path results = parts.output().resolve("operators-" + target.name());
    List<String> command =
        parts.sovits(target, "bench", "--operators", "--seconds", "0.03", "--no-plots");
    command.addAll(List.of("--output", results.toString()));
    MATRICES.forEach(glob -> command.addAll(List.of("--only", glob)));
    return parts.shown(
        true, "operators-" + target.name(), "single operators, on " + target.name(), command);
  }

  /** Where the device's time goes in a sentence of a version that draws mel frames. */
  Step profile(Target target, String version) throws IOException {
    Path recording = parts.output().resolve("tone.wav");
    if (!Files.exists(recording)) {
      new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), recording);
    }
    String name = "profile-" + version + '-' + target.name();
    String words = "今天天气很好。";
    List<String> command = parts.sovits(target, "tts", "--model", parts.model(version).toString());
    command.addAll(List.of("--encoders", parts.encoders().toString()));
    command.addAll(List.of("--reference", recording.toString(), "--prompt-text", words));
    command.addAll(List.of("--language", "zh", "--text", words, "--sample-steps", "8"));
    command.addAll(List.of("--max-seconds", "2", "--retries", "0"));
    command.addAll(List.of("--profile", parts.output().resolve(name + ".json").toString()));
    command.addAll(List.of("--output", parts.output().resolve(name + ".wav").toString()));
    return parts.shown(
        true,
        name,
        "a sentence of " + version + " with profiling, on " + target.name(),
        command,
        StepParts.modelStep(version),
        StepParts.modelStep(StepParts.WITH_ENCODERS));
  }

  /** The best parameters of kernels, found here. */
  Step tune(Target target, Path tuning) {
    List<String> command = parts.sovits(target, "tune", "--minutes", "0.75", "--seconds", "0.05");
    command.addAll(List.of("--output", tuning.toString()));
    return new Step(
        "tune",
        "the best parameters of the kernels of " + target.name(),
        command,
        Map.of(),
        parts.patience(),
        List.of(),
        true,
        null);
  }
}
