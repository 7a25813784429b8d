package io.github.sovits4j.model.t2s;

/**
 * The codes generated for one item, without its prompt and without the end of the sequence.
 *
 * @param codes all codes, in order
 * @param ended whether the network ended the sequence; false when it was cut off by the limit
 */
public record Generated(int[] codes, boolean ended) {}
