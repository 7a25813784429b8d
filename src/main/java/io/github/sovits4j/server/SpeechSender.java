package io.github.sovits4j.server;

import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechPart;

/** Brings speech to a client. */
interface SpeechSender {

  /** The next part of it. */
  void part(SpeechPart part);

  /** All of it was given. */
  void end(Speech speech);
}
