package io.github.sovits4j.pipeline;

import io.github.sovits4j.UserException;

/**
 * How the sound of a sentence is made in chunks while its codes are still drawn. Lengths are in
 * codes, of 40 ms before the change of speed.
 *
 * @param atPauses whether a chunk may be some codes longer so that it ends where it is quiet
 * @param first codes of the first chunk; every other is twice as long as the one before
 * @param longest codes of a chunk at most, up to {@value ChunkCutter#PATIENCE} more at a pause
 * @param overlap codes behind a chunk's end that S2 must have seen; there the next chunk is faded
 *     in
 */
public record Chunking(boolean atPauses, int first, int longest, int overlap) {

  /** Longest overlap. */
  public static final int MOST_OVERLAP = 50;

  /** Shortest chunk, but for a sentence's last. */
  public static final int LEAST_CODES = 4;

  /** Longest chunk. */
  public static final int MOST_CODES = 1500;

  /**
   * @throws UserException when a value is out of its range
   */
  public Chunking {
    require("overlap of chunks", overlap, 1, MOST_OVERLAP);
    require("first chunk", first, Math.max(LEAST_CODES, overlap), MOST_CODES);
    require("longest chunk", longest, first, MOST_CODES);
  }

  private static void require(String what, int got, int least, int most) {
    if (got < least || got > most) {
      throw new UserException(
          what + ": expected " + least + " to " + most + " codes, got " + got + ".");
    }
  }
}
