package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.SampleToken;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorCases;
import io.github.sovits4j.verify.OperatorVerifier;
import io.github.sovits4j.verify.PreparedCase;
import java.util.List;

/** An operator case on a backend that was verified and may now be timed. */
public final class TimedCase implements AutoCloseable {

  private final PreparedCase prepared;

  TimedCase(PreparedCase prepared) {
    this.prepared = prepared;
  }

  /** The cases worth timing: those of the networks' shapes. */
  public static List<OperatorCase> cases() {
    return OperatorCases.all().stream().filter(OperatorCase::real).toList();
  }

  /** The case of this name, as {@link OperatorCase#toString} tells it. */
  public static OperatorCase named(String name) {
    return OperatorCases.all().stream()
        .filter(operatorCase -> operatorCase.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operator case '" + name + "'"));
  }

  /**
   * Compares a case with the reference, then captures it.
   *
   * @throws IllegalStateException when its result is wrong, for a wrong kernel has no speed
   */
  public static TimedCase verified(OperatorCase operatorCase, Backend backend) {
    return of(
        OperatorVerifier.verify(backend, operatorCase::equals, ignored -> {}).getFirst(), backend);
  }

  /** Captures a case that was compared with the reference, as above. */
  static TimedCase of(OperatorVerifier.Row row, Backend backend) {
    if (!row.pass()) {
      throw new IllegalStateException(
          row.operatorCase()
              + " is wrong on backend "
              + backend.name()
              + ": "
              + (row.failure() == null ? "relative error " + row.error() : row.failure()));
    }
    return new TimedCase(row.operatorCase().prepare(backend));
  }

  /** What is replayed. */
  public Graph graph() {
    return prepared.graph();
  }

  /** Whether a replay leaves the next one something else to do, so that each needs a new start. */
  public boolean advances() {
    return graph().program().operators().stream().anyMatch(SampleToken.class::isInstance);
  }

  /** Puts inputs and states back to the start. */
  public void reset() {
    prepared.reset();
  }

  @Override
  public void close() {
    prepared.close();
  }
}
