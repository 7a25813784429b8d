package io.github.sovits4j.pipeline;

import io.github.sovits4j.text.CutText;
import io.github.sovits4j.text.Sentence;
import io.github.sovits4j.text.SentenceList;
import java.util.List;

/**
 * The sentences of a text, read on the caller's thread when they are wanted: while the device
 * speaks the first ones, the next are read.
 */
final class TextInWork {

  /** Reads pieces of the text. */
  interface Reader {
    /** The sentences of each piece, {@code to} not included. */
    List<List<Sentence>> read(int from, int to);
  }

  private final SentenceList sentences;
  private final Reader reader;
  private final WorkTime time;

  /**
   * @param time that the reader takes
   */
  TextInWork(CutText text, Reader reader, WorkTime time) {
    this.sentences = new SentenceList(text);
    this.reader = reader;
    this.time = time;
  }

  /**
   * Reads on until so many sentences are there, or all.
   *
   * @throws io.github.sovits4j.UserException where nothing can be spoken
   */
  void readUntil(int wanted) {
    while (sentences.size() < wanted && !isRead()) {
      int missing = Math.min(wanted - sentences.size(), sentences.left()); // a piece is about one
      int from = sentences.next();
      reader.read(from, from + missing).forEach(sentences::add);
    }
  }

  /** Whether all of the text was read. */
  boolean isRead() {
    return sentences.left() == 0;
  }

  /** Seconds that reading took so far. */
  double seconds() {
    return time.seconds();
  }

  /** How many sentences were read. */
  int size() {
    return sentences.size();
  }

  /** How many sentences there will be, as far as is known: a piece that was not read is one. */
  int expected() {
    return sentences.size() + sentences.left();
  }

  /** Some of those that were read. */
  List<Sentence> sentences(int from, int to) {
    return sentences.from(from, to);
  }

  /** One that was read, with the silence around it once the next was read or all. */
  Sentence sentence(int index) {
    return sentences.from(index, index + 1).getFirst();
  }
}
