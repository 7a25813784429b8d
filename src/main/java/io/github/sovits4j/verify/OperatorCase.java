package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Operator;
import java.util.function.Consumer;

/**
 * One way to call one operator: shapes, data and what to look at afterwards. The data is a function
 * of the name alone, so every backend and every run sees the same.
 *
 * <pre>{@code
 * try (PreparedCase prepared = operatorCase.prepare(backend)) {
 *   prepared.run();
 *   prepared.read();
 * }
 * }</pre>
 *
 * @param operator what is called
 * @param name what is special about it; unique among the cases of the operator
 * @param real whether the shapes are those of the networks, which is what benchmarks time
 * @param tolerance the greatest relative L2 error of any compared real tensor; ids must be equal
 * @param network records exactly one operator
 */
public record OperatorCase(
    Class<? extends Operator> operator,
    String name,
    boolean real,
    double tolerance,
    Consumer<Recording> network) {

  /** The greatest relative L2 error of 32-bit arithmetic, on values however stored. */
  public static final double TOLERANCE = 1e-5;

  /** The same where results are rounded to 16 bits: a few fall to the other side, by 2^-11 each. */
  public static final double ROUNDED_TOLERANCE = 2e-4;

  /** Uploads the data to a backend and captures the graph; nothing has run yet. */
  public PreparedCase prepare(Backend backend) {
    Recording recording = new Recording(backend, toString());
    try {
      network.accept(recording);
      return new PreparedCase(backend, recording);
    } catch (RuntimeException e) { // a backend may have no kernels for the storage
      recording.release();
      throw e;
    }
  }

  /** Operator and name: {@code Conv1d/kernel wider than the signal}. */
  @Override
  public String toString() {
    return operator.getSimpleName() + '/' + name;
  }
}
