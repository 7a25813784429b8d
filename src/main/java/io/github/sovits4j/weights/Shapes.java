package io.github.sovits4j.weights;

import io.github.sovits4j.UserException;
import java.util.Arrays;

/** Arithmetic on tensor shapes that cannot overflow silently. */
final class Shapes {

  private Shapes() {}

  /**
   * The product of the extents; 1 for a scalar.
   *
   * @throws UserException when an extent is negative or the product overflows 63 bits
   */
  static long elements(String name, int... shape) {
    long product = 1;
    for (int extent : shape) {
      if (extent < 0) {
        throw new UserException(
            "Tensor "
                + Quote.of(name)
                + " has a negative extent in its shape "
                + Arrays.toString(shape)
                + ". The file is damaged; get it again.");
      }
      try {
        product = Math.multiplyExact(product, extent);
      } catch (ArithmeticException e) {
        throw tooLarge(name, shape, e);
      }
    }
    return product;
  }

  static UserException tooLarge(String name, int[] shape, Throwable cause) {
    return new UserException(
        "Tensor "
            + Quote.of(name)
            + " claims the shape "
            + Arrays.toString(shape)
            + ", more bytes than 63 bits can count. The file is damaged; get it again.",
        cause);
  }
}
