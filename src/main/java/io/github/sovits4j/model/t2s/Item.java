package io.github.sovits4j.model.t2s;

/**
 * An item of a batch: what it is generated from, and how. All of it is the item's own, so that its
 * codes do not depend on who else is in the batch.
 *
 * @param prompt what it is generated from
 * @param sampling how codes are drawn
 * @param seed key of the random numbers; with the prompt's stream it decides all draws
 * @param maxCodes where it is cut off; brought into 1 … {@link Text2SemanticRunner#MOST_CODES}
 */
public record Item(Prompt prompt, SamplerSettings sampling, long seed, int maxCodes) {

  public Item {
    maxCodes = Math.clamp(maxCodes, 1, Text2SemanticRunner.MOST_CODES);
  }
}
