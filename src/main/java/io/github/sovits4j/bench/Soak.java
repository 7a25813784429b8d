package io.github.sovits4j.bench;

import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.Utterance;
import io.github.sovits4j.pipeline.VoiceData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Speaks utterances of random lengths in one process and watches the memory. */
public final class Soak {

  private static final int MOST_WORDS = 24;
  private static final String[] WORDS = {
    "river", "morning", "station", "a", "quietly", "seven", "remember", "of", "the", "window"
  };

  /**
   * Memory after some utterances, in bytes, garbage collected.
   *
   * @param utterances spoken so far
   * @param audioSeconds their length so far
   * @param device held on the device
   * @param devicePeak the most that was ever held there
   * @param heap objects of the JVM
   * @param process resident memory of the process; −1 where unknown
   */
  public record Sample(
      int utterances, double audioSeconds, long device, long devicePeak, long heap, long process) {}

  private final int utterances;
  private final int every;
  private final double maxSeconds;
  private final int sampleSteps;
  private final long seed;

  /**
   * Plans a run.
   *
   * @param utterances how many
   * @param every a sample is taken after so many
   * @param maxSeconds longest speech of one
   * @param sampleSteps in which models of v3 and v4 draw mel frames
   * @param seed decides the texts
   */
  public Soak(int utterances, int every, double maxSeconds, int sampleSteps, long seed) {
    this.utterances = utterances;
    this.every = every;
    this.maxSeconds = maxSeconds;
    this.sampleSteps = sampleSteps;
    this.seed = seed;
  }

  /** Speaks, and hands every sample over as it is taken. */
  public List<Sample> run(Pipeline pipeline, VoiceData voice, Consumer<Sample> listener) {
    Random random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    double audio = 0;
    for (int i = 1; i <= utterances; i++) {
      Utterance utterance =
          Utterance.of(text(random), voice)
              .maxSeconds(0.2 + random.nextDouble() * (maxSeconds - 0.2))
              .sampleSteps(sampleSteps)
              .seed(i)
              .retries(0); // the network may not have learned to end
      audio += pipeline.speak(utterance).audio().seconds();
      if (i % every == 0) {
        Sample sample = sample(pipeline, i, audio);
        samples.add(sample);
        listener.accept(sample);
      }
    }
    return samples;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int words = 1 + random.nextInt(MOST_WORDS);
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.append('.').toString();
  }

  private static Sample sample(Pipeline pipeline, int utterances, double audio) {
    System.gc();
    DeviceMemory memory = pipeline.memory();
    Runtime runtime = Runtime.getRuntime();
    return new Sample(
        utterances,
        audio,
        memory.used(),
        memory.peak(),
        runtime.totalMemory() - runtime.freeMemory(),
        ProcessMemory.resident());
  }

  /**
   * Whether memory is flat: after the first quarter, which warms up, no later sample is above all
   * of the second quarter by more than a share.
   *
   * @param samples at least 4
   * @param tolerance 0.05 for 5 %
   * @return what grew, or empty
   */
  public static List<String> grown(List<Sample> samples, double tolerance) {
    List<String> grown = new ArrayList<>();
    compare(samples, tolerance, "device memory", Sample::device, grown);
    compare(samples, tolerance, "peak device memory", Sample::devicePeak, grown);
    compare(samples, tolerance, "heap", Sample::heap, grown);
    compare(samples, tolerance, "process memory", Sample::process, grown);
    return grown;
  }

  private interface Bytes {
    long of(Sample sample);
  }

  private static void compare(
      List<Sample> samples, double tolerance, String what, Bytes bytes, List<String> grown) {
    int half = samples.size() / 2;
    long before =
        samples.subList(samples.size() / 4, half).stream().mapToLong(bytes::of).max().orElseThrow();
    long after =
        samples.subList(half, samples.size()).stream().mapToLong(bytes::of).max().orElseThrow();
    if (after > before * (1 + tolerance)) {
      grown.add(what + " from " + before / 1_000_000 + " to " + after / 1_000_000 + " MB");
    }
  }
}
