package io.github.sovits4j.server;

import io.github.sovits4j.audio.encoding.SoundFormat;
import io.github.sovits4j.tts.Speech;
import io.github.sovits4j.tts.SpeechPart;

/** Sends speech when all of it is there, with its length. */
final class WholeSender implements SpeechSender {

  private final Exchange exchange;
  private final SoundFormat format;

  WholeSender(Exchange exchange, SoundFormat format) {
    this.exchange = exchange;
    this.format = format;
  }

  @Override
  public void part(SpeechPart part) {
    // The speech at the end holds it.
  }

  @Override
  public void end(Speech speech) {
    exchange.send(
        format.mediaType(),
        speech.sampleRate(),
        format.encode(speech.samples(), speech.sampleRate()));
  }
}
