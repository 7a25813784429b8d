package io.github.sovits4j.tts;

import io.github.sovits4j.pipeline.VoiceData;

/**
 * Whose voice is spoken with: made once by {@link TextToSpeech#voice}, used for any number of
 * requests, by any thread, with the model that made it.
 */
public final class Voice {

  private final VoiceData data;
  private final TextToSpeech owner;

  Voice(VoiceData data, TextToSpeech owner) {
    this.data = data;
    this.owner = owner;
  }

  VoiceData data() {
    return data;
  }

  TextToSpeech owner() {
    return owner;
  }
}
