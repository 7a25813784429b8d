package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.SampleVoice;
import io.github.sovits4j.bench.Soak;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits soak}: does memory stay flat? */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Speaks utterances of random lengths in one process and watches the memory of device and"
            + " host. Exit code 1 when it grows after the warm-up. A model without a voice speaks in"
            + " a made-up one, which v3 and v4 go on from as from any other.")
final class SoakCommand implements Callable<Integer> {

  private static final int EXIT_GROWN = 1;
  private static final int SAMPLES = 20;
  private static final double TOLERANCE = 0.05;
  private static final String LANGUAGE = "en"; // of the texts

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.AUTO,
      description = "What computes (default: the fastest present).")
  private String backend;

  @Mixin private PrecisionOption precision;
  @Mixin private VoiceOptions voice;
  @Mixin private StepsOption steps;

  @Option(
      names = "--utterances",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many, at least 20 (default 200).")
  private int utterances;

  @Option(
      names = "--max-seconds",
      paramLabel = "X",
      defaultValue = "2",
      description = "Longest speech of one (default 2).")
  private double maxSeconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (utterances < SAMPLES) {
      throw new UserException(
          "--utterances: expected at least " + SAMPLES + ", got " + utterances + ".");
    }
    if (!(maxSeconds >= 0.2)) {
      throw new UserException("--max-seconds: expected at least 0.2, got " + maxSeconds + ".");
    }
    Soak soak = new Soak(utterances, utterances / SAMPLES, maxSeconds, steps.count(), 1);
    Optional<VoiceChoice> choice = voice.choice(spec.commandLine(), LANGUAGE);
    ModelVersion version = ModelFolder.describe(voice.folder()).version().orElse(ModelVersion.V2);
    choice.ifPresent(chosen -> chosen.check(voice.folder(), version));
    voice.announce(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    try (Pipeline pipeline =
        Pipeline.open(
            voice.folder(),
            voice.encoders(),
            () -> Backends.open(backend),
            precision.asked().orElse(null))) {
      VoiceData speaker =
          choice.isPresent() ? choice.get().make(pipeline) : SampleVoice.of(pipeline);
      out.println("utterances  audio s  device MB  device peak MB  heap MB  process MB");
      List<Soak.Sample> samples = soak.run(pipeline, speaker, sample -> print(out, sample));
      List<String> grown = Soak.grown(samples, TOLERANCE);
      out.println(grown.isEmpty() ? "memory is flat" : "memory GREW: " + String.join("; ", grown));
      out.flush();
      return grown.isEmpty() ? 0 : EXIT_GROWN;
    }
  }

  private static void print(PrintWriter out, Soak.Sample s) {
    out.printf(
        Locale.ROOT,
        "%10d  %7.1f  %9.1f  %14.1f  %7.1f  %10.1f%n",
        s.utterances(),
        s.audioSeconds(),
        s.device() / 1e6,
        s.devicePeak() / 1e6,
        s.heap() / 1e6,
        s.process() / 1e6);
    out.flush();
  }
}
