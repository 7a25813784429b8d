package io.github.sovits4j.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.BenchResult.BackendResult;
import io.github.sovits4j.bench.BenchResult.SentenceResult;
import io.github.sovits4j.bench.BenchResult.Speaking;
import io.github.sovits4j.pipeline.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what was measured: JSON for programs, Markdown for people, plots, and the history. */
public final class BenchWriter {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper LINES = new ObjectMapper();

  private static final int PROFILED_KERNELS = 8;

  private BenchWriter() {}

  /**
   * Writes {@code bench.json} and {@code bench.md}.
   *
   * @throws UserException when the folder cannot be written
   */
  public static void write(BenchResult result, Path folder) {
    try {
      Files.createDirectories(folder);
      MAPPER.writeValue(folder.resolve("bench.json").toFile(), result);
      Files.writeString(folder.resolve("bench.md"), markdown(result));
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Draws what there is something to show on.
   *
   * @throws UserException when the folder cannot be written
   */
  public static void plot(BenchResult result, Path folder) {
    try {
      Plots.write(result, folder);
    } catch (IOException e) {
      throw new UserException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Appends a line for each backend that spoke.
   *
   * @throws UserException when the file cannot be written
   */
  public static void append(BenchResult result, Path history) {
    StringBuilder lines = new StringBuilder();
    for (BackendResult backend : result.backends()) {
      if (backend.speech() != null) {
        lines.append(line(result, backend)).append('\n');
      }
    }
    try {
      Files.writeString(
          history,
          lines,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UserException(history + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static String line(BenchResult result, BackendResult backend) {
    ObjectNode row = LINES.createObjectNode();
    Machine machine = result.machine();
    row.put("date", machine.date());
    row.put("commit", machine.commit());
    row.put("cpu", machine.cpu());
    row.put("cores", machine.cores());
    row.put("load", rounded(machine.load()));
    row.put("java", machine.java());
    row.put("backend", backend.backend());
    row.put("device", backend.device());
    row.put("model", result.model());
    row.put("runs", result.runs());
    Speaking speech = backend.speech();
    row.put("loadSeconds", rounded(speech.loadSeconds()));
    row.put("referenceSeconds", rounded(speech.referenceSeconds().median()));
    row.put("launchesPerToken", speech.launchesPerToken());
    row.put("firstAudioSeconds", rounded(speech.firstAudio().median()));
    row.put("startUpSeconds", rounded(speech.startUp().totalSeconds()));
    ArrayNode utterances = row.putArray("utteranceSeconds");
    speech.startUp().utteranceSeconds().forEach(seconds -> utterances.add(rounded(seconds)));
    row.put("cpuSecondsPerSecond", rounded(speech.cpuSecondsPerSecond()));
    row.put("peakHeapBytes", speech.peakHeapBytes());
    row.put("peakProcessBytes", speech.peakProcessBytes());
    ObjectNode busy = row.putObject("busyRatio");
    speech
        .profiles()
        .forEach(profiled -> busy.put(profiled.name(), rounded(profiled.profile().busyRatio())));
    ObjectNode batches = row.putObject("codesPerSecondByBatch");
    speech
        .batches()
        .forEach(
            batch -> batches.put(Integer.toString(batch.items()), rounded(batch.codesPerSecond())));
    ObjectNode sentences = row.putObject("sentences");
    for (SentenceResult sentence : speech.sentences()) {
      ObjectNode node = sentences.putObject(sentence.name());
      node.put("audioSeconds", rounded(sentence.audioSeconds()));
      node.put("codes", sentence.codes());
      if (sentence.sampleSteps() > 0) {
        node.put("sampleSteps", sentence.sampleSteps());
      }
      node.put("realTimeFactor", rounded(sentence.realTimeFactor()));
      node.put("tokensPerSecond", rounded(sentence.tokensPerSecond()));
      node.put("coldSeconds", rounded(sentence.coldTotal()));
      sentence
          .warm()
          .forEach(
              (stage, spread) ->
                  node.put(
                      stage.name().toLowerCase(Locale.ROOT) + "Seconds", rounded(spread.median())));
    }
    return row.toString();
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
  }

  /** Everything in tables. */
  public static String markdown(BenchResult result) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.printf("# Benchmark%n%n%s%n%n", result.machine());
    if (result.model() != null) {
      out.printf(
          "Model: %s. Medians of %d warm runs (least … most), without profiling; cold is the first"
              + " request of a kind, captures included.%n%n",
          result.model(), result.runs());
      startUps(result, out);
    }
    for (BackendResult backend : result.backends()) {
      out.printf("## %s%n%n%s%n%n", backend.backend(), backend.device());
      if (backend.speech() != null) {
        speech(backend, out);
        profiles(backend, out);
      }
      if (backend.ceilings() != null) {
        ceilings(backend.ceilings(), out);
      }
      if (!backend.operators().isEmpty()) {
        operators(backend, out);
      }
      if (backend.profilingCost() != null) {
        profilingCost(backend.profilingCost(), out);
      }
    }
    return text.toString();
  }

  private static void speech(BackendResult backend, PrintWriter out) {
    Speaking speech = backend.speech();
    out.printf(
        Locale.ROOT,
        "* Load %.2f s; voice from a 4 s recording %.3f s cold, %s s warm.%n",
        speech.loadSeconds(),
        speech.referenceColdSeconds(),
        spread(speech.referenceSeconds(), 1));
    out.printf(
        Locale.ROOT,
        "* S1 step: %d operators, %.1f MB of weights to read; %.2f steps per code kept.%n",
        speech.launchesPerToken(),
        1e-6 * speech.stepBytes(),
        speech.stepsPerToken());
    out.printf("* First audio of two sentences after %s s.%n", spread(speech.firstAudio(), 1));
    out.printf(
        Locale.ROOT,
        "* Peak heap %.0f MB, peak process %.0f MB; %.2f s of processor time per second.%n%n",
        1e-6 * speech.peakHeapBytes(),
        1e-6 * speech.peakProcessBytes(),
        speech.cpuSecondsPerSecond());
    boolean diffusion = speech.sentences().stream().anyMatch(s -> s.sampleSteps() > 0);
    out.printf(
        "| sentence | audio s | codes | text ms | S1 prefill ms | S1 ms/code | codes/s | %s | total s"
            + " | cold s | real-time factor |%n",
        diffusion
            ? "S2 features ms | S2 steps | S2 ms/step | S2 vocoder ms"
            : "S2 prior+flow ms | S2 generator ms");
    out.println(
        "|---|---|---|---|---|---|---|---|---|---|---|---|" + (diffusion ? "---|---|" : ""));
    for (SentenceResult sentence : speech.sentences()) {
      double steps = Math.max(1, sentence.codes() - 1);
      out.printf(
          Locale.ROOT,
          "| %s | %.2f | %d | %s | %s | %s | %.1f | %s | %s%s | %s | %.2f | %.3f |%n",
          sentence.name(),
          sentence.audioSeconds(),
          sentence.codes(),
          spread(sentence.warm().get(Stage.TEXT), 1e3),
          spread(sentence.warm().get(Stage.PREFILL), 1e3),
          spread(sentence.warm().get(Stage.DECODE), 1e3 / steps),
          sentence.tokensPerSecond(),
          spread(sentence.warm().get(Stage.PRIOR), 1e3),
          diffusion ? steps(sentence) + " | " : "",
          spread(sentence.warm().get(Stage.GENERATOR), 1e3),
          spread(sentence.total(), 1),
          sentence.coldTotal(),
          sentence.realTimeFactor());
    }
    out.println();
    if (backend.ceilings() != null) {
      steady(backend, out);
    }
    batches(speech.batches(), out);
  }

  /** How many, and what one took, of all windows. */
  private static String steps(SentenceResult sentence) {
    return sentence.sampleSteps()
        + " | "
        + spread(sentence.warm().get(Stage.DIFFUSION), 1e3 / sentence.sampleSteps());
  }

  /** From nothing to the first utterance, for every backend. */
  private static void startUps(BenchResult result, PrintWriter out) {
    out.printf(
        "Start-up in seconds, with profiling, in the order of this process; a driver's cache on disk"
            + " may hold kernels compiled before.%n%n");
    out.println(
        "| backend | runtime | model to host | first voice | first utterance | second, third, …"
            + " | since the JVM's start | of these: kernels (compiler, driver) | weights to device |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    for (BackendResult backend : result.backends()) {
      if (backend.speech() != null) {
        StartUp s = backend.speech().startUp();
        out.printf(
            Locale.ROOT,
            "| %s | %.2f | %.2f | %.2f | %.2f | %s | %.2f | %d (%.2f, %.2f) | %.2f, %.0f MB |%n",
            backend.backend(),
            s.runtimeSeconds(),
            s.loadSeconds(),
            s.voiceSeconds(),
            s.utteranceSeconds().getFirst(),
            s.utteranceSeconds().stream()
                .skip(1)
                .map(seconds -> String.format(Locale.ROOT, "%.2f", seconds))
                .collect(Collectors.joining(", ")),
            s.processSeconds(),
            s.compiled().size(),
            s.compilerSeconds(),
            s.driverSeconds(),
            s.uploadSeconds(),
            1e-6 * s.uploadBytes());
      }
    }
    out.println();
  }

  /** The steady state against the ceilings of the same run. */
  private static void steady(BackendResult backend, PrintWriter out) {
    boolean diffusion = backend.speech().sentences().stream().anyMatch(s -> s.sampleSteps() > 0);
    out.printf(
        "| sentence | S1: weights read, of bandwidth | %s, of multiply-adds |%n",
        diffusion ? "S2 steps, of multiply-adds | S2 vocoder" : "S2 generator");
    out.println("|---|---|---|" + (diffusion ? "---|" : ""));
    for (SentenceResult sentence : backend.speech().sentences()) {
      out.printf(
          Locale.ROOT,
          "| %s | %.0f %% | %s%.0f %% |%n",
          sentence.name(),
          100 * backend.speech().decodeFraction(sentence, backend.ceilings()),
          diffusion
              ? String.format(
                  Locale.ROOT, "%.0f %% | ", 100 * sentence.diffusionFraction(backend.ceilings()))
              : "",
          100 * sentence.generatorFraction(backend.ceilings()));
    }
    out.println();
  }

  /** Prints S1 with several sentences at once. */
  public static void batches(List<BatchBench.Batch> batches, PrintWriter out) {
    out.println("| S1 batch | codes | steps | ms/step | codes/s |");
    out.println("|---|---|---|---|---|");
    for (BatchBench.Batch batch : batches) {
      out.printf(
          Locale.ROOT,
          "| %d | %d | %d | %s | %.1f |%n",
          batch.items(),
          batch.codes(),
          batch.steps(),
          spread(batch.stepSeconds(), 1e3),
          batch.codesPerSecond());
    }
    out.println();
  }

  private static void profiles(BackendResult backend, PrintWriter out) {
    for (BenchResult.ProfiledSentence profiled : backend.speech().profiles()) {
      out.printf("### %s, %s sentence%n%n", backend.backend(), profiled.name());
      profiled.profile().print(backend.ceilings(), PROFILED_KERNELS, out);
    }
    List<Trace.Compiled> compiled = backend.speech().startUp().compiled();
    if (!compiled.isEmpty()) {
      out.println("| kernel compiled | compiler ms | driver ms |");
      out.println("|---|---|---|");
      for (Trace.Compiled kernel : compiled) {
        out.printf(
            Locale.ROOT,
            "| %s | %.0f | %.0f |%n",
            kernel.kernel(),
            1e3 * kernel.compilerSeconds(),
            1e3 * kernel.driverSeconds());
      }
      out.println();
    }
  }

  private static void ceilings(Ceilings ceilings, PrintWriter out) {
    out.printf("Ceilings, by %s:%n%n| what | measured |%n|---|---|%n", ceilings.source());
    for (Ceilings.Read read : ceilings.reads()) {
      out.printf(
          Locale.ROOT,
          "| read %d MiB | %.1f GB/s |%n",
          read.bytes() >> 20,
          1e-9 * read.bytesPerSecond());
    }
    out.printf(Locale.ROOT, "| multiply-adds | %.1f GFLOP/s |%n", 1e-9 * ceilings.flops());
    out.printf(
        Locale.ROOT,
        "| launch, launch and look | %.2f us, %.2f us |%n",
        1e6 * ceilings.launchSeconds(),
        1e6 * ceilings.roundTripSeconds());
    out.printf(
        Locale.ROOT,
        "| host to device, device to host | %.1f GB/s, %.1f GB/s |%n%n",
        1e-9 * ceilings.uploadBytesPerSecond(),
        1e-9 * ceilings.downloadBytesPerSecond());
  }

  private static void operators(BackendResult backend, PrintWriter out) {
    out.println("| operator | us | GB/s | GFLOP/s | of limit | limited by |");
    out.println("|---|---|---|---|---|---|");
    List<OperatorTiming> sorted = OperatorTiming.sorted(backend.operators(), backend.ceilings());
    for (OperatorTiming timing : sorted) {
      out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.2f | %.2f | %.1f %% | %s |%n",
          timing.name(),
          1e6 * timing.seconds(),
          1e-9 * timing.bytes() / timing.seconds(),
          1e-9 * timing.flops() / timing.seconds(),
          100 * timing.fraction(backend.ceilings()),
          timing.bound(backend.ceilings()).name().toLowerCase(Locale.ROOT));
    }
    out.println();
  }

  private static void profilingCost(ProfilingCost cost, PrintWriter out) {
    out.printf("| profiling, in turns | ms of an S1 step, %d rounds |%n", cost.off().runs());
    out.println("|---|---|");
    out.printf("| off | %s |%n", spread(cost.off(), 1e3));
    out.printf("| off, another | %s |%n", spread(cost.offAgain(), 1e3));
    out.printf("| on, %d launches told | %s |%n", cost.launchesTold(), spread(cost.on(), 1e3));
    out.println();
  }

  private static String spread(Spread spread, double factor) {
    return String.format(
        Locale.ROOT,
        "%s (%s … %s)",
        digits(spread.median() * factor),
        digits(spread.min() * factor),
        digits(spread.max() * factor));
  }

  /** Three digits that count. */
  private static String digits(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
