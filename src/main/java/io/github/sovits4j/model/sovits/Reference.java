package io.github.sovits4j.model.sovits;

/**
 * What is known of one reference recording.
 *
 * @param spectrogram linear magnitudes {@code [bins, frames]}, row-major, lowest bins first; bins
 *     the model does not use may follow
 * @param frames at least one
 * @param embedding speaker-verification embedding {@code [speakerDim]} for the Pro versions; else
 *     null
 */
public record Reference(float[] spectrogram, int frames, float[] embedding) {}
