package io.github.sovits4j.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.sovits4j.pipeline.Stage;
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

  /**
   * A backend.
   *
   * @param ceilings what its device can do, or null when that was not measured
   * @param speech what speaking took, or null when no model was run
   * @param operators verified and timed, perhaps none
   * @param profilingCost what profiling costs, or null when that was not asked for
   */
  public record BackendResult(
      String backend,
      String device,
      Ceilings ceilings,
      Speaking speech,
      List<OperatorTiming> operators,
      ProfilingCost profilingCost) {}

  /**
   * What speaking took.
   *
   * @param loadSeconds model folder to ready networks
   * @param referenceColdSeconds recording to voice, the first time
   * @param referenceSeconds again
   * @param launchesPerToken operators of an S1 step
   * @param stepsPerToken S1 steps run per code kept; above 1 where steps were surplus
   * @param stepBytes of weights, which one step reads whatever its caches hold
   * @param peakHeapBytes most heap in use
   * @param peakProcessBytes most memory of the process so far, or −1 where unknown
   * @param cpuSecondsPerSecond processor time of the process per second of the warm runs
   * @param firstAudio seconds until the first of two sentences was there
   * @param batches S1 decoding several sentences at once
   * @param startUp the cold start, with profiling
   * @param profiles how each sentence uses the device
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
      List<SentenceResult> sentences,
      Spread firstAudio,
      List<BatchBench.Batch> batches,
      StartUp startUp,
      List<ProfiledSentence> profiles) {

    /** With batches. */
    Speaking with(List<BatchBench.Batch> measured) {
      return new Speaking(
          loadSeconds,
          referenceColdSeconds,
          referenceSeconds,
          launchesPerToken,
          stepsPerToken,
          stepBytes,
          peakHeapBytes,
          peakProcessBytes,
          cpuSecondsPerSecond,
          sentences,
          firstAudio,
          measured,
          startUp,
          profiles);
    }

    /** The share of the bandwidth of main memory that reading S1's weights makes up. */
    public double decodeFraction(SentenceResult sentence, Ceilings ceilings) {
      double steps = (sentence.codes() - 1) * stepsPerToken;
      return stepBytes
          * steps
          / sentence.warm().get(Stage.DECODE).median()
          / ceilings.memoryBandwidth();
    }
  }

  /**
   * A sentence and how it used the device.
   *
   * @param timeline what {@code profile} sums up, for plots
   */
  public record ProfiledSentence(String name, Profile profile, @JsonIgnore Timeline timeline) {}

  /**
   * One sentence.
   *
   * @param audioSeconds of speech
   * @param codes generated
   * @param sampleSteps in which mel frames were drawn; 0: in none
   * @param diffusionFlops arithmetic of these steps
   * @param generatorFlops arithmetic of S2's generator
   * @param cold seconds of each stage the first time, captures included
   * @param warm seconds of each stage afterwards
   * @param coldTotal the whole request, the first time
   * @param total the whole request afterwards
   */
  public record SentenceResult(
      String name,
      double audioSeconds,
      int codes,
      int sampleSteps,
      double diffusionFlops,
      double generatorFlops,
      Map<Stage, Double> cold,
      Map<Stage, Spread> warm,
      double coldTotal,
      Spread total) {

    /** Median seconds of work per second of speech. */
    public double realTimeFactor() {
      return total.median() / audioSeconds;
    }

    /** The share of the device's arithmetic that the steps of v3 and v4 reach. */
    public double diffusionFraction(Ceilings ceilings) {
      return diffusionFlops / warm.get(Stage.DIFFUSION).median() / ceilings.flops();
    }

    /** The share of the device's arithmetic that S2's generator, or the vocoder, reaches. */
    public double generatorFraction(Ceilings ceilings) {
      return generatorFlops / warm.get(Stage.GENERATOR).median() / ceilings.flops();
    }

    /** Median codes a second of S1's decoding. */
    public double tokensPerSecond() {
      return (codes - 1) / warm.get(Stage.DECODE).median();
    }
  }
}
