package io.github.sovits4j.bench;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.t2s.Generated;
import io.github.sovits4j.model.t2s.Prompt;
import io.github.sovits4j.model.t2s.SamplerSettings;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.weights.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Times S1's decoding for several sentences at once, which share every weight that is read. */
public final class BatchBench {

  private static final int PHONES = 40;
  private static final double CODES_PER_SECOND = 25;
  private static final double SECONDS = 2; // of speech, where more is allowed

  private BatchBench() {}

  /**
   * A batch.
   *
   * @param items sentences at once
   * @param codes of all items together
   * @param steps decode steps that gave them
   * @param stepSeconds of one step, all items
   */
  public record Batch(int items, int codes, int steps, Spread stepSeconds) {

    /** Codes a second of all items together, by the median. */
    public double codesPerSecond() {
      return codes / (steps * stepSeconds.median());
    }
  }

  /**
   * Times batches.
   *
   * @param precision storage of the transformer
   * @param sizes items of each batch
   * @param maxSeconds longest speech of an item; 2 s at most
   * @param runs after one that captures
   */
  public static List<Batch> run(
      Path model,
      StoragePolicy precision,
      Backend backend,
      List<Integer> sizes,
      double maxSeconds,
      int runs) {
    int most = Math.max(2, (int) Math.ceil(Math.min(maxSeconds, SECONDS) * CODES_PER_SECOND));
    List<Batch> batches = new ArrayList<>();
    try (ModelFolder folder = ModelFolder.open(model);
        Text2Semantic network =
            new Text2Semantic(backend, folder.t2s(), folder.text2SemanticConfig(), precision);
        Text2SemanticRunner generator = new Text2SemanticRunner(network)) {
      for (int size : sizes) {
        batches.add(batch(generator, size, most, runs, 1));
      }
    }
    return batches;
  }

  /** Times a batch; as many runs as {@code untimed} come before. */
  static Batch batch(Text2SemanticRunner generator, int size, int most, int runs, int untimed) {
    int[] phones = IntStream.range(0, PHONES).map(i -> 1 + i % 100).toArray();
    List<Prompt> prompts =
        IntStream.range(0, size).mapToObj(i -> new Prompt(phones, null, new int[0], i)).toList();
    double[] seconds = new double[runs];
    int codes = 0;
    int steps = 0;
    for (int run = -untimed; run < runs; run++) {
      long[] decoding = new long[1];
      List<Generated> generated =
          generator.generate(
              prompts,
              SamplerSettings.DEFAULT,
              1,
              most,
              done -> decoding[0] = decoding[0] == 0 ? System.nanoTime() : decoding[0]);
      double took = Stopwatch.seconds(decoding[0]);
      int[] lengths = generated.stream().mapToInt(g -> g.codes().length).toArray();
      // The first code of each item came with the prefill.
      steps = Math.max(1, Arrays.stream(lengths).max().orElseThrow() - 1);
      codes = Arrays.stream(lengths).sum() - size;
      if (run >= 0) {
        seconds[run] = took / steps;
      }
    }
    return new Batch(size, codes, steps, Spread.of(seconds));
  }
}
