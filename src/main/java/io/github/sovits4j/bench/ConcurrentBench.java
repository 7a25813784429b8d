package io.github.sovits4j.bench;

import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times requests of one sentence that come at the same time, and the same requests one after the
 * other. What each becomes must not depend on it, to the last bit.
 */
public final class ConcurrentBench {

  private static final String[] SENTENCES = {
    "The weather is fine today, so we will walk along the river.",
    "Nobody was there to hear it.",
    "When the last train had left, the old clock above the platform struck twelve.",
    "Seven windows were open."
  };

  /**
   * All requests, once.
   *
   * @param way what was done
   * @param codes of all requests
   * @param transformer seconds of S1, all requests together
   * @param total seconds from the first call to the last sound
   */
  public record Round(String way, int codes, Spread transformer, Spread total) {}

  /**
   * All rounds.
   *
   * @param rounds one by one, and at the same time
   * @param different requests that sounded otherwise than alone, of those of all rounds
   * @param distance of the one that is furthest off: relative L2, infinite where lengths differ
   */
  public record Result(List<Round> rounds, int different, double distance) {}

  private ConcurrentBench() {}

  /**
   * Times them, after a round that captures.
   *
   * @param requests how many
   * @param atOnce how many sentences S1 works on
   * @param maxSeconds longest speech of each
   * @param runs of each way, in turns
   */
  public static Result run(
      BenchedModel model, int requests, int atOnce, double maxSeconds, int runs)
      throws InterruptedException {
    try (Pipeline pipeline = model.open()) {
      VoiceData voice = SampleVoice.of(pipeline);
      List<Utterance> utterances = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        utterances.add(
            model.utterance(SENTENCES[i % SENTENCES.length], voice).seed(i).maxSeconds(maxSeconds));
      }
      double[][] transformer = new double[2][runs];
      double[][] total = new double[2][runs];
      List<Spoken> alone = List.of();
      int different = 0;
      double furthest = 0;
      for (int run = -1; run < runs; run++) {
        pipeline.sentencesAtOnce(1);
        long start = System.nanoTime();
        alone = utterances.stream().map(pipeline::speak).toList();
        double one = Stopwatch.seconds(start);
        pipeline.sentencesAtOnce(atOnce);
        start = System.nanoTime();
        List<Spoken> together = together(pipeline, utterances);
        double all = Stopwatch.seconds(start);
        for (int i = 0; i < requests; i++) {
          float[] expected = alone.get(i).audio().channel(0);
          float[] got = together.get(i).audio().channel(0);
          if (!Arrays.equals(expected, got)) {
            different++;
            furthest = Math.max(furthest, distance(expected, got));
          }
        }
        if (run >= 0) {
          transformer[0][run] = transformer(alone);
          transformer[1][run] = transformer(together);
          total[0][run] = one;
          total[1][run] = all;
        }
      }
      int codes = alone.stream().mapToInt(Spoken::codes).sum();
      List<Round> rounds =
          List.of(
              new Round("one by one", codes, Spread.of(transformer[0]), Spread.of(total[0])),
              new Round(
                  requests + " at the same time, " + atOnce + " in S1",
                  codes,
                  Spread.of(transformer[1]),
                  Spread.of(total[1])));
      return new Result(rounds, different, furthest);
    }
  }

  private static List<Spoken> together(Pipeline pipeline, List<Utterance> utterances)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Spoken>> asked =
          utterances.stream().map(one -> threads.submit(() -> pipeline.speak(one))).toList();
      List<Spoken> spoken = new ArrayList<>();
      for (Future<Spoken> answer : asked) {
        spoken.add(answer.get());
      }
      return spoken;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request failed", e.getCause());
    }
  }

  private static double transformer(List<Spoken> spoken) {
    return spoken.stream().mapToDouble(Spoken::transformerSeconds).sum();
  }

  private static double distance(float[] expected, float[] got) {
    if (expected.length != got.length) {
      return Double.POSITIVE_INFINITY;
    }
    double off = 0;
    double all = 0;
    for (int i = 0; i < expected.length; i++) {
      off += Math.pow(expected[i] - got[i], 2);
      all += Math.pow(expected[i], 2);
    }
    return Math.sqrt(off / all);
  }

  /** Prints a table, and how many times as many codes a second there are together. */
  public static void print(Result result, PrintWriter out) {
    out.println("| | codes | S1 s | codes/s of S1 | total s | codes/s |");
    out.println("|---|---|---|---|---|---|");
    for (Round r : result.rounds) {
      out.printf(
          Locale.ROOT,
          "| %s | %d | %.2f | %.1f | %.2f | %.1f |%n",
          r.way,
          r.codes,
          r.transformer.median(),
          r.codes / r.transformer.median(),
          r.total.median(),
          r.codes / r.total.median());
    }
    Round alone = result.rounds.getFirst();
    Round together = result.rounds.getLast();
    out.printf(
        Locale.ROOT,
        "S1 makes %.2f times the codes a second, S1 and S2 together %.2f times; %s%n",
        alone.transformer.median() / together.transformer.median(),
        alone.total.median() / together.total.median(),
        result.different == 0
            ? "every request sounds as it does alone, to the last bit"
            : String.format(
                Locale.ROOT,
                "%d REQUESTS SOUND OTHERWISE THAN ALONE, by up to %.2g (relative L2)",
                result.different,
                result.distance));
  }
}
