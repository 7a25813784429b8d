package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Arrays;

/** Name, element type and shape of a tensor; immutable. */
public final class TensorInfo {

  private final String name;
  private final DType dtype;
  private final int[] shape;
  private final long elements;
  private final long byteSize;

  /**
   * @param name the tensor's name
   * @param dtype its element type
   * @param shape its extents, outermost first; empty for a scalar
   * @throws UserException when an extent is negative or the size in bytes overflows 63 bits
   */
  public TensorInfo(String name, DType dtype, int... shape) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape.clone();
    this.elements = Shapes.elements(name, shape);
    try {
      this.byteSize = Math.multiplyExact(elements, dtype.bytes());
    } catch (ArithmeticException e) {
      throw Shapes.tooLarge(name, shape, e);
    }
  }

  /** The tensor's name. */
  public String name() {
    return name;
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** The extents, outermost first; the array is the caller's own. */
  public int[] shape() {
    return shape.clone();
  }

  /** The number of elements; 1 for a scalar. */
  public long elements() {
    return elements;
  }

  /** The size in bytes. */
  public long byteSize() {
    return byteSize;
  }

  @Override
  public String toString() {
    return Quote.of(name) + " " + dtype + Arrays.toString(shape);
  }
}
