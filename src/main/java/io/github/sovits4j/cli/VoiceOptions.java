package io.github.sovits4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which model speaks, and in whose voice: the options of the commands that speak for a user. */
final class VoiceOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Model folder, made by convert or synthesize-weights (default: the demo voice, where it is"
              + " present).")
  private Path model;

  @Option(
      names = "--reference",
      paramLabel = "WAV",
      description =
          "Recording of the voice, 3 to 10 s are best; several are averaged. The demo voice has one"
              + " of its own.")
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

  /** The demo voice, where it speaks for want of a model. */
  Optional<DemoVoice> demo() {
    return model == null ? Optional.of(DemoVoice.require()) : Optional.empty();
  }

  /** The model's folder. */
  Path folder() {
    return model == null ? DemoVoice.require().model() : model;
  }

  /** Folder of encoders; null: those in or beside the model's folder. */
  Path encoders() {
    return encoders;
  }

  /** Says that the demo voice speaks, where it does. */
  void announce(PrintWriter err) {
    demo()
        .ifPresent(
            demo ->
                err.println(
                    "sovits: no --model, so the demo voice speaks: small, English, 16 kHz ("
                        + demo.model()
                        + ")"));
  }

  /**
   * The voice; there has to be one.
   *
   * @param language of the text
   */
  VoiceChoice required(CommandLine commandLine, String language) {
    demo().ifPresent(demo -> demo.requireLanguage(language));
    return choice(commandLine, language)
        .orElseThrow(
            () ->
                new ParameterException(
                    commandLine,
                    "Missing required option: '--reference=WAV' or '--voice=DIR' (--model is"
                        + " given)"));
  }

  /**
   * The voice; empty where a model is given and none is named.
   *
   * @param language of the text
   */
  Optional<VoiceChoice> choice(CommandLine commandLine, String language) {
    if (voice != null && (references != null || promptText != null)) {
      throw new ParameterException(
          commandLine, "Expected --voice alone or --reference and --prompt-text, got both");
    }
    if (promptLanguage != null && promptText == null) {
      throw new ParameterException(commandLine, "Missing required option: '--prompt-text=TEXT'");
    }
    Optional<List<Path>> recordings =
        references == null
            ? demo().map(demo -> demo.references().subList(0, 1))
            : Optional.of(List.of(references));
    if (voice == null && recordings.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new VoiceChoice(
            voice,
            recordings.orElse(List.of()),
            promptText,
            promptLanguage == null ? language : promptLanguage,
            encoders));
  }
}
