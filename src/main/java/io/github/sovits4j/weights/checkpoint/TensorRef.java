package io.github.sovits4j.weights.checkpoint;

/**
 * A tensor as the pickle describes it, not checked yet.
 *
 * @param storage the numbers it looks into
 * @param offset index of its first number
 * @param size extents, outermost first
 * @param stride steps between neighbours on each axis, in numbers
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
record TensorRef(StorageRef storage, long offset, long[] size, long[] stride) implements Pickled {}
