package io.github.sovits4j.bench;

import java.util.List;
import java.util.Map;

/**
 * What one call of {@code sovits bench} measured.
 *
 * @param machine where and when
 * @param model version and sizes, or null when none was run
 * @param runs warm runs of every sentence
 * @param backends one entry each
 */
public record BenchResult(Machine machine, String model, int runs, List<BackendResult> backends) {

  /** A stage of a request, in order. */
  public enum Stage {
    /** Characters to phones. */
    TEXT,
    /** S1 up to its first code. */
    PREFILL,
    /** S1, all other codes. */
    DECODE,
    /** S2 up to the latent. */
    PRIOR,
    /** S2, latent to samples. */
    GENERATOR
  }

  /**
   * A backend.
   *
   * @param ceilings what its device can do, or null when that was not measured
   * @param speech what speaking took, or null when no model was run
   * @param operators verified and timed, perhaps none
   */
  public record BackendResult(
      String backend,
      String device,
      Ceilings ceilings,
      Speaking speech,
      List<OperatorTiming> operators) {}

  /**
   * What speaking took.
   *
   * @param loadSeconds model folder to ready networks
   * @param referenceColdSeconds recording to voice, the first time
   * @param referenceSeconds again
   * @param launchesPerToken operators of an S1 step
   * @param stepsPerToken S1 steps run per code kept; above 1 where steps were surplus
   * @param stepBytes the least bytes one step moves, with the cache at full capacity
   * @param peakHeapBytes most heap in use
   * @param peakProcessBytes most memory of the process so far, or −1 where unknown
   * @param cpuSecondsPerSecond processor time of the process per second of the warm runs
   */
  public record Speaking(
      double loadSeconds,
      double referenceColdSeconds,
      Spread referenceSeconds,
      int launchesPerToken,
      double stepsPerToken,
      long stepBytes,
      long peakHeapBytes,
      long peakProcessBytes,
      double cpuSecondsPerSecond,
      List<SentenceResult> sentences) {}

  /**
   * One sentence.
   *
   * @param audioSeconds of speech
   * @param codes generated
   * @param cold seconds of each stage the first time, captures included
   * @param warm seconds of each stage afterwards
   * @param coldTotal the whole request, the first time
   * @param total the whole request afterwards
   */
  public record SentenceResult(
      String name,
      double audioSeconds,
      int codes,
      Map<Stage, Double> cold,
      Map<Stage, Spread> warm,
      double coldTotal,
      Spread total) {

    /** Median seconds of work per second of speech. */
    public double realTimeFactor() {
      return total.median() / audioSeconds;
    }

    /** Median codes a second of S1's decoding. */
    public double tokensPerSecond() {
      return (codes - 1) / warm.get(Stage.DECODE).median();
    }
  }
}
