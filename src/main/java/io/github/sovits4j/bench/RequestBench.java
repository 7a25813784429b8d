package io.github.sovits4j.bench;

import io.github.sovits4j.audio.Tone;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.ReferenceAudio;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.TextLanguage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Times requests of several sentences as their caller sees them, with S1 at one sentence at a time
 * and at many, in turns. What is spoken must be the same, also in a voice that was written to a
 * folder and read again, and the same request must not leave more and more on the device.
 */
public final class RequestBench {

  /** Which sentences meet in S1, and so which graphs are captured, depends on time. */
  private static final double MORE_HELD = 0.1;

  /**
   * Requests of one size.
   *
   * @param sentences of the request
   * @param atOnce most sentences in S1
   * @param audioSeconds what was spoken
   * @param firstAudio seconds from the call to the first sentence
   * @param total seconds from the call to the last sentence
   * @param transformer seconds of S1
   * @param deviceBytes held on the device after the last
   */
  public record Requests(
      int sentences,
      int atOnce,
      double audioSeconds,
      Spread firstAudio,
      Spread total,
      Spread transformer,
      long deviceBytes) {}

  private RequestBench() {}

  /**
   * Times requests, after one of each kind that captures.
   *
   * @param encoders a folder of encoders, and the voice has a prompt; null: those beside the model
   *     are used where they are needed, and the voice has none
   * @param text what is spoken
   * @param sizes sentences of each request
   * @param atOnce how many sentences S1 works on, one after the other in turns
   * @param maxSeconds longest speech of a sentence
   * @param runs of each
   * @throws IllegalStateException where two ways of composing give different sound, or a stored
   *     voice another than the recording, or the same request more and more on the device
   */
  public static List<Requests> run(
      BenchedModel model,
      Path encoders,
      SampleText text,
      List<Integer> sizes,
      List<Integer> atOnce,
      double maxSeconds,
      int runs) {
    List<Requests> results = new ArrayList<>();
    try (Pipeline pipeline =
        Pipeline.open(model.folder(), encoders, model.opener(), model.precision())) {
      VoiceData voice = encoders == null ? SampleVoice.of(pipeline) : heard(pipeline, text);
      VoiceData stored = stored(pipeline, voice);
      for (int size : sizes) {
        Utterance utterance = utterance(model, text, size, maxSeconds, voice);
        results.addAll(request(pipeline, utterance, size, atOnce, runs));
        if (size == sizes.getFirst()) {
          requireSame(
              pipeline.speak(utterance),
              pipeline.speak(utterance(model, text, size, maxSeconds, stored)),
              "the voice sounds otherwise when it was stored");
        }
      }
    }
    return results;
  }

  /** A voice with a prompt in the text's language, as the encoders hear it. */
  private static VoiceData heard(Pipeline pipeline, SampleText text) {
    TextLanguage language = TextLanguage.of(text.language());
    String words = text.sentences().getFirst();
    return pipeline.voice(List.of(new ReferenceAudio(Tone.falling(), null, words, language, null)));
  }

  /** A voice, written to a folder and read again. */
  private static VoiceData stored(Pipeline pipeline, VoiceData voice) {
    try {
      Path folder = Files.createTempDirectory("voice");
      try {
        pipeline.save(voice, folder, true);
        return pipeline.load(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void requireSame(Spoken one, Spoken other, String otherwise) {
    if (!Arrays.equals(one.audio().channel(0), other.audio().channel(0))) {
      throw new IllegalStateException(otherwise);
    }
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
    long held = 0; // by the device after the round that captures
    for (int run = -1; run < runs; run++) {
      for (int way = 0; way < ways; way++) {
        pipeline.sentencesAtOnce(atOnce.get(way));
        long start = System.nanoTime();
        Spoken now = pipeline.speak(utterance);
        double took = Stopwatch.seconds(start);
        if (spoken != null) {
          requireSame(spoken, now, "the speech depends on how many are composed at once");
        }
        spoken = now;
        if (run >= 0) {
          first[way][run] = now.firstAudio();
          total[way][run] = took;
          transformer[way][run] = now.transformerSeconds();
        }
      }
      long now = pipeline.memory().used();
      if (run >= 0 && now > held * (1 + MORE_HELD)) {
        throw new IllegalStateException(
            "the same request holds " + now + " bytes of the device where it held " + held);
      }
      held = Math.max(held, now);
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
              Spread.of(transformer[way]),
              held));
    }
    return results;
  }

  /** Prints a table. */
  public static void print(List<Requests> results, PrintWriter out) {
    out.println("| sentences | at once | audio s | first audio s | total s | S1 s | device MB |");
    out.println("|---|---|---|---|---|---|---|");
    for (Requests r : results) {
      out.printf(
          Locale.ROOT,
          "| %d | %d | %.1f | %s | %s | %s | %.0f |%n",
          r.sentences,
          r.atOnce,
          r.audioSeconds,
          seconds(r.firstAudio),
          seconds(r.total),
          seconds(r.transformer),
          1e-6 * r.deviceBytes);
    }
  }

  private static String seconds(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f … %.2f)", spread.median(), spread.min(), spread.max());
  }
}
