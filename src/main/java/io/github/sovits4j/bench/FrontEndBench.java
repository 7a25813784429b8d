package io.github.sovits4j.bench;

import io.github.sovits4j.text.CutMethod;
import io.github.sovits4j.text.SymbolSet;
import io.github.sovits4j.text.TextFrontend;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Times reading, from characters to phones: what the first sentence of a language costs, which
 * loads its data, what it leaves on the heap, and what a sentence takes from then on. What
 * languages share counts for the first one alone, so a language by itself is measured in a process
 * of its own.
 */
public final class FrontEndBench {

  private static final int WARM_UPS = 40; // rounds of five sentences: until the JIT is done

  private FrontEndBench() {}

  /**
   * What reading a language takes.
   *
   * @param text what was read
   * @param firstSeconds the first sentence
   * @param firstProcessor seconds of the processor in it, threads of the JVM left out
   * @param heapBytes more on the heap behind it, garbage collected
   * @param residentBytes more in memory of the process behind it, mapped files among it; 0 where
   *     the system does not tell
   * @param sentence seconds of a sentence, later
   */
  public record Reading(
      SampleText text,
      double firstSeconds,
      double firstProcessor,
      long heapBytes,
      long residentBytes,
      Spread sentence) {}

  /**
   * Reads.
   *
   * @param texts in this order
   * @param runs rounds that are timed, after those that warm up
   */
  public static List<Reading> run(List<SampleText> texts, int runs) {
    TextFrontend frontend = TextFrontend.of(SymbolSet.V2);
    List<Reading> readings = new ArrayList<>();
    for (SampleText text : texts) {
      long heap = heap();
      long resident = ProcessMemory.resident();
      long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long start = System.nanoTime();
      read(frontend, text, text.sentences().getFirst());
      double first = Stopwatch.seconds(start);
      long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
      long grown = Math.max(0, ProcessMemory.resident() - resident);
      long kept = heap() - heap;
      double[] seconds = new double[runs];
      for (int round = -WARM_UPS; round < runs; round++) {
        long began = System.nanoTime();
        text.sentences().forEach(sentence -> read(frontend, text, sentence));
        if (round >= 0) {
          seconds[round] = Stopwatch.seconds(began) / text.sentences().size();
        }
      }
      readings.add(new Reading(text, first, used * 1e-9, kept, grown, Spread.of(seconds)));
    }
    return readings;
  }

  private static void read(TextFrontend frontend, SampleText text, String sentence) {
    frontend.analyse(sentence, text.language(), CutMethod.CUT0);
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Prints a table. */
  public static void print(List<Reading> readings, PrintWriter out) {
    out.println(
        "| text | first sentence ms | of the processor ms | heap MB | resident MB | a sentence ms |");
    out.println("|---|---|---|---|---|---|");
    for (Reading r : readings) {
      out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | %.1f | %.1f | %.2f (%.2f … %.2f) |%n",
          r.text.name().toLowerCase(Locale.ROOT),
          r.firstSeconds * 1e3,
          r.firstProcessor * 1e3,
          r.heapBytes * 1e-6,
          r.residentBytes * 1e-6,
          r.sentence.median() * 1e3,
          r.sentence.min() * 1e3,
          r.sentence.max() * 1e3);
    }
  }
}
