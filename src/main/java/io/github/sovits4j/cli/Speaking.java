package io.github.sovits4j.cli;

import io.github.sovits4j.UserException;
import io.github.sovits4j.bench.ObservedBackend;
import io.github.sovits4j.bench.Trace;
import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
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
        speech = tts.speak(options.request(text, language, voice), status);
      }
      speech.writeWav(output);
      out.println(summary(speech, loading, encoding, output));
      if (trace != null) {
        trace.write(profile);
        out.println(profile + ": " + trace.spans().size() + " calls");
      }
    }
  }

  private static Backend backend(String name, Trace trace) {
    Backend backend = Backends.open(name);
    return trace == null ? backend : new ObservedBackend(backend, trace);
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

  private static String summary(Speech speech, double loading, double encoding, Path output) {
    Timings t = speech.timings();
    return String.format(
        Locale.ROOT,
        "%s: %.2f s of audio at %d Hz; load %.2f s, reference %.2f s, text %.2f s, S1 %.2f s (%d"
            + " codes, %.1f ms each), S2 %.2f s; real-time factor %.2f",
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
        speech.realTimeFactor());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }
}
