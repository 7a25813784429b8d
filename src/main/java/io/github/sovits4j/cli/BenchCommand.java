package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.BatchBench;
import io.github.sovits4j.bench.BenchResult;
import io.github.sovits4j.bench.BenchResult.BackendResult;
import io.github.sovits4j.bench.BenchWriter;
import io.github.sovits4j.bench.BenchedModel;
import io.github.sovits4j.bench.Ceilings;
import io.github.sovits4j.bench.ConcurrentBench;
import io.github.sovits4j.bench.DeviceReport;
import io.github.sovits4j.bench.EncoderBench;
import io.github.sovits4j.bench.FrontEndBench;
import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.bench.OperatorBench;
import io.github.sovits4j.bench.OperatorTiming;
import io.github.sovits4j.bench.ProfilingCost;
import io.github.sovits4j.bench.RequestBench;
import io.github.sovits4j.bench.SampleText;
import io.github.sovits4j.bench.SampleVoice;
import io.github.sovits4j.bench.SideBySide;
import io.github.sovits4j.bench.StagedBench;
import io.github.sovits4j.bench.StreamBench;
import io.github.sovits4j.bench.WindowBench;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.OperatorCase;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sovits bench}: where the time goes, stage by stage and operator by operator. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Times a model stage by stage, and with --operators every operator against the measured"
            + " limits of the device.")
final class BenchCommand implements Callable<Integer> {

  private static final int SENTENCES_AT_ONCE = 8;
  private static final double REQUEST_SECONDS = 2;
  private static final double STREAM_SECONDS = 5;

