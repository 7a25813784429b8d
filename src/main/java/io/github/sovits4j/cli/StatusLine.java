package io.github.sovits4j.cli;

import io.github.sovits4j.pipeline.PipelineListener;
import io.github.sovits4j.pipeline.Stage;
import io.github.sovits4j.tts.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** One line on a terminal that says how far a request is; nothing at all elsewhere. */
final class StatusLine implements Progress, AutoCloseable {

  private static final long NANOS_BETWEEN = 100_000_000;
  private static final double SECONDS_PER_CODE = 0.04;

  /** Empties the line the cursor is on. */
  static final String ERASE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private long lastShown;

  StatusLine(PrintWriter out) {
    this.out = out;
    this.terminal = onTerminal();
  }

  /** Whether somebody watches. */
  @SuppressWarnings("SystemConsoleNull") // it is null again where nobody watches, since JDK 25
  static boolean onTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  @Override
  public void update(State state) {
    show(
        state.activity() == Activity.COMPOSING,
        state.sentence(),
        state.sentences(),
        state.seconds());
  }

  /** For those that listen to the pipeline itself. */
  PipelineListener listener() {
    return new PipelineListener() {
      @Override
      public void update(Stage stage, int sentence, int sentences, int codes) {
        show(stage == Stage.DECODE, sentence, sentences, codes * SECONDS_PER_CODE);
      }
    };
  }

  private void show(boolean composing, int sentence, int sentences, double seconds) {
    long now = System.nanoTime();
    if (!terminal || (composing && now - lastShown < NANOS_BETWEEN)) {
      return;
    }
    lastShown = now;
    out.printf(
        Locale.ROOT,
        "%ssentence %d of %d: %s %.1f s of speech",
        ERASE,
        sentence,
        sentences,
        composing ? "composing," : "voicing",
        seconds);
    out.flush();
  }

  @Override
  public void close() {
    if (terminal) {
      out.print(ERASE);
      out.flush();
    }
  }
}
