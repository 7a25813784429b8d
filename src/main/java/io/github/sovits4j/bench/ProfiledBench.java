package io.github.sovits4j.bench;

import io.github.sovits4j.bench.BenchResult.ProfiledSentence;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.PipelineListener;
import io.github.sovits4j.pipeline.ReferenceAudio;
import io.github.sovits4j.pipeline.VoiceData;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Starts a backend and speaks, with profiling: where the start goes, and how busy the device is
 * afterwards. Times of warm speech are taken elsewhere, without profiling.
 *
 * @param startUp up to the fifth utterance
 * @param sentences each spoken warm
 */
record ProfiledBench(StartUp startUp, List<ProfiledSentence> sentences) {

  private static final int UTTERANCES = 5;

  /**
   * Measures.
   *
   * @param backend opens it with profiling
   * @param bench says what is spoken
   */
  static ProfiledBench run(Path model, Supplier<Backend> backend, StagedBench bench) {
    Trace trace = new Trace(true);
    double[] runtime = new double[1];
    Supplier<Backend> opener =
        () -> {
          long opening = System.nanoTime();
          Backend opened = backend.get();
          runtime[0] = Stopwatch.seconds(opening);
          return new ObservedBackend(opened, trace);
        };
    long start = System.nanoTime();
    try (Pipeline pipeline = Pipeline.open(model, opener, bench.precision())) {
      List<ReferenceAudio> recordings = SampleVoice.recordings(pipeline);
      double load = Stopwatch.seconds(start) - runtime[0];
      double voiceSeconds = seconds(() -> pipeline.voice(recordings));
      VoiceData voice = pipeline.voice(recordings);
      StagedBench.Sentence first = bench.sentences().getFirst();
      List<Double> utterances = new ArrayList<>();
      utterances.add(seconds(() -> pipeline.speak(bench.utterance(first, voice))));
      double process = secondsOfProcess();
      while (utterances.size() < UTTERANCES) {
        utterances.add(seconds(() -> pipeline.speak(bench.utterance(first, voice))));
      }
      StartUp startUp =
          new StartUp(
              process,
              runtime[0],
              load,
              voiceSeconds,
              utterances,
              trace.uploadSeconds(),
              trace.uploadedBytes(),
              trace.compiled());
      List<ProfiledSentence> profiled = new ArrayList<>();
      for (StagedBench.Sentence sentence : bench.sentences()) {
        pipeline.speak(bench.utterance(sentence, voice)); // captures
        trace.reset();
        pipeline.speak(
            bench.utterance(sentence, voice), trace.watching(PipelineListener.NONE), () -> false);
        Timeline timeline = trace.timeline();
        profiled.add(new ProfiledSentence(sentence.label(), Profile.of(timeline), timeline));
      }
      return new ProfiledBench(startUp, profiled);
    }
  }

  private static double secondsOfProcess() {
    return 1e-3 * ManagementFactory.getRuntimeMXBean().getUptime();
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Stopwatch.seconds(start);
  }
}
