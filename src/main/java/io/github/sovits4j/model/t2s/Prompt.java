package io.github.sovits4j.model.t2s;

/**
 * What one item of a batch is generated from.
 *
 * @param phones phone ids, those of the reference text first
 * @param bert BERT features {@code [1024, phones]}, row-major; null: all zero
 * @param codes semantic codes of the reference; empty in prompt-free mode
 * @param stream which of the seed's streams of random numbers the item draws from
 */
public record Prompt(int[] phones, float[] bert, int[] codes, int stream) {

  /** Rows of the prompt in the transformer. */
  public int rows() {
    return phones.length + codes.length;
  }
}
