package io.github.sovits4j.pipeline;

import io.github.sovits4j.audio.OutputAudio.Silence;
import io.github.sovits4j.audio.Waveform;

/**
 * A sentence as it lies in the speech; all of them one after the other are the speech.
 *
 * @param audio the sentence with the silence around it; mono, in [-1, 1]
 * @param sentence what became of it
 * @param silence around it
 */
public record SpokenPart(Waveform audio, SpokenSentence sentence, Silence silence) {}
