package io.github.sovits4j.cli;

import io.github.sovits4j.batch.BatchFolder;
import io.github.sovits4j.batch.BatchItem;
import io.github.sovits4j.batch.BatchListener;
import io.github.sovits4j.tts.SentenceReport;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.weights.Quote;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Tells a user how far a batch is, what failed as it fails, and at the end what became of it. */
final class BatchReport implements BatchListener {

  private static final int MOST_LISTED = 20;

  private final PrintWriter err;
  private final long started = System.nanoTime();
  private ProgressBar bar;
  private int spoken;
  private int failed;
  private int doubtful;
  private double audio; // seconds

  BatchReport(PrintWriter err) {
    this.err = err;
    bar = new ProgressBar(err, 1);
  }

  /**
   * The model is loaded.
   *
   * @param items that are to be spoken
   */
  void begin(int items) {
    bar = new ProgressBar(err, items);
    bar.show("loading the model");
  }

  @Override
  public void spoken(BatchItem item, Speech speech) {
    spoken++;
    audio += speech.seconds();
    if (speech.sentences().stream().anyMatch(s -> s.ending() != SentenceReport.Ending.SPOKEN)) {
      doubtful++;
    }
    step();
  }

  @Override
  public void failed(BatchItem item, String message) {
    failed++;
    if (failed <= MOST_LISTED) {
      bar.clear();
      err.println(
          "sovits: line "
              + item.line()
              + ", "
              + Quote.of(item.id())
              + ": "
              + Quote.line(String.valueOf(message)));
      err.flush();
    } else if (failed == MOST_LISTED + 1) {
      bar.clear();
      err.println("sovits: more failed; they are in " + BatchFolder.RESULTS);
      err.flush();
    }
    step();
  }

  private void step() {
    bar.step(
        String.format(
            Locale.ROOT,
            "%.0f s of speech in %.0f s",
            audio,
            (System.nanoTime() - started) * 1e-9));
  }

  int failed() {
    return failed;
  }

  /** What became of it all, in one line. */
  void end(Path folder, int kept, PrintWriter out) {
    bar.clear();
    double seconds = (System.nanoTime() - started) * 1e-9;
    out.printf(
        Locale.ROOT,
        "%s: %d spoken (%.1f s of audio in %.1f s), %d were there already, %d failed%s%n",
        Quote.path(folder),
        spoken,
        audio,
        seconds,
        kept,
        failed,
        doubtful == 0
            ? ""
            : "; " + doubtful + " seem to have gone wrong in part (listen_to in the results)");
    out.flush();
  }
}
