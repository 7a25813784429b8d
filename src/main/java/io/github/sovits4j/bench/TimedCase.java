package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.verify.OperatorVerifier;
import io.github.sovits4j.verify.PreparedCase;

/** An operator case on a backend that was verified and may now be timed. */
public final class TimedCase implements AutoCloseable {

  private final PreparedCase prepared;

  TimedCase(PreparedCase prepared) {
    this.prepared = prepared;
  }

  /**
   * Captures a case that was compared with the reference.
   *
   * @throws IllegalStateException when its result is wrong, for a wrong kernel has no speed
   */
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
    return graph().program().operators().stream().anyMatch(SampleCode.class::isInstance);
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
