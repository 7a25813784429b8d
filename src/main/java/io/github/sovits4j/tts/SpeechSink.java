package io.github.sovits4j.tts;

/**
 * Takes speech part by part, on the thread that asked for it. While it does not return, the device
 * goes on for some sentences (up to 16 are on their way) and then leaves this request; so a sink
 * that plays what it gets keeps the device no busier than need be. What it throws ends the request
 * and reaches its caller.
 */
@FunctionalInterface
public interface SpeechSink {

  /** The next part of the speech, in the order of the text. */
  void accept(SpeechPart part);
}
