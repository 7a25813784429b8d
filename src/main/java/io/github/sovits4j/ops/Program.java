package io.github.sovits4j.ops;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A recorded run of a network: operators in order, over handles. It holds no data and knows no
 * device.
 *
 * @param operators what to run, in order
 * @param repeats stretches of operators that recur with other weights: repeated layers
 * @param lengths the lengths the host sets before a replay, by index
 * @param inputs tensors the host writes before a replay
 * @param outputs results the host may read after a replay
 * @param probes outputs that are looked at only when a network is checked, by name
 * @param aside whether it may run at the same time as programs that are not aside; it touches no
 *     states then
 */
public record Program(
    List<Operator> operators,
    List<Repeat> repeats,
    List<Length> lengths,
    List<Tensor> inputs,
    List<Tensor> outputs,
    Map<String, Tensor> probes,
    boolean aside) {

  /**
   * {@code count} stretches of {@code size} operators, one after another from {@code start}; they
   * differ only in the tensors they name. A backend may unroll them or compile one and reuse it.
   *
   * @param start index of the first operator
   * @param size operators of one stretch
   * @param count how many stretches
   */
  public record Repeat(int start, int size, int count) {}

  public Program {
    operators = List.copyOf(operators);
    repeats = List.copyOf(repeats);
    lengths = List.copyOf(lengths);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    probes = Map.copyOf(probes);
    if (aside) {
      operators.forEach(Program::requireNoState);
    }
  }

  /** States are written by the host and by others meanwhile. */
  private static void requireNoState(Operator operator) {
    Stream.concat(operator.reads().stream(), operator.writes().stream())
        .filter(tensor -> tensor.kind() == Tensor.Kind.STATE)
        .findFirst()
        .ifPresent(
            state -> {
              throw new IllegalArgumentException(
                  "aside: expected a program without states, but "
                      + operator.name()
                      + " uses "
                      + AbstractBackend.described(state));
            });
  }

  /**
   * Checks what {@link Graph#set} was given.
   *
   * @throws IllegalArgumentException unless the length is of this program and the value in its
   *     range
   */
  public void checkLength(Length length, int value) {
    if (!lengths.contains(length)) {
      throw new IllegalArgumentException(
          "set: expected a length of this graph, got '" + length.name() + "'");
    }
    if (value < 1 || value > length.capacity()) {
      throw new IllegalArgumentException(
          "set: length '"
              + length.name()
              + "': expected 1 … "
              + length.capacity()
              + ", got "
              + value);
    }
  }

  /** Floating-point operations of one replay at full capacity. */
  public long flops() {
    return operators.stream().mapToLong(Operator::flops).sum();
  }

  /** The fewest bytes one replay moves at full capacity, operator by operator. */
  public long bytes() {
    return operators.stream().mapToLong(Operator::bytes).sum();
  }
}
