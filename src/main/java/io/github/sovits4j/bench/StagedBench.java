package io.github.sovits4j.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.sovits4j.bench.BenchResult.SentenceResult;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.ReferenceAudio;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.Stage;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.weights.ModelFolder;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Speaks the same sentences over and over and says where the time goes. */
public final class StagedBench {

  /** What is spoken; untrained networks rarely find an end, so each has its longest duration. */
  public enum Sentence {
    /** Two words. */
    SHORT("Good morning.", 2),
    /** An ordinary sentence. */
    MEDIUM("The weather is fine today, so we will walk along the river.", 5),
    /** A long one. */
    LONG(
        "When the last train had left the station, the old clock above the platform struck twelve,"
            + " and nobody was there to hear it except a cat that had been waiting for the rain to"
            + " stop.",
        12);

    private final String text;
    private final double seconds;

    Sentence(String text, double seconds) {
      this.text = text;
      this.seconds = seconds;
    }

    /** Its name where people read it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final List<Sentence> sentences;
  private final int runs;
  private final double maxSeconds;
  private final StoragePolicy precision;
  private final int sampleSteps;
  private final List<Integer> batches;

  /**
   * Plans a benchmark.
   *
   * @param runs warm runs of each sentence, after a cold one
   * @param maxSeconds longest speech of a sentence
   * @param precision storage of the transformers
   * @param sampleSteps in which models of v3 and v4 draw mel frames
   * @param batches how many sentences at once S1 is timed with, at last; may be empty
   */
  public StagedBench(
      List<Sentence> sentences,
      int runs,
      double maxSeconds,
      StoragePolicy precision,
      int sampleSteps,
      List<Integer> batches) {
    this.sentences = List.copyOf(sentences);
    this.runs = runs;
    this.maxSeconds = maxSeconds;
    this.precision = precision;
    this.sampleSteps = sampleSteps;
    this.batches = List.copyOf(batches);
  }

  /** Version and sizes of a model; no path. */
  public static String describe(Path model) {
    try (ModelFolder folder = ModelFolder.open(model)) {
      return String.format(
          Locale.ROOT,
          "%s, S1 of %d layers of %d, S2 at %d Hz",
          folder.version(),
          folder.text2SemanticConfig().layers(),
          folder.text2SemanticConfig().hiddenDim(),
          folder.sampleRate());
    }
  }

  /**
   * Runs it on one backend: first with profiling, from the cold start to a profile of each
   * sentence, then afresh without, for the times, and at last batches of S1.
   *
   * @param opener opens the backend
   */
  public BenchResult.Speaking run(Path model, Function<BackendOptions, Backend> opener) {
    ProfiledBench profiled =
        ProfiledBench.run(
            model, () -> opener.apply(BackendOptions.DEFAULT.withProfiling(true)), this);
    BenchResult.Speaking speech =
        timed(model, () -> opener.apply(BackendOptions.DEFAULT), profiled);
    try (Backend backend = opener.apply(BackendOptions.DEFAULT)) {
      return speech.with(BatchBench.run(model, precision, backend, batches, maxSeconds, runs));
    }
  }

  private BenchResult.Speaking timed(
      Path model, Supplier<Backend> backend, ProfiledBench profiled) {
    Trace trace = new Trace(false);
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    long start = System.nanoTime();
    try (Pipeline pipeline =
        Pipeline.open(model, () -> new ObservedBackend(backend.get(), trace), precision)) {
      double load = Stopwatch.seconds(start);
      double referenceCold = encode(pipeline);
      double[] references = new double[runs];
      for (int i = 0; i < runs; i++) {
        references[i] = encode(pipeline);
      }
      VoiceData voice = SampleVoice.of(pipeline);
      List<SentenceResult> results = new ArrayList<>();
      long speakingStart = System.nanoTime();
      long cpuStart = cpuNanos();
      long replays = 0;
      Trace.Runs step = null;
      for (Sentence sentence : sentences) {
        trace.reset();
        results.add(speak(pipeline, voice, sentence, trace));
        step = trace.runs().get("S1 decode step");
        replays += step.replays();
      }
      double cpu = (cpuNanos() - cpuStart) * 1e-9 / Stopwatch.seconds(speakingStart);
      Spread firstAudio = firstAudio(pipeline, voice);
      int codes = results.stream().mapToInt(r -> (r.codes() - 1) * (runs + 1)).sum();
      return new BenchResult.Speaking(
          load,
          referenceCold,
          Spread.of(references),
          step.program().operators().size(),
          (double) replays / codes,
          weightBytes(step.program()),
          pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum(),
          ProcessMemory.peak(),
          cpu,
          results,
          firstAudio,
          List.of(),
          profiled.startUp(),
          profiled.sentences());
    }
  }

