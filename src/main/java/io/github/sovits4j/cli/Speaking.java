package io.github.sovits4j.cli;

import io.github.sovits4j.audio.encoding.SoundEncoder;
import io.github.sovits4j.audio.encoding.SoundFormat;
import io.github.sovits4j.tts.CancellationToken;
import io.github.sovits4j.tts.MemoryUse;
import io.github.sovits4j.tts.SentenceReport;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechRequest;
import io.github.sovits4j.tts.TextToSpeech;
import io.github.sovits4j.tts.Timings;
import io.github.sovits4j.tts.Voice;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The main job: a model, a reference and a text in, a WAV and one line of figures out. */
final class Speaking {

  private Speaking() {}

  static void speak(SpeakingTask task, PrintWriter out, PrintWriter err) {
    task.check();
    SpeechOptions options = task.options();
    SpeechOutput output = task.output();
    long started = System.nanoTime();
    try (TextToSpeech tts = options.model(task.model(), task.voice().encoders()).open()) {
      double loading = seconds(started);
      long encodingStarted = System.nanoTime();
      Voice voice = task.voice().make(tts);
      double encoding = seconds(encodingStarted);
      SpeechRequest.Builder request =
          options
              .request(task.text(), task.language(), voice)
              .timestamps(task.timestamps().wanted());
      task.stream().chunks().ifPresent(request::chunks);
      Speech speech =
          task.stream() == StreamingMode.WHOLE
              ? speak(tts, request.build(), output, err)
              : stream(tts, request.build(), output);
      task.timestamps().write(speech);
      output.messages(out, err).println(summary(speech, loading, encoding, tts.memory(), output));
      new Remarks(err).ofVoice(voice.remarks());
      remark(speech, new Remarks(err));
    }
  }

  /** Writes when all is there. */
  private static Speech speak(
      TextToSpeech tts, SpeechRequest request, SpeechOutput output, PrintWriter err) {
    Speech speech;
    try (StatusLine status = new StatusLine(err)) {
      speech = tts.speak(request, status);
    }
    output.write(speech::writeWav, speech::writeWav);
    return speech;
  }

  /** Writes every part as it comes; of a WAV whose length its header does not tell. */
  private static Speech stream(TextToSpeech tts, SpeechRequest request, SpeechOutput output) {
    SoundEncoder encoder = SoundFormat.WAV.encoder(tts.sampleRate());
    AtomicReference<Speech> speech = new AtomicReference<>();
    output.write(
        out -> {
          speech.set(
              tts.stream(
                  request,
                  part -> send(encoder.encode(part.samples()), out),
                  new CancellationToken()));
          send(encoder.finish(), out);
        });
    return speech.get();
  }

  private static void send(byte[] bytes, OutputStream out) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remark(Speech speech, Remarks remarks) {
    if (!speech.unspoken().isEmpty()) {
      remarks.notSpoken(speech.unspoken().toString());
    }
    List<SentenceReport> sentences = speech.sentences();
    for (int i = 0; i < sentences.size(); i++) {
      SentenceReport sentence = sentences.get(i);
      switch (sentence.ending()) {
        case SPOKEN -> {}
        case CUT ->
            remarks.stopped(
                i + 1, sentences.size(), sentence.end() - sentence.start(), sentence.text());
        case REPEATING, TOO_LONG, TOO_SHORT -> remarks.wentWrong(i + 1, sentences.size(), sentence);
      }
    }
  }

  private static String summary(
      Speech speech, double loading, double encoding, MemoryUse memory, SpeechOutput output) {
    Timings t = speech.timings();
    return String.format(
        Locale.ROOT,
        "%s: %.2f s of audio at %d Hz; load %.2f s, reference %.2f s, text %.2f s, S1 %.2f s (%d"
            + " codes, %.1f ms each), S2 %.2f s; real-time factor %.2f; peak device memory %.0f MB",
        output,
        speech.seconds(),
        speech.sampleRate(),
        loading,
        encoding,
        t.text(),
        t.transformer(),
        speech.codes(),
        1000 * t.transformer() / Math.max(1, speech.codes()),
        t.vocoder(),
        speech.realTimeFactor(),
        memory.peak() / 1e6);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }
}
