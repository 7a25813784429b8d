package io.github.sovits4j.bench;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.encoders.Bert;
import io.github.sovits4j.model.encoders.Vocabulary;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.ReferenceAudio;
import io.github.sovits4j.text.TextLanguage;
import io.github.sovits4j.weights.BertConfig;
import io.github.sovits4j.weights.EncoderFolder;
import io.github.sovits4j.weights.EncoderKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Times what encodes: a reference recording with its transcript, once for a voice, and the text
 * encoder with several sentences at once against one by one.
 */
public final class EncoderBench {

  private static final int SENTENCES = 8;

  private EncoderBench() {}

  /**
   * What encoding takes.
   *
   * @param firstVoice seconds of the first voice of the process
   * @param voice seconds of a voice later, the encoders' weights there already where there is room
   * @param together seconds of the text encoder for eight sentences at once
   * @param oneByOne seconds of the same sentences one by one
   * @param onceEach seconds of those of them that differ, at once, as a request reads them
   */
  public record Encoding(
      double firstVoice, Spread voice, Spread together, Spread oneByOne, Spread onceEach) {}

  /**
   * Times on one backend, after one of each kind that captures.
   *
   * @param model a model folder
   * @param encoders the folder of encoders, with those of sound and of text
   * @param runs of each
   */
  public static Encoding run(
      Path model, Path encoders, StoragePolicy precision, Supplier<Backend> opener, int runs) {
    double[] voices = new double[runs + 1];
    try (Pipeline pipeline = Pipeline.open(model, encoders, opener, precision)) {
      ReferenceAudio reference =
          new ReferenceAudio(
              Tone.falling(), null, SampleText.ZH.sentences().getFirst(), TextLanguage.ZH, null);
      for (int run = 0; run <= runs; run++) {
        long start = System.nanoTime();
        pipeline.voice(List.of(reference));
        voices[run] = Stopwatch.seconds(start);
      }
    }
    double[][] texts = new double[3][runs];
    try (Backend backend = opener.get();
        EncoderFolder.Encoder encoder = EncoderFolder.of(encoders).open(EncoderKind.BERT);
        Bert bert =
            new Bert(backend, encoder.weights(), (BertConfig) encoder.config(), precision)) {
      Vocabulary vocabulary = new Vocabulary(encoder.vocabulary());
      List<int[]> different = SampleText.ZH.sentences().stream().map(vocabulary::tokens).toList();
      List<int[]> sentences =
          IntStream.range(0, SENTENCES)
              .mapToObj(i -> SampleText.ZH.sentences().get(i % SampleText.ZH.sentences().size()))
              .map(vocabulary::tokens)
              .toList();
      for (int run = -1; run < runs; run++) {
        double together = seconds(() -> bert.features(sentences));
        double oneByOne =
            seconds(() -> sentences.forEach(sentence -> bert.features(List.of(sentence))));
        double onceEach = seconds(() -> bert.features(different));
        if (run >= 0) {
          texts[2][run] = onceEach;
          texts[0][run] = together;
          texts[1][run] = oneByOne;
        }
      }
    }
    return new Encoding(
        voices[0],
        Spread.of(IntStream.range(1, runs + 1).mapToDouble(i -> voices[i]).toArray()),
        Spread.of(texts[0]),
        Spread.of(texts[1]),
        Spread.of(texts[2]));
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Stopwatch.seconds(start);
  }

  /** Prints a table. */
  public static void print(Encoding e, PrintWriter out) {
    out.println("| what | ms |");
    out.println("|---|---|");
    out.printf(Locale.ROOT, "| first voice of a recording | %.0f |%n", e.firstVoice * 1e3);
    out.printf("| a voice of a recording | %s |%n", millis(e.voice));
    out.printf("| text encoder, %d sentences at once | %s |%n", SENTENCES, millis(e.together));
    out.printf("| the same one by one | %s |%n", millis(e.oneByOne));
    out.printf(
        Locale.ROOT,
        "| one by one / at once | %.2f |%n",
        e.oneByOne.median() / e.together.median());
    out.printf(
        "| the %d that differ, at once | %s |%n",
        SampleText.ZH.sentences().size(), millis(e.onceEach));
    out.printf(
        Locale.ROOT,
        "| one by one / those that differ at once | %.2f |%n",
        e.oneByOne.median() / e.onceEach.median());
  }

  private static String millis(Spread spread) {
    return String.format(
        Locale.ROOT,
        "%.1f (%.1f … %.1f)",
        spread.median() * 1e3,
        spread.min() * 1e3,
        spread.max() * 1e3);
  }
}
