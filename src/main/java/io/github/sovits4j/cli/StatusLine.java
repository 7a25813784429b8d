package io.github.sovits4j.cli;

import io.github.sovits4j.tts.Progress;
import io.github.sovits4j.tts.Stage;
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
  public void update(Stage stage, int sentence, int sentences, int codes) {
    long now = System.nanoTime();
    if (!terminal || (stage == Stage.DECODE && now - lastShown < NANOS_BETWEEN)) {
      return;
    }
    lastShown = now;
    out.printf(
        Locale.ROOT,
        "%ssentence %d of %d: %s %.1f s of speech",
        ERASE,
        sentence,
        sentences,
        stage == Stage.DECODE ? "composing," : "voicing",
        codes * SECONDS_PER_CODE);
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
