package io.github.sovits4j.model.t2s;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;

/** States that lie on no device: what they would take there is counted. */
final class CountedStates implements States {

  private long bytes;

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
    bytes += tensor.bytes();
    return tensor;
  }

  long bytes() {
    return bytes;
  }
}
