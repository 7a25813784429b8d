package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.weights.ModelSynthesizer;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits demo}: the main job with nothing at hand. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Speaks a sentence with the small trained voice that comes with the source tree. With --full"
            + " or --model-version, or where that voice is not present, makes a synthetic model and a"
            + " reference tone instead, to show that everything runs: untrained weights speak noise.")
public final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "WAV",
      defaultValue = "demo.wav",
      description = "File to write (default demo.wav).")
  private Path output;

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      description = "A synthetic model of this version: v1 or v2 (default v2).")
  private String version;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      defaultValue = "Hello from the JVM.",
      description = "What to say.")
  private String text;

  @Option(names = "--full", description = "A synthetic model of full size: as slow as a real one.")
  private boolean full;

  @Mixin private SpeechOptions options;
  @Mixin private TimestampFiles timestamps;

  @Override
  public Integer call() throws IOException {
    Optional<DemoVoice> voice = full || version != null ? Optional.empty() : DemoVoice.find();
    if (voice.isPresent()) {
      speak(voice.get().model(), voice.get().references().getFirst());
      say("It says: " + Quote.line(text));
    } else {
      speakNoise();
    }
    return 0;
  }

  private void say(String message) {
    new SpeechOutput(output)
        .messages(spec.commandLine().getOut(), spec.commandLine().getErr())
        .println(message);
  }

  private void speak(Path model, Path reference) {
    Speaking.speak(
        new SpeakingTask(
            model,
            VoiceChoice.of(List.of(reference)),
            text,
            DemoVoice.LANGUAGE,
            options,
            new SpeechOutput(output),
            StreamingMode.WHOLE,
            timestamps),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  private void speakNoise() throws IOException {
    Path folder = Files.createTempDirectory("sovits-demo");
    try {
      ModelVersion parsed = ModelVersion.parse(version == null ? "v2" : version);
      Path model = folder.resolve("model");
      ModelSynthesizer.write(model, parsed, full, options.seed, false);
      Path reference = folder.resolve("reference.wav");
      new WavWriter(SampleFormat.PCM_16).write(Tone.falling(), reference);
      if (options.maxSeconds == null) {
        options.maxSeconds = 2.0; // untrained networks rarely find an end
      }
      if (options.retries == null) {
        options.retries = 0;
      }
      speak(model, reference);
      say("The weights are synthetic: what you hear is noise, but every stage ran.");
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UserException("could not delete " + folder + ": " + e.getMessage(), e);
    }
  }
}
