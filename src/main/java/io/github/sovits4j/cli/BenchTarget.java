package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.BenchedModel;
import io.github.sovits4j.bench.StagedBench;
import io.github.sovits4j.model.StoragePolicy;
import io.github.sovits4j.ops.Backends;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code sovits bench} measures: a model on backends, how often, and how much speech. */
final class BenchTarget {

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      split = ",",
      defaultValue = Backends.AUTO,
      description = "One or more backends, or auto for the fastest (default).")
  private List<String> backends;

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Model folder; may be left out with --operators.")
  private Path model;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Warm runs of each sentence, after a cold one (default 3).")
  private int runs;

  @Option(
      names = "--max-seconds",
      paramLabel = "X",
      defaultValue = "60",
      description = "Longest speech; untrained models find no end (default 2, 5, 12 by sentence).")
  private double maxSeconds;

  @Mixin private StepsOption steps;

  /** Names of the backends. */
  List<String> backends() {
    return backends;
  }

  /** Null where there is none. */
  Path model() {
    return model;
  }

  int runs() {
    return runs;
  }

  double maxSeconds() {
    return maxSeconds;
  }

  StoragePolicy precision() {
    return precision.orFull();
  }

  int sampleSteps() {
    return steps.count();
  }

  /** The model on a backend. */
  BenchedModel on(String backend) {
    return new BenchedModel(model, precision(), sampleSteps(), () -> Backends.open(backend));
  }

  /** The model in words. */
  String described() {
    return StagedBench.describe(model);
  }

  /**
   * @throws UserException for the first value that is wrong
   */
  void check() {
    steps.count();
    precision.asked();
    if (runs < 1) {
      throw new UserException("--runs: expected at least 1, got " + runs + ".");
    }
    if (!(maxSeconds > 0)) {
      throw new UserException("--max-seconds: expected more than 0, got " + maxSeconds + ".");
    }
  }
}
