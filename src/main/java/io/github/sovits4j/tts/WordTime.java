package io.github.sovits4j.tts;

/**
 * When a word is spoken.
 *
 * @param text as it is read out
 * @param start seconds from the beginning of the speech
 * @param end seconds from the beginning of the speech; not before the start
 */
public record WordTime(String text, double start, double end) {}
