package io.github.sovits4j.bench;

import io.github.sovits4j.pipeline.Chunking;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.PipelineListener;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import io.github.sovits4j.text.CutMethod;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times a request in the four ways in which its sound may be handed over, in turns: when the first
 * comes, how long a listener would wait later on, and what chunks cost.
 */
public final class StreamBench {

  private static final String TEXT =
      "When the last train had left, the old clock above the platform struck twelve, and nobody was"
          + " there to hear it.\n"
          + "She remembers the quiet morning at the station better than I do.\n"
          + "The weather is fine today, so we will walk along the river.";

  /**
   * A way of handing sound over.
   *
   * @param mode upstream's number of it
   * @param chunking null: sentences are whole
   */
  public record Way(int mode, String name, Chunking chunking) {}

  /**
   * What a way took.
   *
   * @param parts that were handed over
   * @param audioSeconds what was spoken
   * @param first seconds from the call until there is something to play
   * @param total seconds from the call to the end
   * @param vocoder seconds of S2
   * @param stalls seconds that a listener waits behind the first sound, who plays what comes
   */
  public record Handed(
      Way way,
      int parts,
      double audioSeconds,
      Spread first,
      Spread total,
      Spread vocoder,
      Spread stalls) {}

  private StreamBench() {}

  /**
   * Times all ways, after one of each that captures.
   *
   * @param maxSeconds longest speech of a sentence
   * @param runs of each
   * @throws IllegalStateException where chunks change what S1 draws
   */
  public static List<Handed> run(BenchedModel model, List<Way> ways, double maxSeconds, int runs) {
    try (Pipeline pipeline = model.open()) {
      VoiceData voice = SampleVoice.of(pipeline);
      Utterance utterance = model.utterance(TEXT, voice).cut(CutMethod.CUT0).maxSeconds(maxSeconds);
      double[][][] took = new double[ways.size()][4][runs];
      int[] parts = new int[ways.size()];
      Spoken[] spoken = new Spoken[ways.size()];
      for (int run = -1; run < runs; run++) {
        for (int way = 0; way < ways.size(); way++) {
          Listener listener = new Listener(ways.get(way).mode() > 0);
          Spoken now =
              pipeline.speak(
                  utterance.chunking(ways.get(way).chunking()),
                  PipelineListener.NONE,
                  () -> false,
                  part -> listener.hear(part.audio().seconds()));
          double total = Stopwatch.seconds(listener.started);
          parts[way] = listener.parts;
          spoken[way] = now;
          if (now.codes() != spoken[0].codes()) {
            throw new IllegalStateException("chunks change what S1 draws");
          }
          if (run >= 0) {
            double[] one = {
              listener.waits ? listener.first : total,
              total,
              now.vocoderSeconds(),
              listener.waits ? listener.stalls : 0
            };
            for (int i = 0; i < one.length; i++) {
              took[way][i][run] = one[i];
            }
          }
        }
      }
      List<Handed> results = new ArrayList<>();
      for (int way = 0; way < ways.size(); way++) {
        List<Spread> spreads = Arrays.stream(took[way]).map(Spread::of).toList();
        results.add(
            new Handed(
                ways.get(way),
                parts[way],
                spoken[way].audio().seconds(),
                spreads.get(0),
                spreads.get(1),
                spreads.get(2),
                spreads.get(3)));
      }
      return results;
    }
  }

  /** Somebody who plays what comes, as soon as it does. */
  private static final class Listener {
    final long started = System.nanoTime();
    final boolean waits; // for parts, not for the whole
    int parts;
    double first;
    double stalls;
    private double playsUntil; // seconds since the call

    Listener(boolean waits) {
      this.waits = waits;
    }

    void hear(double seconds) {
      double now = Stopwatch.seconds(started);
      if (parts++ == 0) {
        first = now;
      } else {
        stalls += Math.max(0, now - playsUntil);
      }
      playsUntil = Math.max(now, playsUntil) + seconds;
    }
  }

  /**
   * Prints a table.
   *
   * @param results the first of which is the whole
   */
  public static void print(List<Handed> results, PrintWriter out) {
    double least = results.getFirst().vocoder.median();
    out.println(
        "| mode | handed over | parts | first sound s | stalls s | total s | real-time factor | S2 s |"
            + " S2 more |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    for (Handed r : results) {
      out.printf(
          Locale.ROOT,
          "| %d | %s | %d | %s | %s | %s | %.3f | %s | %+.0f %% |%n",
          r.way.mode,
          r.way.name,
          r.parts,
          seconds(r.first),
          seconds(r.stalls),
          seconds(r.total),
          r.total.median() / r.audioSeconds,
          seconds(r.vocoder),
          100 * (r.vocoder.median() / least - 1));
    }
  }

  private static String seconds(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f … %.2f)", spread.median(), spread.min(), spread.max());
  }
}
