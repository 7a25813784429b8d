package io.github.sovits4j.model.sovits;

/**
 * Speech, and what a streaming caller keeps for the next chunk.
 *
 * @param samples in (−1, 1)
 * @param latent the prior's frames {@code [hidden, frames]} before the change of speed; null unless
 *     the input had an {@link Overlap}
 */
public record Decoded(float[] samples, float[] latent) {}
