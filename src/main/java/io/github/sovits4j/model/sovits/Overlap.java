package io.github.sovits4j.model.sovits;

/**
 * What a streaming decode needs beside the codes so far.
 *
 * @param resultCodes only the frames of this many last codes are kept; 0: all
 * @param earlier frames {@code [hidden, earlierFrames]} of the previous chunk's latent to blend in;
 *     null: none
 * @param earlierFrames how many frames that is
 * @param padding codes whose frames are dropped at the end, before the last encoder
 */
public record Overlap(int resultCodes, float[] earlier, int earlierFrames, int padding) {}
