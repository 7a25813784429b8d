package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.Waveform;
import io.github.sovits4j.text.TextLanguage;

/**
 * A recording of a voice.
 *
 * @param sound up to 60 s of any rate; 3 to 10 s of clean speech are best
 * @param embedding the speaker-verification embedding, for the Pro versions; null: it is computed
 *     where it is needed
 * @param transcript the words that are spoken; null: unknown
 * @param language the language of the transcript; null: unknown
 * @param codes semantic codes of what is spoken; null: they are computed where they are needed
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
public record ReferenceAudio(
    Waveform sound, float[] embedding, String transcript, TextLanguage language, int[] codes) {

  /** A recording alone. */
  public static ReferenceAudio of(Waveform sound) {
    return new ReferenceAudio(sound, null, null, null, null);
  }
}
