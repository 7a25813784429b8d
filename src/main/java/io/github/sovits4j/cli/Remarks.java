package io.github.sovits4j.cli;

import io.github.sovits4j.tts.SentenceReport;
import io.github.sovits4j.weights.Quote;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Tells the user what would else be found out by listening, if at all. */
final class Remarks {

  private final PrintWriter err;

  Remarks(PrintWriter err) {
    this.err = err;
  }

  /**
   * Characters are missing from the speech.
   *
   * @param characters by kind, in one line
   */
  void notSpoken(String characters) {
    err.println("sovits: not spoken: " + Quote.line(characters));
    err.flush();
  }

  /**
   * Something is odd about the recordings of a voice.
   *
   * @param sentences about it
   */
  void ofVoice(List<String> sentences) {
    sentences.forEach(sentence -> err.println("sovits: " + Quote.line(sentence)));
    err.flush();
  }

  /**
   * It can be seen that a sentence went wrong, at every try: it is far too long or too short for
   * its words, or repeats itself.
   *
   * @param number which it is, from 1
   * @param of how many there are
   * @param sentence what became of it
   */
  void wentWrong(int number, int of, SentenceReport sentence) {
    double seconds = sentence.end() - sentence.start();
    String what =
        switch (sentence.ending()) {
          case REPEATING -> "repeats itself";
          case TOO_SHORT ->
              String.format(Locale.ROOT, "is too short for its words, %.1f s", seconds);
          case TOO_LONG -> String.format(Locale.ROOT, "is too long for its words, %.1f s", seconds);
          case SPOKEN, CUT -> throw new IllegalArgumentException(sentence.toString());
        };
    err.printf(
        "sovits: sentence %d of %d %s, at %s; another --seed or more --retries may help: %s%n",
        number,
        of,
        what,
        sentence.attempts() == 1 ? "its only try" : "each of " + sentence.attempts() + " tries",
        Quote.of(sentence.text()));
    err.flush();
  }

  /**
   * A sentence found no end within what was asked for.
   *
   * @param number which it is, from 1
   * @param of how many there are
   * @param seconds how long it became
   * @param text what it was to say
   */
  void stopped(int number, int of, double seconds, String text) {
    err.printf(
        Locale.ROOT,
        "sovits: sentence %d of %d was stopped at the limit, after %.1f s: %s%n",
        number,
        of,
        seconds,
        Quote.of(text));
    err.flush();
  }
}
