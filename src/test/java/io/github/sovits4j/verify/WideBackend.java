package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Tensor;

/** Another backend that stores in 32 bits what was to be stored in fewer. */
record WideBackend(Backend backend) implements ForwardingBackend {

  @Override
  public Tensor constant(String name, DataType storage, float[] data, int... shape) {
    return backend.constant(name, data, shape);
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    return backend.state(name, type.real() ? DataType.F32 : type, shape);
  }
}
