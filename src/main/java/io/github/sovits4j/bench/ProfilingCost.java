package io.github.sovits4j.bench;

import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.model.t2s.Text2Semantic;
import io.github.sovits4j.model.t2s.Text2SemanticRunner;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.weights.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What profiling costs: seconds of an S1 step on backends that take turns in one process. Two are
 * opened without profiling, so that their difference shows what differences mean nothing.
 *
 * @param off opened without profiling
 * @param offAgain another, opened in the same way
 * @param on opened with profiling, every launch told
 * @param launchesTold in all of the runs of {@code on}
 */
public record ProfilingCost(Spread off, Spread offAgain, Spread on, long launchesTold) {

  private static final int MOST_CODES = 25;

  /**
   * Measures.
   *
   * @param precision storage of the transformer
   * @param opener opens the backend
   * @param rounds how many turns each takes
   */
  public static ProfilingCost measure(
      Path model, StoragePolicy precision, Function<BackendOptions, Backend> opener, int rounds) {
    BackendOptions off = BackendOptions.DEFAULT;
    try (Speaker first = new Speaker(model, precision, opener.apply(off));
        Speaker second = new Speaker(model, precision, opener.apply(off));
        Speaker profiled = new Speaker(model, precision, opener.apply(off.withProfiling(true)))) {
      List<Speaker> turns = new ArrayList<>(List.of(first, second, profiled));
      long[] told = new long[1];
      profiled.backend.profile((site, start, end) -> told[0]++);
      turns.forEach(Speaker::step); // captures
      turns.forEach(speaker -> speaker.seconds.clear());
      told[0] = 0;
      for (int round = 0; round < rounds; round++) {
        turns.add(turns.removeFirst()); // so that none is always behind the same one
        turns.forEach(Speaker::step);
      }
      return new ProfilingCost(first.spread(), second.spread(), profiled.spread(), told[0]);
    }
  }

  /** S1 on a backend of its own. */
  private static final class Speaker implements AutoCloseable {
    final Backend backend;
    final List<Double> seconds = new ArrayList<>();
    private final ModelFolder folder;
    private final Text2Semantic network;
    private final Text2SemanticRunner generator;

    Speaker(Path model, StoragePolicy precision, Backend backend) {
      this.backend = backend;
      folder = ModelFolder.open(model);
      network = new Text2Semantic(backend, folder.t2s(), folder.text2SemanticConfig(), precision);
      generator = new Text2SemanticRunner(network);
    }

    void step() {
      seconds.add(BatchBench.batch(generator, 1, MOST_CODES, 1, 0).stepSeconds().median());
    }

    Spread spread() {
      return Spread.of(seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public void close() {
      generator.close();
      network.close();
      backend.close();
      folder.close();
    }
  }
}
