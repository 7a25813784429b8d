package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;

/** Another backend that stores in 32 bits what was to be stored in fewer. */
record WideBackend(Backend backend) implements Backend {

  @Override
  public int bucket(int n) {
    return backend.bucket(n);
  }

  @Override
  public int replaysPerPoll() {
    return backend.replaysPerPoll();
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public String device() {
    return backend.device();
  }

  @Override
  public Tensor constant(String name, DataType storage, float[] data, int... shape) {
    return backend.constant(name, wide(storage), data, shape);
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    return backend.state(name, wide(type), shape);
  }

  @Override
  public void write(Tensor state, float[] data) {
    backend.write(state, data);
  }

  @Override
  public void write(Tensor state, int[] data) {
    backend.write(state, data);
  }

  @Override
  public float[] floats(Tensor tensor) {
    return backend.floats(tensor);
  }

  @Override
  public int[] ints(Tensor tensor) {
    return backend.ints(tensor);
  }

  @Override
  public void release(Tensor tensor) {
    backend.release(tensor);
  }

  @Override
  public Graph compile(Program program) {
    return backend.compile(program);
  }

  @Override
  public void close() {
    backend.close();
  }

  private static DataType wide(DataType type) {
    return type.real() ? DataType.F32 : type;
  }
}
