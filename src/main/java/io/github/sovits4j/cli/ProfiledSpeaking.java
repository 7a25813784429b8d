package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.audio.SampleFormat;
import io.github.sovits4j.audio.WavWriter;
import io.github.sovits4j.bench.Ceilings;
import io.github.sovits4j.bench.ChromeTrace;
import io.github.sovits4j.bench.DeviceReport;
import io.github.sovits4j.bench.ObservedBackend;
import io.github.sovits4j.bench.Profile;
import io.github.sovits4j.bench.Timeline;
import io.github.sovits4j.bench.Trace;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.pipeline.Pipeline;
import io.github.sovits4j.pipeline.Spoken;
import io.github.sovits4j.pipeline.SpokenSentence;
import io.github.sovits4j.pipeline.VoiceData;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The main job, watched from inside: the same WAV, a trace, and how busy the device was. */
final class ProfiledSpeaking {

  private static final double CEILING_SECONDS = 0.1;
  private static final int PROFILED_KERNELS = 10;

  private ProfiledSpeaking() {}

  static void speak(SpeakingTask task, Path profile, PrintWriter out, PrintWriter err) {
    task.check();
    new SpeechOutput(profile).checkTrace(task);
    PrintWriter messages = task.output().messages(out, err);
    SpeechOptions options = task.options();
    if (task.timestamps().wanted()) {
      throw new UserException(
          "--profile: expected it without --timestamps and --subtitles, for which more is computed"
              + " than speech; run the command twice.");
    }
    if (task.stream() != StreamingMode.WHOLE) {
      throw new UserException(
          "--profile: expected it without --stream, got both; sovits bench --streaming tells what"
              + " streaming costs.");
    }
    Trace trace = new Trace(true);
    BackendOptions profiling = BackendOptions.DEFAULT.withProfiling(true);
    try (Pipeline pipeline =
        Pipeline.open(
            task.model(),
            task.voice().encoders(),
            () -> new ObservedBackend(Backends.open(options.backend, profiling), trace),
            options.precision.asked().orElse(null))) {
      if (options.atOnce != null) {
        pipeline.sentencesAtOnce(options.atOnce);
      }
      VoiceData voice = task.voice().make(pipeline);
      new Remarks(err).ofVoice(voice.remarks());
      Spoken spoken;
      try (StatusLine status = new StatusLine(err)) {
        trace.reset(); // the profile is of speaking
        spoken =
            pipeline.speak(
                options.utterance(task.text(), task.language(), voice),
                trace.watching(status.listener()),
                () -> false);
      }
      WavWriter writer = new WavWriter(SampleFormat.PCM_16);
      task.output()
          .write(
              file -> writer.write(spoken.audio(), file),
              stream -> writer.write(spoken.audio(), stream));
      messages.printf(
          Locale.ROOT,
          "%s: %.2f s of audio; real-time factor %.2f with profiling%n",
          task.output(),
          spoken.audio().seconds(),
          spoken.realTimeFactor());
      remark(spoken, new Remarks(err));
    }
    report(trace.timeline(), options.backend, profile, messages, err);
  }

  private static void remark(Spoken spoken, Remarks remarks) {
    if (!spoken.unspoken().isEmpty()) {
      remarks.notSpoken(spoken.unspoken().describe());
    }
    List<SpokenSentence> sentences = spoken.sentences();
    for (int i = 0; i < sentences.size(); i++) {
      SpokenSentence sentence = sentences.get(i);
      if (!sentence.ended()) {
        double seconds = (double) sentence.samples().length / spoken.audio().sampleRate();
        remarks.stopped(i + 1, sentences.size(), seconds, sentence.text().strip());
      }
    }
  }

  /** Writes the trace; prints how busy the device was, and its kernels beside its limits. */
  private static void report(
      Timeline timeline, String backend, Path profile, PrintWriter out, PrintWriter err) {
    ChromeTrace.write(timeline, profile);
    err.println("tts: measuring what the device can do at most");
    err.flush();
    Ceilings ceilings;
    try (Backend measured = Backends.open(backend)) {
      ceilings = DeviceReport.measure(measured, CEILING_SECONDS).ceilings();
    }
    out.printf(
        "%s: %d calls of the host, %d launches of the device%n",
        profile, timeline.spans().size(), timeline.launches().size());
    Profile.of(timeline).print(ceilings, PROFILED_KERNELS, out);
  }
}
