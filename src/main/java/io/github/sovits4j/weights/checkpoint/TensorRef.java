package io.github.sovits4j.weights.checkpoint;

/**
 * A tensor as the pickle describes it, not checked yet.
 *
 * @param storage the numbers it looks into
 * @param offset index of its first number
 * @param size extents, outermost first
 * @param stride steps between neighbours on each axis, in numbers
 * @param negated whether the numbers stand for their opposites
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
record TensorRef(StorageRef storage, long offset, long[] size, long[] stride, boolean negated)
    implements Pickled {

  /** Most dimensions of a tensor; networks have up to 4. */
  static final int HIGHEST_RANK = 16;
}
