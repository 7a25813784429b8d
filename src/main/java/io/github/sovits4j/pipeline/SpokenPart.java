package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.OutputAudio.Silence;
import io.github.sovits4j.audio.Waveform;

/**
 * A sentence, or a chunk of one, as it lies in the speech; all of them one after the other are the
 * speech.
 *
 * @param audio with the silence around it; mono, in [-1, 1]
 * @param text of the sentence
 * @param silence around the part: before a sentence's first, after its last
 * @param sentence what became of the sentence that ends with the part; null: more of it follows
 */
public record SpokenPart(Waveform audio, String text, Silence silence, SpokenSentence sentence) {}
