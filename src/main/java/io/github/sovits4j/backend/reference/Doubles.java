package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;

/**
 * A tensor of real numbers, read as doubles and written with the rounding of its storage. Axes have
 * the extents in force; memory is laid out for the capacities.
 */
final class Doubles {

  private final float[] memory;
  private final DataType storage;
  private final int[] extents; // in force
  private final int[] strides; // of the last three axes

  private Doubles(float[] memory, DataType storage, int[] extents, int[] strides) {
    this.memory = memory;
    this.storage = storage;
    this.extents = extents;
    this.strides = strides;
  }

  /**
   * @param extents in force
   */
  static Doubles of(Tensor tensor, float[] memory, int[] extents) {
    int row = tensor.size(-1);
    int plane = tensor.rank() < 2 ? row : row * tensor.size(-2);
    return new Doubles(memory, tensor.type(), extents, new int[] {plane, row, 1});
  }

  /** What is absent counts as zeros, of any shape. */
  static Doubles absent() {
    return new Doubles(new float[1], DataType.F32, new int[0], new int[3]);
  }

  /** The extent of an axis in force. */
  int size(int axis) {
    return extents[axis];
  }

  /** An element of a vector. */
  double at(int i) {
    return memory[i * strides[2]];
  }

  /** An element of a matrix. */
  double at(int i, int j) {
    return memory[i * strides[1] + j * strides[2]];
  }

  /** An element of three axes. */
  double at(int i, int j, int k) {
    return memory[i * strides[0] + j * strides[1] + k * strides[2]];
  }

  /** Stores an element of a matrix. */
  void set(int i, int j, double value) {
    store(i * strides[1] + j, value);
  }

  /** Stores an element of three axes. */
  void set(int i, int j, int k, double value) {
    store(i * strides[0] + j * strides[1] + k, value);
  }

  private void store(int at, double value) {
    memory[at] = storage.round((float) value);
  }
}
