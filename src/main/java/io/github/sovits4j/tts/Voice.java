package io.github.sovits4j.tts;

/**
 * Whose voice is spoken with: made once by {@link TextToSpeech#voice}, used for any number of
 * requests, by any thread, with the model that made it.
 */
public final class Voice {

  private final float[] speaker;
  private final TextToSpeech owner;

  Voice(float[] speaker, TextToSpeech owner) {
    this.speaker = speaker;
    this.owner = owner;
  }

  float[] speaker() {
    return speaker;
  }

  TextToSpeech owner() {
    return owner;
  }
}
