package io.github.sovits4j.bench;

import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.TextLanguage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times requests of several sentences as their caller sees them, with S1 at one sentence at a time
 * and at many, in turns; what is spoken must be the same.
 */
public final class RequestBench {

  /**
   * Requests of one size.
   *
   * @param sentences of the request
   * @param atOnce most sentences in S1
   * @param audioSeconds what was spoken
   * @param firstAudio seconds from the call to the first sentence
   * @param total seconds from the call to the last sentence
   * @param transformer seconds of S1
   */
  public record Requests(
      int sentences,
      int atOnce,
      double audioSeconds,
      Spread firstAudio,
      Spread total,
      Spread transformer) {}

  private RequestBench() {}

  /**
   * Times requests, after one of each kind that captures.
   *
   * @param text what is spoken
   * @param sizes sentences of each request
   * @param atOnce how many sentences S1 works on, one after the other in turns
   * @param maxSeconds longest speech of a sentence
   * @param runs of each
   * @throws IllegalStateException where two ways of composing give different sound
   */
  public static List<Requests> run(
      BenchedModel model,
      SampleText text,
      List<Integer> sizes,
      List<Integer> atOnce,
      double maxSeconds,
      int runs) {
    List<Requests> results = new ArrayList<>();
    try (Pipeline pipeline = model.open()) {
      VoiceData voice = SampleVoice.of(pipeline);
      for (int size : sizes) {
        results.addAll(
            request(pipeline, utterance(model, text, size, maxSeconds, voice), size, atOnce, runs));
      }
    }
    return results;
  }

  private static Utterance utterance(
      BenchedModel model, SampleText text, int size, double maxSeconds, VoiceData voice) {
    return model
        .utterance(text.text(size), voice)
        .in(TextLanguage.of(text.language()))
        .cut(text.cut())
        .maxSeconds(maxSeconds)
        .pauseSeconds(0);
  }

  private static List<Requests> request(
      Pipeline pipeline, Utterance utterance, int size, List<Integer> atOnce, int runs) {
    int ways = atOnce.size();
    double[][] first = new double[ways][runs];
    double[][] total = new double[ways][runs];
    double[][] transformer = new double[ways][runs];
    Spoken spoken = null;
    for (int run = -1; run < runs; run++) {
      for (int way = 0; way < ways; way++) {
        pipeline.sentencesAtOnce(atOnce.get(way));
        long start = System.nanoTime();
        Spoken now = pipeline.speak(utterance);
        double took = Stopwatch.seconds(start);
        if (spoken != null && !Arrays.equals(spoken.audio().channel(0), now.audio().channel(0))) {
          throw new IllegalStateException("the speech depends on how many are composed at once");
        }
        spoken = now;
        if (run >= 0) {
          first[way][run] = now.firstAudio();
          total[way][run] = took;
          transformer[way][run] = now.transformerSeconds();
        }
      }
    }
    List<Requests> results = new ArrayList<>();
    for (int way = 0; way < ways; way++) {
      results.add(
          new Requests(
              size,
              atOnce.get(way),
              spoken.audio().seconds(),
              Spread.of(first[way]),
              Spread.of(total[way]),
              Spread.of(transformer[way])));
    }
    return results;
  }

  /** Prints a table. */
  public static void print(List<Requests> results, PrintWriter out) {
    out.println("| sentences | at once | audio s | first audio s | total s | S1 s |");
    out.println("|---|---|---|---|---|---|");
    for (Requests r : results) {
      out.printf(
          Locale.ROOT,
          "| %d | %d | %.1f | %s | %s | %s |%n",
          r.sentences,
          r.atOnce,
          r.audioSeconds,
          seconds(r.firstAudio),
          seconds(r.total),
          seconds(r.transformer));
    }
  }

  private static String seconds(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f … %.2f)", spread.median(), spread.min(), spread.max());
  }
}
