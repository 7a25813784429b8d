package io.github.sovits4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits tts}: speaks a text. */
@Command(
    name = "tts",
    mixinStandardHelpOptions = true,
    description = "Speaks a text in the voice of a recording, into a WAV file.")
public final class TtsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Model folder, made by convert or synthesize-weights.")
  private Path model;

  @Option(names = "--text", required = true, paramLabel = "TEXT", description = "What to say.")
  private String text;

  @Option(
      names = "--language",
      paramLabel = "CODE",
      defaultValue = "en",
      description = "Language of the text (default en).")
  private String language;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "WAV",
      description = "Recording of the voice, 3 to 10 s are best; several are averaged.")
  private Path[] references;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "WAV",
      description = "File to write, 16-bit PCM.")
  private Path output;

  @Option(
      names = "--profile",
      paramLabel = "JSON",
      description =
          "Also write what host and device did and when, for chrome://tracing or Perfetto, and print"
              + " how busy the device was.")
  private Path profile;

  @Mixin private SpeechOptions options;

  @Override
  public Integer call() {
    SpeakingTask task =
        new SpeakingTask(model, List.of(references), text, language, options, output);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (profile == null) {
      Speaking.speak(task, out, err);
    } else {
      ProfiledSpeaking.speak(task, profile, out, err);
    }
    return 0;
  }
}
