package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Set;

/**
 * Named tensors that a network reads its weights from. Names are upstream's own; elements are
 * row-major. Implementations may be read by several threads at once.
 */
public interface TensorSource {

  /** The names of all tensors, in the order in which they are stored; not modifiable. */
  Set<String> names();

  /** Whether a tensor of that name exists. */
  default boolean contains(String name) {
    return names().contains(name);
  }

  /**
   * The extents of a tensor, outermost first; empty for a scalar. The array is the caller's own.
   *
   * @throws UserException when there is no such tensor
   */
  int[] shape(String name);

  /**
   * All elements of a tensor, row-major, F16 and BF16 widened exactly to float. The array is the
   * caller's own.
   *
   * @throws UserException when there is no such tensor, when it holds anything but F32, F16 or
   *     BF16, or when it has more elements than a Java array
   */
  float[] floats(String name);
}
