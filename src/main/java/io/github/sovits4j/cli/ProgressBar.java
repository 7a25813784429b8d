package io.github.sovits4j.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** How much of a known amount of work is done, in one line of a terminal; nothing elsewhere. */
final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final int total;
  private final boolean terminal = StatusLine.onTerminal();
  private int done;

  /**
   * @param total steps there will be
   */
  ProgressBar(PrintWriter out, int total) {
    this.out = out;
    this.total = Math.max(1, total);
  }

  /** A step is done. */
  void step(String what) {
    done++;
    show(what);
  }

  /** Says what is being done. */
  void show(String what) {
    if (terminal) {
      int filled = WIDTH * Math.min(done, total) / total;
      out.printf(
          Locale.ROOT,
          "%s[%s%s] %d of %d: %s",
          StatusLine.ERASE,
          "#".repeat(filled),
          "-".repeat(WIDTH - filled),
          done,
          total,
          what);
      out.flush();
    }
  }

  /** Makes room for other output. */
  void clear() {
    if (terminal) {
      out.print(StatusLine.ERASE);
      out.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
