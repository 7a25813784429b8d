package io.github.sovits4j.server;

import io.github.sovits4j.tts.Speech;

/** Brings speech to a client. */
interface SpeechSender {

  /**
   * The next part of it.
   *
   * @param samples one channel, in [-1, 1]
   * @param sampleRate in Hz
   */
  void part(float[] samples, int sampleRate);

  /** All of it was given. */
  void end(Speech speech);
}
