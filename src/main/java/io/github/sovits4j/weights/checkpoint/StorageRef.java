package io.github.sovits4j.weights.checkpoint;

import io.github.sovits4j.weights.DType;

/**
 * A row of numbers in the archive that tensors look into.
 *
 * @param dtype type of the numbers
 * @param key name of its entry below {@code data/}
 * @param elements how many numbers it claims to hold
 */
record StorageRef(DType dtype, String key, long elements) implements Pickled {}
