package io.github.sovits4j.pipeline;

import io.github.sovits4j.model.sovits.MelPrompt;

/**
 * What S1 goes on from: a reference's words and how they were said.
 *
 * @param codes semantic codes of the reference
 * @param phones phone ids of its transcript
 * @param features text features of these {@code [1024, phones]}, row-major; null: all zero
 * @param transcript the words
 * @param language the code of the language they are said in
 * @param mel what S2 of v3 and v4 goes on from; null for the others
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
public record VoicePrompt(
    int[] codes,
    int[] phones,
    float[] features,
    String transcript,
    String language,
    MelPrompt mel) {}
