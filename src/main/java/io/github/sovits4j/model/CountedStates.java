package io.github.sovits4j.model;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;

/** States that lie on no device: what they would take there is counted. */
public final class CountedStates implements States {

  private long bytes;

  /** Nothing is counted yet. */
  public CountedStates() {}

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
    bytes += tensor.bytes();
    return tensor;
  }

  /** Device memory that all would take. */
  public long bytes() {
    return bytes;
  }
}
