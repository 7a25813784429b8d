package io.github.sovits4j.ops;

import java.util.List;

/**
 * What a square kernel sees of a picture, so that a two-dimensional convolution is a product over
 * channels. A channel is a picture whose lines lie one behind the other: {@code width} elements for
 * every time step. With {@code p = (kernel − 1) / 2}:
 *
 * <pre>
 * y[(k · kernel + j) · channels + c, t · width' + f] = x[c, (t·stride + j − p) · width + f·stride + k − p]
 * </pre>
 *
 * where x counts as 0 outside the picture: lines before the first and from the last in force on,
 * and what lies before or behind a line. j counts along time, k along the line.
 *
 * @param x {@code [channels, time · width]}
 * @param kernel odd
 * @param stride step along both axes
 * @param width elements of a line of x; a line of y has {@code (width − 1) / stride + 1}
 * @param y {@code [kernel · kernel · channels, time' · width']}
 */
public record Patches(Tensor x, int kernel, int stride, int width, Tensor y) implements Operator {

  public Patches {
    String op = "Patches";
    Check.that(kernel >= 1 && kernel % 2 == 1, op, "an odd kernel", kernel);
    Check.that(stride >= 1, op, "a stride of at least 1", stride);
    Check.that(x.rank() == 2 && lines(x, width), op, "x [channels, lines of " + width + "]", x);
    int narrowed = narrowed(width, stride);
    Check.shape(op, "y", y, Dim.of(kernel * kernel * x.size(0)), null);
    Check.that(lines(y, narrowed), op, "y of lines of " + narrowed, y);
    Check.that(
        y.size(1) / narrowed <= (x.size(1) / width - 1) / stride + 1,
        op,
        "a y that x " + x + " covers",
        y);
  }

  private static boolean lines(Tensor tensor, int width) {
    return width >= 1 && tensor.dim(1).factor() % width == 0;
  }

  /** Elements of a line of y, given those of a line of x. */
  public static int narrowed(int width, int stride) {
    return (width - 1) / stride + 1;
  }

  /** Elements of a line of y. */
  public int narrowed() {
    return narrowed(width, stride);
  }

  @Override
  public List<Tensor> reads() {
    return List.of(x);
  }

  @Override
  public List<Tensor> writes() {
    return List.of(y);
  }

  @Override
  public long flops() {
    return 0;
  }
}
