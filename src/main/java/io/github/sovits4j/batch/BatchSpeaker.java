package io.github.sovits4j.batch;

import io.github.sovits4j.tts.CancellationToken;
import io.github.sovits4j.tts.Speech;

/** Speaks the items of a run; called by many threads at once. */
@FunctionalInterface
public interface BatchSpeaker {

  /**
   * Speaks an item.
   *
   * @throws io.github.sovits4j.UserException when it cannot be spoken, as {@link
   *     io.github.sovits4j.tts.SovitsException} is thrown
   */
  Speech speak(BatchItem item, CancellationToken token);
}
