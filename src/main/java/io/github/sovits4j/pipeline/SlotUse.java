package io.github.sovits4j.pipeline;

/**
 * What S1 is at.
 *
 * @param slots that were opened last; 0: none yet
 * @param taken of them by a sentence
 * @param waiting sentences that are given and not begun
 */
public record SlotUse(int slots, int taken, int waiting) {

  /** Before anything was spoken. */
  static final SlotUse NONE = new SlotUse(0, 0, 0);
}
