package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.lang.foreign.MemorySegment;

/** Tensors that lie in a file: beside their values, the stored type and the raw bytes are known. */
public interface StoredTensorSource extends TensorSource {

  /**
   * Name, element type and shape of a tensor.
   *
   * @throws UserException when there is no such tensor
   */
  TensorInfo info(String name);

  /**
   * The elements as stored: row-major, little-endian, without gaps; read-only. Valid until the
   * source is closed.
   *
   * @throws UserException when there is no such tensor or its bytes are damaged
   */
  MemorySegment bytes(String name);

  /**
   * The element type of a tensor.
   *
   * @throws UserException when there is no such tensor
   */
  default DType dtype(String name) {
    return info(name).dtype();
  }

  @Override
  default int[] shape(String name) {
    return info(name).shape();
  }

  @Override
  default float[] floats(String name) {
    return Elements.floats(info(name), bytes(name));
  }

  /**
   * All elements of an F64 tensor.
   *
   * @throws UserException when there is no such tensor or it has another type
   */
  default double[] doubles(String name) {
    return Elements.doubles(info(name), bytes(name));
  }

  /**
   * All elements of an I64, I32, I16, I8, U8 or BOOL tensor, widened to long.
   *
   * @throws UserException when there is no such tensor or it holds floating-point numbers
   */
  default long[] longs(String name) {
    return Elements.longs(info(name), bytes(name));
  }

  /**
   * All elements of an integer tensor as int.
   *
   * @throws UserException when there is no such tensor, it holds floating-point numbers or a value
   *     does not fit into 32 bits
   */
  default int[] ints(String name) {
    return Elements.ints(info(name), bytes(name));
  }
}