  private static final Path RESULTS = Path.of("benchmarks", "results");

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      split = ",",
      defaultValue = Backends.AUTO,
      description = "One or more backends, or auto for the fastest (default).")
  private List<String> backends;

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Model folder; may be left out with --operators.")
  private Path model;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Warm runs of each sentence, after a cold one (default 3).")
  private int runs;

  @Option(
      names = "--sentences",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "SHORT,MEDIUM,LONG",
      description = "Which: ${COMPLETION-CANDIDATES} (default all).")
  private List<StagedBench.Sentence> sentences;

  @Option(
      names = "--max-seconds",
      paramLabel = "X",
      defaultValue = "60",
      description = "Longest speech; untrained models find no end (default 2, 5, 12 by sentence).")
  private double maxSeconds;

  @Option(names = "--operators", description = "Also verify and time every operator.")
  private boolean operators;

  @Option(
      names = "--only",
      paramLabel = "GLOB",
      description =
          "With --operators or --side-by-side: only these operators or cases, for example 'Conv*' or"
              + " 'Linear/1x*'; may be given several times.")
  private List<String> only = List.of();

  @Option(
      names = "--side-by-side",
      description =
          "Time every operator on the two backends in turns and print the ratios; nothing else.")
  private boolean sideBySide;

  @Option(
      names = "--requests",
      paramLabel = "N",
      split = ",",
      description =
          "Time requests of so many sentences, composed one at a time and many at once in turns;"
              + " nothing else. Sentences are at most 2 s long, or --max-seconds where that is less.")
  private List<Integer> requests = List.of();

  @Option(
      names = "--text",
      paramLabel = "NAME",
      split = ",",
      description =
          "With --requests or --front-end: what is read: ${COMPLETION-CANDIDATES} (default EN, or"
              + " all for --front-end).")
  private List<SampleText> texts = List.of();

  @Option(
      names = "--front-end",
      description =
          "Time reading, language by language: the first sentence, memory, later ones; nothing else."
              + " One language by itself: --text.")
  private boolean frontEnd;

  @Option(
      names = "--encoders",
      paramLabel = "DIR",
      description =
          "Time the encoders of this folder: a voice, and the text encoder with many sentences at"
              + " once and one by one; nothing else. With --requests: speak with them, in a voice that"
              + " has a prompt.")
  private Path encoders;

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      description =
          "Time so many requests of one sentence at the same time, and one by one, in turns; nothing"
              + " else. Sentences are at most 2 s long, or --max-seconds where that is less.")
  private Integer concurrent;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "" + SENTENCES_AT_ONCE,
      description = "Sentences in S1 at once with --concurrent, 1 to 16 (default 8).")
  private int atOnce;

  @Option(
      names = "--streaming",
      description =
          "Time a request handed over whole, in sentences and in chunks (streaming modes 0 to 3), in"
              + " turns; nothing else. Sentences are at most 5 s long, or --max-seconds where that is"
              + " less.")
  private boolean streaming;

  @Option(
      names = "--windows",
      paramLabel = "SECONDS",
      description =
          "Draw so much speech of a v3 or v4 model in windows, as it is spoken, and each sentence of"
              + " at most 30 s at once; print how far they differ and whether seams can be heard,"
              + " nothing else.")
  private Double windows;

  @Option(
      names = "--voice",
      paramLabel = "DIR",
      description = "With --windows: whose voice, made by voice create (default: a made-up one).")
  private Path voice;

  @Mixin private StepsOption steps;

  @Option(
      names = "--profiling-cost",
      paramLabel = "ROUNDS",
      defaultValue = "0",
      description =
          "Also let backends with and without profiling take turns so many times, to show what"
              + " profiling costs.")
  private int profilingRounds;

  @Option(
      names = "--seconds",
      paramLabel = "X",
      defaultValue = "0.3",
      description = "Time for each ceiling, operator and figure of --side-by-side (default 0.3).")
  private double seconds;

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8",
      description = "How many sentences at once S1 is timed with (default 1,2,4,8).")
  private List<Integer> batches;

  @Option(
      names = "--only-batches",
      description = "Time S1 with so many sentences at once (--batches); nothing else.")
  private boolean onlyBatches;

  @Option(
      names = "--no-plots",
      description = "Draw nothing: for machines without fonts or the JDK's desktop module.")
  private boolean noPlots;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "bench",
      description = "Folder for bench.json, bench.md and the plots (default bench).")
  private Path output;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "File to append a line per backend to (default benchmarks/results/history.jsonl where that"
              + " folder is, else history.jsonl beside the results).")
  private Path history;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    check();
    if (sideBySide) {
      return printSideBySide();
    }
    if (!requests.isEmpty()) {
      return printRequests();
    }
    if (frontEnd) {
      return printFrontEnd();
    }
    if (encoders != null) {
      return printEncoders();
    }
    if (streaming) {
      return printStreaming();
    }
    if (concurrent != null) {
      return printConcurrent();
    }
    if (windows != null) {
      return printWindows();
    }
    if (onlyBatches) {
      return printBatches();
    }
    Machine machine = Machine.here();
    List<BackendResult> results = new ArrayList<>();
    for (String name : backends) {
      results.add(measure(name));
    }
    String described =
        model == null ? null : StagedBench.describe(model) + ", " + precision.orFull();
    BenchResult result = new BenchResult(machine, described, runs, results);
    BenchWriter.write(result, output);
    if (!noPlots) {
      BenchWriter.plot(result, output);
    }
    if (model != null) {
      BenchWriter.append(result, historyFile());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(BenchWriter.markdown(result));
    out.printf("written to %s%n", output);
    out.flush();
    return 0;
  }

  private BenchedModel benched(String name) {
    return new BenchedModel(model, precision.orFull(), steps.count(), () -> Backends.open(name));
  }

  private int printWindows() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", Machine.here());
    for (String name : backends) {
      out.printf(
          "%n%s, %s, %s, %d steps%n%n",
          StagedBench.describe(model), name, precision.orFull(), steps.count());
      WindowBench.print(
          WindowBench.run(
              benched(name),
              pipeline -> voice == null ? SampleVoice.of(pipeline) : pipeline.load(voice),
              windows),
          out);
      out.flush();
    }
    return 0;
  }

  private int printSideBySide() {
    PrintWriter out = spec.commandLine().getOut();
    try (Backend one = Backends.open(backends.get(0));
        Backend other = Backends.open(backends.get(1))) {
      out.printf("%s%n%n%s%n%s%n%n", Machine.here(), one.device(), other.device());
      List<SideBySide.Row> rows = SideBySide.run(one, other, wanted(), seconds);
      SideBySide.print(one.name(), other.name(), rows, out);
    }
    out.flush();
    return 0;
  }

  private int printRequests() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", Machine.here());
    for (String name : backends) {
      for (SampleText text : texts.isEmpty() ? List.of(SampleText.EN) : texts) {
        out.printf("%n%s, %s, %s%n%n", name, precision.orFull(), text);
        RequestBench.print(
            RequestBench.run(
                benched(name),
                encoders,
                text,
                requests,
                List.of(1, SENTENCES_AT_ONCE),
                Math.min(maxSeconds, REQUEST_SECONDS),
                runs),
            out);
        out.flush();
      }
    }
    return 0;
  }

  private int printFrontEnd() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n%n", Machine.here());
    List<SampleText> wanted = texts.isEmpty() ? List.of(SampleText.values()) : texts;
    FrontEndBench.print(FrontEndBench.run(wanted, runs), out);
    out.flush();
    return 0;
  }

  private int printEncoders() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", Machine.here());
    for (String name : backends) {
      out.printf("%n%s, %s%n%n", name, precision.orFull());
      EncoderBench.print(
          EncoderBench.run(model, encoders, precision.orFull(), () -> Backends.open(name), runs),
          out);
      out.flush();
    }
    return 0;
  }

  private int printStreaming() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", Machine.here());
    List<StreamBench.Way> ways =
        Stream.of(StreamingMode.values())
            .map(
                mode ->
                    new StreamBench.Way(
                        mode.number(), mode.toString(), mode.chunking().orElse(null)))
            .toList();
    for (String name : backends) {
      out.printf("%n%s, %s, %s%n%n", StagedBench.describe(model), name, precision.orFull());
      StreamBench.print(
          StreamBench.run(benched(name), ways, Math.min(maxSeconds, STREAM_SECONDS), runs), out);
      out.flush();
    }
    return 0;
  }

  private int printConcurrent() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", Machine.here());
    boolean same = true;
    for (String name : backends) {
      out.printf("%n%s, %s%n%n", name, precision.orFull());
      ConcurrentBench.Result result =
          ConcurrentBench.run(
              benched(name), concurrent, atOnce, Math.min(maxSeconds, REQUEST_SECONDS), runs);
      ConcurrentBench.print(result, out);
      out.flush();
      same &= result.different() == 0;
    }
    return same ? 0 : 1;
  }

  private int printBatches() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", Machine.here());
    for (String name : backends) {
      try (Backend backend = Backends.open(name)) {
        out.printf("%n%s, %s%n%n", name, precision.orFull());
        BenchWriter.batches(
            BatchBench.run(model, precision.orFull(), backend, batches, maxSeconds, runs), out);
      }
      out.flush();
    }
    return 0;
  }

  private void check() {
    if (concurrent != null && (model == null || concurrent < 1 || concurrent > 1000)) {
      throw new UserException(
          "--concurrent: expected a number from 1 to 1000, and --model, got "
              + concurrent
              + (model == null ? " and no model." : "."));
    }
    if (atOnce < 1 || atOnce > 16) {
      throw new UserException("--at-once: expected 1 to 16, got " + atOnce + ".");
    }
    steps.count();
    if (voice != null && windows == null) {
      throw new UserException("--voice: expected --windows with it, got none.");
    }
    if (windows != null && (model == null || !(windows > 0 && windows <= 600))) {
      throw new UserException(
          "--windows: expected more than 0, at most 600 seconds, and --model, got "
              + windows
              + (model == null ? " and no model." : "."));
    }
    if (onlyBatches && model == null) {
      throw new UserException("bench --only-batches: expected --model with it, got none.");
    }
    if (streaming && model == null) {
      throw new UserException("bench --streaming: expected --model with it, got none.");
    }
    if (sideBySide && (backends.size() != 2 || model != null || operators)) {
      throw new UserException(
          "bench --side-by-side: expected --backend with two names and neither --model nor"
              + " --operators, got "
              + backends
              + ".");
    }
    if (encoders != null && model == null) {
      throw new UserException("--encoders: expected --model with it, got none.");
    }
    if (!texts.isEmpty() && requests.isEmpty() && !frontEnd) {
      throw new UserException("--text: expected --requests or --front-end with it, got neither.");
    }
    if (model == null && !operators && !sideBySide && !frontEnd) {
      throw new UserException("bench: expected --model, --operators or both, got neither.");
    }
    if (!requests.isEmpty()
        && (model == null || requests.stream().anyMatch(n -> n < 1 || n > 1000))) {
      throw new UserException(
          "--requests: expected numbers from 1 to 1000, and --model, got "
              + requests
              + (model == null ? " and no model." : "."));
    }
    if (!only.isEmpty() && !operators && !sideBySide) {
      throw new UserException(
          "--only: expected --operators or --side-by-side with it, got neither.");
    }
    if (profilingRounds < 0 || (profilingRounds > 0 && model == null)) {
      throw new UserException(
          "--profiling-cost: expected a number of rounds, and --model, got "
              + profilingRounds
              + (model == null ? " and no model." : "."));
    }
    if (runs < 1) {
      throw new UserException("--runs: expected at least 1, got " + runs + ".");
    }
    if (batches.stream().anyMatch(n -> n < 1 || n > 1024)) {
      throw new UserException("--batches: expected numbers from 1 to 1024, got " + batches + ".");
    }
    if (!(maxSeconds > 0)) {
      throw new UserException("--max-seconds: expected more than 0, got " + maxSeconds + ".");
    }
    if (!(seconds > 0 && seconds <= 60)) {
      throw new UserException("--seconds: expected more than 0, at most 60, got " + seconds + ".");
    }
  }

  private Predicate<OperatorCase> wanted() {
    return OperatorFilter.of(only, OperatorCase::real);
  }

  private Path historyFile() {
    if (history != null) {
      return history;
    }
    return (Files.isDirectory(RESULTS) ? RESULTS : output).resolve("history.jsonl");
  }

  /** Null where it was not asked for. */
  private ProfilingCost profilingCost(String name) {
    return profilingRounds == 0
        ? null
        : ProfilingCost.measure(
            model, precision.orFull(), options -> Backends.open(name, options), profilingRounds);
  }

  private BackendResult measure(String name) {
    PrintWriter err = spec.commandLine().getErr();
    BenchResult.Speaking speech = null;
    if (model != null) { // first, for it tells what starting costs
      err.println("bench: speaking on " + name);
      speech =
          new StagedBench(sentences, runs, maxSeconds, precision.orFull(), steps.count(), batches)
              .run(model, options -> Backends.open(name, options));
    }
    try (Backend backend = Backends.open(name)) {
      String opened = backend.name();
      err.println("bench: measuring what " + opened + " can do at most");
      Ceilings ceilings = DeviceReport.measure(backend, seconds).ceilings();
      List<OperatorTiming> timings = List.of();
      if (operators) {
        err.println("bench: verifying and timing the operators of " + opened);
        timings = OperatorBench.run(backend, wanted(), seconds, operatorCase -> {});
      }
      return new BackendResult(
          opened, backend.device(), ceilings, speech, timings, profilingCost(opened));
    }
  }
}
