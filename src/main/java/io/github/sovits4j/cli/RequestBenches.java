package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.ConcurrentBench;
import io.github.sovits4j.bench.EncoderBench;
import io.github.sovits4j.bench.FrontEndBench;
import io.github.sovits4j.bench.Machine;
import io.github.sovits4j.bench.RequestBench;
import io.github.sovits4j.bench.SampleText;
import io.github.sovits4j.bench.SampleVoice;
import io.github.sovits4j.bench.StreamBench;
import io.github.sovits4j.bench.WindowBench;
import io.github.sovits4j.ops.Backends;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * What {@code sovits bench} measures of whole requests: what is printed and written nowhere else.
 */
final class RequestBenches {

  /** Sentences in S1 at once where nothing else is wanted. */
  private static final int SENTENCES_AT_ONCE = 8;

  private static final double REQUEST_SECONDS = 2;
  private static final double STREAM_SECONDS = 5;

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

  /** Whether it is reading that is measured, for which no model is needed. */
  boolean reading() {
    return frontEnd;
  }

  /** Whether any of these was asked for. */
  boolean asked() {
    return !requests.isEmpty()
        || frontEnd
        || encoders != null
        || streaming
        || concurrent != null
        || windows != null;
  }

  /**
   * Measures the first that was asked for and prints it.
   *
   * @return the exit code
   */
  int run(BenchTarget target, PrintWriter out) throws InterruptedException {
    if (!requests.isEmpty()) {
      return requests(target, out);
    }
    if (frontEnd) {
      return frontEnd(target, out);
    }
    if (encoders != null) {
      return encoders(target, out);
    }
    if (streaming) {
      return streaming(target, out);
    }
    return concurrent != null ? concurrent(target, out) : windows(target, out);
  }

  private int windows(BenchTarget target, PrintWriter out) {
    out.printf("%s%n", Machine.here());
    for (String name : target.backends()) {
      out.printf(
          "%n%s, %s, %s, %d steps%n%n",
          target.described(), name, target.precision(), target.sampleSteps());
      WindowBench.print(
          WindowBench.run(
              target.on(name),
              pipeline -> voice == null ? SampleVoice.of(pipeline) : pipeline.load(voice),
              windows),
          out);
      out.flush();
    }
    return 0;
  }

  private int requests(BenchTarget target, PrintWriter out) {
    out.printf("%s%n", Machine.here());
    for (String name : target.backends()) {
      for (SampleText text : texts.isEmpty() ? List.of(SampleText.EN) : texts) {
        out.printf("%n%s, %s, %s%n%n", name, target.precision(), text);
        RequestBench.print(
            RequestBench.run(
                target.on(name),
                encoders,
                text,
                requests,
                List.of(1, SENTENCES_AT_ONCE),
                Math.min(target.maxSeconds(), REQUEST_SECONDS),
                target.runs()),
            out);
        out.flush();
      }
    }
    return 0;
  }

  private int frontEnd(BenchTarget target, PrintWriter out) {
    out.printf("%s%n%n", Machine.here());
    List<SampleText> wanted = texts.isEmpty() ? List.of(SampleText.values()) : texts;
    FrontEndBench.print(FrontEndBench.run(wanted, target.runs()), out);
    out.flush();
    return 0;
  }

  private int encoders(BenchTarget target, PrintWriter out) {
    out.printf("%s%n", Machine.here());
    for (String name : target.backends()) {
      out.printf("%n%s, %s%n%n", name, target.precision());
      EncoderBench.print(
          EncoderBench.run(
              target.model(),
              encoders,
              target.precision(),
              () -> Backends.open(name),
              target.runs()),
          out);
      out.flush();
    }
    return 0;
  }

  private int streaming(BenchTarget target, PrintWriter out) {
    out.printf("%s%n", Machine.here());
    List<StreamBench.Way> ways =
        Stream.of(StreamingMode.values())
            .map(
                mode ->
                    new StreamBench.Way(
                        mode.number(), mode.toString(), mode.chunking().orElse(null)))
            .toList();
    for (String name : target.backends()) {
      out.printf("%n%s, %s, %s%n%n", target.described(), name, target.precision());
      StreamBench.print(
          StreamBench.run(
              target.on(name), ways, Math.min(target.maxSeconds(), STREAM_SECONDS), target.runs()),
          out);
      out.flush();
    }
    return 0;
  }

  private int concurrent(BenchTarget target, PrintWriter out) throws InterruptedException {
    out.printf("%s%n", Machine.here());
    boolean same = true;
    for (String name : target.backends()) {
      out.printf("%n%s, %s%n%n", name, target.precision());
      ConcurrentBench.Result result =
          ConcurrentBench.run(
              target.on(name),
              concurrent,
              atOnce,
              Math.min(target.maxSeconds(), REQUEST_SECONDS),
              target.runs());
      ConcurrentBench.print(result, out);
      out.flush();
      same &= result.different() == 0;
    }
    return same ? 0 : 1;
  }

  /**
   * @throws UserException for the first value that is wrong
   */
  void check(BenchTarget target) {
    boolean noModel = target.model() == null;
    if (concurrent != null && (noModel || concurrent < 1 || concurrent > 1000)) {
      throw new UserException(
          "--concurrent: expected a number from 1 to 1000, and --model, got "
              + concurrent
              + (noModel ? " and no model." : "."));
    }
    if (atOnce < 1 || atOnce > 16) {
      throw new UserException("--at-once: expected 1 to 16, got " + atOnce + ".");
    }
    if (voice != null && windows == null) {
      throw new UserException("--voice: expected --windows with it, got none.");
    }
    if (windows != null && (noModel || !(windows > 0 && windows <= 600))) {
      throw new UserException(
          "--windows: expected more than 0, at most 600 seconds, and --model, got "
              + windows
              + (noModel ? " and no model." : "."));
    }
    if (streaming && noModel) {
      throw new UserException("bench --streaming: expected --model with it, got none.");
    }
    if (encoders != null && noModel) {
      throw new UserException("--encoders: expected --model with it, got none.");
    }
    if (!texts.isEmpty() && requests.isEmpty() && !frontEnd) {
      throw new UserException("--text: expected --requests or --front-end with it, got neither.");
    }
    if (!requests.isEmpty() && (noModel || requests.stream().anyMatch(n -> n < 1 || n > 1000))) {
      throw new UserException(
          "--requests: expected numbers from 1 to 1000, and --model, got "
              + requests
              + (noModel ? " and no model." : "."));
    }
  }
}
