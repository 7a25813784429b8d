package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
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
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Timings;
import io.github.sovits4j.tts.Voice;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The main job: a model, a reference and a text in, a WAV and one line of figures out. */
final class Speaking {

  private static final double CEILING_SECONDS = 0.1;
  private static final int PROFILED_KERNELS = 10;

  private Speaking() {}

  static void speak(
      Path model,
      Path[] references,
      String text,
      String language,
      SpeechOptions options,
      Path output,
      Path profile,
      PrintWriter out,
      PrintWriter err) {
    requireWritable(output);
    if (profile != null) {
      requireWritable(profile);
    }
    Trace trace = profile == null ? null : new Trace(true);
    long started = System.nanoTime();
    try (TextToSpeech tts =
        TextToSpeech.builder(model)
            .backend(() -> backend(options.backend, trace))
            .precision(options.precision.get())
            .open()) {
      double loading = seconds(started);
      long encodingStarted = System.nanoTime();
      Path[] more = Arrays.copyOfRange(references, 1, references.length);
      Voice voice = tts.voice(references[0], more);
      double encoding = seconds(encodingStarted);
      Speech speech;
      try (StatusLine status = new StatusLine(err)) {
        if (trace != null) {
          trace.reset(); // the profile is of speaking
        }
        speech =
            tts.speak(
                options.request(text, language, voice),
                trace == null ? status : trace.watching(status));
      }
      speech.writeWav(output);
      out.println(summary(speech, loading, encoding, tts.memory(), output));
    }
    if (trace != null) {
      report(trace.timeline(), options.backend, profile, out, err);
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

  private static Backend backend(String name, Trace trace) {
    return trace == null
        ? Backends.open(name)
        : new ObservedBackend(
            Backends.open(name, BackendOptions.DEFAULT.withProfiling(true)), trace);
  }

  /** Found out before minutes of work, not after. */
  private static void requireWritable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UserException(
          output
              + ": cannot write here; expected an existing, writable folder, got "
              + folder
              + ".");
    }
    if (Files.isDirectory(output)) {
      throw new UserException(output + ": expected a file to write, got a folder.");
    }
  }

  private static String summary(
      Speech speech, double loading, double encoding, DeviceMemory memory, Path output) {
    Timings t = speech.timings();
    return String.format(
        Locale.ROOT,
        "%s: %.2f s of audio at %d Hz; load %.2f s, reference %.2f s, text %.2f s, S1 %.2f s (%d"
            + " codes, %.1f ms each), S2 %.2f s; real-time factor %.2f; peak device memory %.0f MB",
        output,
        speech.audio().seconds(),
        speech.audio().sampleRate(),
        loading,
        encoding,
        t.text(),
        t.semantic(),
        t.codes(),
        1000 * t.semantic() / Math.max(1, t.codes()),
        t.decode(),
        speech.realTimeFactor(),
        memory.peak() / 1e6);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }
}
