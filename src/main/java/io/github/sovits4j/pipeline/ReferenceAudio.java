package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.Waveform;

/**
 * A recording of a voice.
 *
 * @param sound up to 60 s of any rate; 3 to 10 s of clean speech are best
 * @param embedding for the Pro versions the speaker-verification embedding; else null
 */
public record ReferenceAudio(Waveform sound, float[] embedding) {

  /** A recording for the versions that need nothing more. */
  public static ReferenceAudio of(Waveform sound) {
    return new ReferenceAudio(sound, null);
  }
}
