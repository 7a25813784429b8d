package io.github.sovits4j.ops;

import java.util.ArrayList;
import java.util.List;

/** Shape checks of the operators: one line that says operator, argument, expected and got. */
final class Check {

  private Check() {}

  /** A tensor must have these extents; null stands for any. */
  static void shape(String operator, String argument, Tensor tensor, Dim... expected) {
    boolean same = tensor.rank() == expected.length;
    for (int i = 0; same && i < expected.length; i++) {
      same = expected[i] == null || expected[i].equals(tensor.dim(i));
    }
    if (!same) {
      StringBuilder wanted = new StringBuilder("[");
      for (Dim dim : expected) {
        wanted.append(wanted.length() == 1 ? "" : ", ").append(dim == null ? "any" : dim);
      }
      throw new IllegalArgumentException(
          operator + ": " + argument + ": expected " + wanted + "], got " + tensor);
    }
  }

  /** As {@link #shape(String, String, Tensor, Dim...)} with fixed extents. */
  static void shape(String operator, String argument, Tensor tensor, int... expected) {
    Dim[] dims = new Dim[expected.length];
    for (int i = 0; i < expected.length; i++) {
      dims[i] = Dim.of(expected[i]);
    }
    shape(operator, argument, tensor, dims);
  }

  /** Two tensors must have the same shape and storage. */
  static void alike(String operator, String argument, Tensor tensor, String other, Tensor like) {
    that(
        tensor.dims().equals(like.dims()) && tensor.type() == like.type(),
        operator,
        argument + " shaped and stored as " + other + ' ' + like,
        tensor);
  }

  /** Only what an operator reads from narrow storage may be stored so. */
  static void storage(Operator operator) {
    for (List<Tensor> tensors : List.of(operator.reads(), operator.writes())) {
      for (Tensor tensor : tensors) {
        boolean narrow = tensor.type() == DataType.F16 || tensor.type() == DataType.I8;
        that(
            !narrow || operator.narrow().contains(tensor),
            operator.name(),
            "32 bits for every tensor but " + operator.narrow(),
            tensor);
      }
    }
  }

  /** A tensor must hold this type. */
  static void type(String operator, String argument, Tensor tensor, DataType expected) {
    if (tensor.type() != expected) {
      throw new IllegalArgumentException(
          operator + ": " + argument + ": expected " + expected + ", got " + tensor);
    }
  }

  /** Rows of numbers that a network computed for its steps, and which of them counts. */
  static void modulation(String operator, Tensor modulation, Tensor step, int width) {
    that(
        modulation.rank() == 2 && modulation.size(1) >= width,
        operator,
        "a modulation with rows of at least " + width,
        modulation);
    shape(operator, "step", step, 1);
    type(operator, "step", step, DataType.I32);
  }

  /** A condition on the parameters. */
  static void that(boolean condition, String operator, String expected, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(operator + ": expected " + expected + ", got " + got);
    }
  }

  /**
   * Whether part of an output can be copied to an input: both F32, and the same fixed extents but
   * for the last.
   *
   * @return rows, of which each is copied in part
   */
  static int copied(Tensor input, Tensor output) {
    int leading = output.rank() - 1;
    List<Dim> dims = output.dims().subList(0, leading);
    that(
        input.type() == DataType.F32
            && output.type() == DataType.F32
            && input.rank() == output.rank()
            && input.dims().subList(0, leading).equals(dims)
            && dims.stream().allMatch(Dim::fixed),
        "copy",
        "an F32 output of the fixed rows of " + input,
        output);
    return dims.stream().mapToInt(Dim::capacity).reduce(1, Math::multiplyExact);
  }

  /** Steps {@code first … first+steps-1} must be among those in force. */
  static void part(Tensor output, int time, int first, int steps) {
    that(
        first >= 0 && steps >= 1 && first <= time - steps,
        "copy",
        "steps among the " + time + " of " + output,
        first + " … " + (first + steps - 1));
  }

  /** The tensors that are not null, in order. */
  static List<Tensor> present(Tensor... tensors) {
    List<Tensor> present = new ArrayList<>(tensors.length);
    for (Tensor tensor : tensors) {
      if (tensor != null) {
        present.add(tensor);
      }
    }
    return List.copyOf(present);
  }
}