  private static double encode(Pipeline pipeline) {
    List<ReferenceAudio> recordings = SampleVoice.recordings(pipeline);
    long start = System.nanoTime();
    pipeline.voice(recordings);
    return Stopwatch.seconds(start);
  }

  /** The least an S1 step reads whatever its caches hold: its weights, once. */
  private static long weightBytes(Program step) {
    return step.operators().stream()
        .flatMap(operator -> operator.reads().stream())
        .filter(tensor -> tensor.kind() == Tensor.Kind.CONSTANT)
        .distinct()
        .mapToLong(Tensor::bytes)
        .sum();
  }

  StoragePolicy precision() {
    return precision;
  }

  List<Sentence> sentences() {
    return sentences;
  }

  Utterance utterance(Sentence sentence, VoiceData voice) {
    return Utterance.of(sentence.text, voice)
        .maxSeconds(Math.min(maxSeconds, sentence.seconds))
        .sampleSteps(sampleSteps)
        .pauseSeconds(0)
        .retries(0); // the network has not learned to end
  }

  /** Until the first of two sentences is there, of texts that end in a period each. */
  private Spread firstAudio(Pipeline pipeline, VoiceData voice) {
    Utterance utterance =
        Utterance.of(Sentence.SHORT.text + " " + Sentence.MEDIUM.text, voice)
            .maxSeconds(Math.min(maxSeconds, Sentence.SHORT.seconds))
            .sampleSteps(sampleSteps)
            .cut(CutMethod.CUT4)
            .retries(0);
    pipeline.speak(utterance); // captures
    double[] seconds = new double[runs];
    for (int i = 0; i < runs; i++) {
      seconds[i] = pipeline.speak(utterance).firstAudio();
    }
    return Spread.of(seconds);
  }

  private SentenceResult speak(Pipeline pipeline, VoiceData voice, Sentence sentence, Trace trace) {
    Utterance utterance = utterance(sentence, voice);
    long start = System.nanoTime();
    Spoken first = pipeline.speak(utterance);
    double coldTotal = Stopwatch.seconds(start);
    Map<Stage, double[]> stages = new EnumMap<>(Stage.class);
    double[] totals = new double[runs];
    for (int run = 0; run < runs; run++) {
      long runStart = System.nanoTime();
      Spoken spoken = pipeline.speak(utterance);
      totals[run] = Stopwatch.seconds(runStart);
      int at = run;
      stages(spoken)
          .forEach(
              (stage, took) -> stages.computeIfAbsent(stage, s -> new double[runs])[at] = took);
    }
    Map<Stage, Spread> warm = new EnumMap<>(Stage.class);
    stages.forEach((stage, took) -> warm.put(stage, Spread.of(took)));
    return new SentenceResult(
        sentence.label(),
        first.audio().seconds(),
        first.codes(),
        spokenSteps(first),
        flopsOf(trace, "S2 diffusion step"),
        flopsOf(trace, "S2 generator"),
        stages(first),
        warm,
        coldTotal,
        Spread.of(totals));
  }

  /** Arithmetic of a graph in one utterance, of all that were traced. */
  private double flopsOf(Trace trace, String graph) {
    Trace.Runs of = trace.runs().get(graph);
    return of == null ? 0 : of.flops() / (runs + 1);
  }

  private int spokenSteps(Spoken spoken) {
    return spoken.stages().containsKey(Stage.DIFFUSION) ? sampleSteps : 0;
  }

  private static Map<Stage, Double> stages(Spoken spoken) {
    Map<Stage, Double> stages = new EnumMap<>(Stage.class);
    spoken.stages().forEach((stage, use) -> stages.put(stage, use.seconds()));
    return stages;
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
