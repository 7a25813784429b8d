package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.batch.BatchFolder;
import io.github.sovits4j.batch.BatchInput;
import io.github.sovits4j.batch.BatchItem;
import io.github.sovits4j.batch.BatchRun;
import io.github.sovits4j.tts.CancellationToken;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.weights.FileHash;
import io.github.sovits4j.weights.ModelDescription;
import io.github.sovits4j.weights.ModelFolder;
import io.github.sovits4j.weights.ModelVersion;
import io.github.sovits4j.weights.Quote;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sovits batch}: speaks many texts into a folder. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description =
        "Speaks the texts of a file of JSON lines, {\"id\": …, \"text\": …} with language, voice and"
            + " seed where they differ, into a folder: ID.wav for each, and a line of"
            + " results.jsonl. Started again, it goes on where it was ended. More in docs/batch.md.",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0   every text has its file",
      "  1   refused before anything was spoken, or ended in the middle",
      "  3   some failed, or lines were left out; the others have their files"
    })
final class BatchCommand implements Callable<Integer> {

  private static final int EXIT_IN_PART = 3;
  private static final int MOST_LISTED = 20;
  private static final int SENTENCES_AT_ONCE = 8; // what a model has unless told otherwise

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JSONL", description = "File with an item a line, in UTF-8.")
  private Path input;

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write; made where there is none.")
  private Path output;

  @Option(
      names = "--language",
      paramLabel = "CODE",
      defaultValue = "en",
      description = "Language of items that name none, as tts has it (default en).")
  private String language;

  @Option(
      names = "--voices",
      paramLabel = "DIR",
      description = "Folder that holds voices made by voice create; items name them.")
  private Path voiceFolder;

  @Option(
      names = "--skip-bad-lines",
      description = "Speak the others where lines are wrong, in place of refusing the file.")
  private boolean skip;

  @Mixin private VoiceOptions voice;
  @Mixin private SpeechOptions options;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    BatchInput read = BatchInput.read(input);
    report(read, err);
    Path model = voice.folder();
    ModelDescription described = ModelFolder.describe(model);
    options.precision.asked();
    Optional<VoiceChoice> standard = voice.choice(spec.commandLine(), language);
    standard.ifPresent(choice -> choice.check(model, described.version().orElse(ModelVersion.V2)));
    BatchVoices voices = BatchVoices.of(standard, voiceFolder, voice.demo());
    List<Path> inputs = new ArrayList<>(List.of(input));
    standard.ifPresent(choice -> inputs.addAll(choice.references()));
    voice.announce(err);
    try (BatchFolder folder = BatchFolder.open(output, read.items(), inputs)) {
      if (folder.unreadableResults() > 0) {
        err.printf(
            "sovits: %d lines of %s are no results and do not count%n",
            folder.unreadableResults(), BatchFolder.RESULTS);
      }
      BatchReport report = new BatchReport(err);
      String always = modelOf(described) + '\n' + options.settings();
      BatchRun run =
          new BatchRun(read.items(), folder, item -> fingerprint(item, voices, always), report);
      if (run.waiting() > 0) {
        report.begin(run.waiting());
        speak(run, model, voices);
      }
      report.end(output, run.kept(), spec.commandLine().getOut());
      return report.failed() > 0 || !read.mistakes().isEmpty() ? EXIT_IN_PART : 0;
    }
  }

  private void report(BatchInput read, PrintWriter err) {
    List<String> mistakes = read.mistakes();
    if (mistakes.isEmpty() && read.items().isEmpty()) {
      throw new UserException(Quote.path(input) + " has no items. Give one a line.");
    }
    if (mistakes.isEmpty()) {
      return;
    }
    for (String mistake : mistakes.subList(0, Math.min(MOST_LISTED, mistakes.size()))) {
      err.println("sovits: " + Quote.path(input) + ", " + Quote.line(mistake));
    }
    String count =
        mistakes.size()
            + (mistakes.size() == 1 ? " line" : " lines")
            + (mistakes.size() > MOST_LISTED ? " (the first " + MOST_LISTED + " are above)" : "");
    if (!skip) {
      throw new UserException(
          count
              + " of "
              + Quote.path(input)
              + " cannot be used; nothing was spoken. Mend the file, or give --skip-bad-lines.");
    }
    err.println("sovits: " + count + " left out");
    err.flush();
  }

  private void speak(BatchRun run, Path model, BatchVoices voices) {
    int slots = options.atOnce == null ? SENTENCES_AT_ONCE : options.atOnce;
    try (TextToSpeech tts = options.model(model, voice.encoders()).open()) {
      // Twice as many requests as slots: a slot is taken again while other speech is voiced.
      run.speak((item, token) -> speak(item, tts, voices, token), 2 * slots);
    }
  }

  private Speech speak(
      BatchItem item, TextToSpeech tts, BatchVoices voices, CancellationToken token) {
    String spoken = language(item);
    voice.demo().ifPresent(demo -> demo.requireLanguage(spoken));
    return tts.speak(
        options
            .request(item.text(), spoken, voices.make(voices.find(item.voice()), tts))
            .seed(seed(item))
            .build(),
        state -> {},
        token);
  }

  private String language(BatchItem item) {
    return item.language() == null ? language : item.language();
  }

  private long seed(BatchItem item) {
    return item.seed() == null ? options.seed : item.seed();
  }

  private static String modelOf(ModelDescription described) {
    return described.parts().stream()
        .map(part -> part.data().sha256())
        .collect(Collectors.joining());
  }

  /** Of all that an item's sound depends on, but for what computes it. */
  private String fingerprint(BatchItem item, BatchVoices voices, String always) {
    String all =
        String.join(
            "\n",
            Long.toString(seed(item)),
            language(item),
            always,
            voices.fingerprint(voices.find(item.voice())),
            item.text());
    return FileHash.sha256(MemorySegment.ofArray(all.getBytes(StandardCharsets.UTF_8)));
  }
}
