package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sovits tts}: speaks a text. */
@Command(
    name = "tts",
    mixinStandardHelpOptions = true,
    description =
        "Speaks a text in the voice of a recording, into a WAV file. The text is given, or read from"
            + " a file or from standard input.")
public final class TtsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "0..1")
  private TextOption text;

  @Option(
      names = "--language",
      paramLabel = "CODE",
      defaultValue = "en",
      description =
          "Language of the text: en; zh, ja, ko or yue, each mixed with English; all_zh, all_ja, all_ko"
              + " or all_yue, digits too; auto or auto_yue (Chinese as Cantonese), told apart; or a"
              + " tag such as en-US, or a name (default en).")
  private String language;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "WAV",
      description = "File to write, 16-bit PCM; - is standard output.")
  private Path output;

  @Option(
      names = "--stream",
      paramLabel = "MODE",
      defaultValue = "whole",
      description =
          "Write to standard output as the speech is made: sentences; or chunks of them that end at"
              + " pauses, or are even (default whole: when all of it is there).")
  private String stream;

  @Option(
      names = "--profile",
      paramLabel = "JSON",
      description =
          "Also write what host and device did and when, for chrome://tracing or Perfetto, and print"
              + " how busy the device was.")
  private Path profile;

  @Mixin private VoiceOptions voice;
  @Mixin private SpeechOptions options;
  @Mixin private TimestampFiles timestamps;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    SpeakingTask task =
        new SpeakingTask(
            voice.folder(),
            voice.required(spec.commandLine(), language),
            text(),
            language,
            options,
            new SpeechOutput(output),
            StreamingMode.of("--stream", stream),
            timestamps);
    voice.announce(err);
    if (profile == null) {
      Speaking.speak(task, out, err);
    } else {
      ProfiledSpeaking.speak(task, profile, out, err);
    }
    return 0;
  }

  /** What is piped into the command is the text when none was named. */
  private String text() {
    if (text != null) {
      return text.read();
    }
    if (StatusLine.onTerminal()) {
      throw new ParameterException(
          spec.commandLine(),
          "Missing text: expected --text, --text-file or a text on standard input");
    }
    String piped = TextOption.ofStandardInput().read();
    if (piped.isBlank()) {
      throw new UserException(
          "No text was given, and standard input is empty. Give --text or --text-file, or pipe a text"
              + " in.");
    }
    return piped;
  }
}
