package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Tensor;
import java.util.function.ToIntFunction;

/**
 * How packed elements lie in a bank; see {@link TransferTasks}.
 *
 * @param count packed elements
 * @param run elements of a row
 * @param inner rows of an item
 * @param innerStep distance of rows
 * @param outerStep distance of items
 */
record Rows(int count, int run, int inner, int innerStep, int outerStep) {

  /** Elements that lie together. */
  static Rows packed(int count) {
    return new Rows(count, count, 1, count, count);
  }

  /** The part of a tensor that is in force. */
  static Rows of(Tensor tensor, ToIntFunction<Dim> value) {
    int rank = tensor.rank();
    int run = value.applyAsInt(tensor.dim(-1));
    int inner = rank < 2 ? 1 : value.applyAsInt(tensor.dim(-2));
    int outer = 1;
    for (int axis = 0; axis < rank - 2; axis++) {
      if (axis > 0 && !tensor.dim(axis).fixed()) {
        throw new IllegalArgumentException(tensor + ": lengths only on the last two axes, please");
      }
      outer *= value.applyAsInt(tensor.dim(axis));
    }
    return new Rows(run * inner * outer, run, inner, step(tensor), itemStep(tensor));
  }

  /** Distance of rows: rows of real numbers are padded to whole vectors. */
  static int step(Tensor tensor) {
    int n = tensor.size(-1);
    return tensor.type().real() ? Lanes.roundUp(n) : n;
  }

  /** Distance of items, which are matrices. */
  static int itemStep(Tensor tensor) {
    return tensor.rank() < 2 ? step(tensor) : tensor.size(-2) * step(tensor);
  }

  /** Elements of the bank that a tensor takes. */
  static int elements(Tensor tensor) {
    return Math.multiplyExact(tensor.elements() / tensor.size(-1), step(tensor));
  }

  /** Where packed element g lies, from the start. */
  int place(int g) {
    int row = g / run;
    int outer = row / inner;
    return outer * outerStep + (row - outer * inner) * innerStep + g - row * run;
  }
}
