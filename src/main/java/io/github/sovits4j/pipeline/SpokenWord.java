package io.github.sovits4j.pipeline;

/**
 * When a word is spoken.
 *
 * @param text as it is read out
 * @param start seconds from the first sample of its sentence
 * @param end seconds from the same; not before the start
 */
public record SpokenWord(String text, double start, double end) {}
