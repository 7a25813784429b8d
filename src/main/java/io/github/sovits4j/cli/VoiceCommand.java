package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Voice;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import io.github.sovits4j.weights.StoredVoice;
import io.github.sovits4j.weights.VoiceFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sovits voice}: voices made once and kept. */
@Command(
    name = "voice",
    mixinStandardHelpOptions = true,
    description = "Makes voices of recordings, once, and shows those that are there.",
    subcommands = {VoiceCommand.Create.class, VoiceCommand.Show.class, VoiceCommand.ListAll.class})
public final class VoiceCommand {

  /** {@code sovits voice create}. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description =
          "Makes a voice of a recording and, if they are given, its words. It belongs to the model"
              + " that made it.")
  static final class Create implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model folder.")
    private Path model;

    @Option(
        names = "--reference",
        required = true,
        paramLabel = "WAV",
        description =
            "Recording of the voice, 3 to 10 s; several are averaged, and the words are those of the"
                + " first.")
    private Path[] references;

    @Option(
        names = "--text",
        paramLabel = "TEXT",
        description = "The words of the recording; speech then goes on in its manner.")
    private String text;

    @Option(
        names = "--language",
        paramLabel = "CODE",
        defaultValue = "en",
        description = "Language of the words (default en).")
    private String language;

    @Option(
        names = "--encoders",
        paramLabel = "DIR",
        description = "Folder of encoders (default: in or beside the model's folder).")
    private Path encoders;

    @Option(
        names = "--output",
        required = true,
        paramLabel = "DIR",
        description = "Folder to write the voice to.")
    private Path output;

    @Option(
        names = "--backend",
        paramLabel = "NAME",
        defaultValue = Backends.AUTO,
        description = "What computes: a backend's name, or auto for the fastest (default).")
    private String backend;

    @Option(names = "--force", description = "Replace a voice that is in the folder already.")
    private boolean force;

    @Override
    public Integer call() {
      if (VoiceFolder.isVoice(output) && !force) {
        throw new UserException(
            Quote.path(output)
                + " already holds a voice. Choose another, or replace it with --force.");
      }
      VoiceChoice choice = new VoiceChoice(null, List.of(references), text, language, encoders);
      ModelVersion version = ModelFolder.describe(model).version().orElse(ModelVersion.V2);
      choice.check(model, version);
      TextToSpeech.Builder builder = TextToSpeech.builder(model).backend(backend);
      long started = System.nanoTime();
      try (TextToSpeech tts = (encoders == null ? builder : builder.encoders(encoders)).open()) {
        long loaded = System.nanoTime();
        Voice voice = choice.make(tts);
        long made = System.nanoTime();
        voice.save(output, force);
        new Remarks(spec.commandLine().getErr()).ofVoice(voice.remarks());
        spec.commandLine()
            .getOut()
            .printf(
                Locale.ROOT,
                "wrote the voice %s (%s); model loaded in %.2f s, voice made in %.2f s%n",
                Quote.path(output),
                voice.transcript().isPresent() ? "with a prompt" : "timbre alone",
                (loaded - started) * 1e-9,
                (made - loaded) * 1e-9);
      }
      return 0;
    }
  }

  /** {@code sovits voice show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows what a voice holds, and checks its file.")
  static final class Show implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder of a voice.")
    private Path folder;

    @Override
    public Integer call() {
      StoredVoice voice = VoiceFolder.read(folder);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("voice      %s%n", Quote.path(folder));
      out.printf("version    %s%n", voice.version());
      out.printf("model      S2 with SHA-256 %s%n", Quote.line(voice.model()));
      out.printf("speaker    %d values%n", voice.speaker().length);
      StoredVoice.Prompt prompt = voice.prompt();
      if (prompt == null) {
        out.println("prompt     none: timbre alone");
      } else {
        out.printf(
            Locale.ROOT,
            "prompt     %.2f s (%d codes), %d phones, %s%n",
            prompt.codes().length / 25.0,
            prompt.codes().length,
            prompt.phones().length,
            prompt.features() == null ? "no text features" : "with text features");
        out.printf("text       %s: %s%n", Quote.line(prompt.language()), Quote.line(prompt.text()));
      }
      return 0;
    }
  }

  /** {@code sovits voice list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the voices in a folder.")
  static final class ListAll implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
        arity = "0..1",
        paramLabel = "DIR",
        defaultValue = "voices",
        description = "Folder that holds folders of voices (default voices).")
    private Path folder;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      for (Path voice : voices()) {
        try {
          StoredVoice stored = VoiceFolder.read(voice);
          out.printf(
              "%s\t%s\t%s%n",
              Quote.path(voice),
              stored.version(),
              stored.prompt() == null ? "timbre alone" : Quote.line(stored.prompt().text()));
        } catch (UserException e) {
          out.printf("%s\tdamaged\t%s%n", Quote.path(voice), Quote.line(e.getMessage()));
        }
      }
      return 0;
    }

    private List<Path> voices() {
      try (Stream<Path> entries = Files.list(folder)) {
        return entries.filter(VoiceFolder::isVoice).sorted().toList();
      } catch (IOException e) {
        throw new UserException(
            Quote.path(folder)
                + " cannot be listed: expected a folder that holds voices. Name it, or make a voice"
                + " with 'sovits voice create'.",
            e);
      }
    }
  }
}
