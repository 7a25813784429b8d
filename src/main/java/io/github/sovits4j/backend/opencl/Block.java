package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;

/**
 * The part of a tensor in force, as a block inside memory laid out for its capacities.
 *
 * @param region bytes of a row, rows, slices
 * @param rowPitch bytes from row to row on the device
 * @param slicePitch bytes from slice to slice on the device
 * @param whole whether the block is all of the memory up to its end, without gaps
 */
record Block(long[] region, long rowPitch, long slicePitch, boolean whole) {

  static Block of(Tensor tensor, int[] lengths) {
    if (tensor.rank() > 3) {
      throw new IllegalArgumentException(tensor + ": expected at most 3 axes");
    }
    int[] value = {1, 1, 1};
    int[] capacity = {1, 1, 1};
    for (int axis = 0; axis < tensor.rank(); axis++) {
      Dim dim = tensor.dim(-1 - axis);
      value[axis] = dim.value(lengths);
      capacity[axis] = dim.capacity();
    }
    long width = tensor.type().bytes();
    boolean whole =
        (value[0] == capacity[0] || value[1] * value[2] == 1)
            && (value[1] == capacity[1] || value[2] == 1);
    return new Block(
        new long[] {value[0] * width, value[1], value[2]},
        capacity[0] * width,
        (long) capacity[0] * capacity[1] * width,
        whole);
  }

  /** Bytes of the data, packed. */
  long bytes() {
    return region[0] * region[1] * region[2];
  }
}
