package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Model folder, made by convert or synthesize-weights (default: the demo voice, where it is"
              + " present).")
  private Path model;

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
      names = "--reference",
      paramLabel = "WAV",
      description =
          "Recording of the voice, 3 to 10 s are best; several are averaged. Needed with --model; the"
              + " demo voice has one of its own.")
  private Path[] references;

  @Option(
      names = "--prompt-text",
      paramLabel = "TEXT",
      description =
          "The words of the (first) recording, which then has to be 3 to 10 s: speech goes on in its"
              + " manner. Needs the speech encoder.")
  private String promptText;

  @Option(
      names = "--prompt-language",
      paramLabel = "CODE",
      description = "Language of these words (default: that of the text).")
  private String promptLanguage;

  @Option(
      names = "--voice",
      paramLabel = "DIR",
      description = "A voice made by voice create, in place of recordings.")
  private Path voice;

  @Option(
      names = "--encoders",
      paramLabel = "DIR",
      description = "Folder of encoders (default: in or beside the model's folder).")
  private Path encoders;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "WAV",
      description = "File to write, 16-bit PCM; - is standard output.")
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
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    SpeakingTask task = model == null ? withDemoVoice(err) : with(model);
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

  private SpeakingTask with(Path folder) {
    if (references == null && voice == null) {
      throw new ParameterException(
          spec.commandLine(),
          "Missing required option: '--reference=WAV' or '--voice=DIR' (--model is given)");
    }
    return task(folder, references == null ? List.of() : List.of(references));
  }

  private SpeakingTask withDemoVoice(PrintWriter err) {
    DemoVoice voice = DemoVoice.require();
    voice.requireLanguage(language);
    List<Path> chosen = references == null ? voice.references().subList(0, 1) : List.of(references);
    SpeakingTask task = task(voice.model(), chosen);
    err.println(
        "sovits: no --model, so the demo voice speaks: small, English, 16 kHz ("
            + voice.model()
            + ")");
    return task;
  }

  private SpeakingTask task(Path folder, List<Path> recordings) {
    if (voice != null && (references != null || promptText != null)) {
      throw new ParameterException(
          spec.commandLine(), "Expected --voice alone or --reference and --prompt-text, got both");
    }
    if (promptLanguage != null && promptText == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--prompt-text=TEXT'");
    }
    String spokenIn = promptLanguage == null ? language : promptLanguage;
    return new SpeakingTask(
        folder,
        new VoiceChoice(voice, recordings, promptText, spokenIn, encoders),
        text(),
        language,
        options,
        new SpeechOutput(output));
  }
}
