package io.github.sovits4j.pipeline;

/**
 * What the networks need to know of a voice.
 *
 * @param speaker the speaker vector {@code [gin]} of S2
 */
public record VoiceData(float[] speaker) {}
