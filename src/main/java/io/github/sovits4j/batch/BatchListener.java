package io.github.sovits4j.batch;

import io.github.sovits4j.tts.Speech;

/** Is told what becomes of items, one at a time. */
public interface BatchListener {

  /** An item's file and result stand. */
  void spoken(BatchItem item, Speech speech);

  /** An item could not be spoken, and its result says so. */
  void failed(BatchItem item, String message);
}
