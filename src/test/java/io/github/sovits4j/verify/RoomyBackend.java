package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;

/** Another backend that captures for more than was asked for, as backends with dear captures do. */
record RoomyBackend(Backend backend) implements Backend {

  @Override
  public int bucket(int n) {
    return n + 5 + n / 3;
  }

  @Override
  public int replaysPerPoll() {
    return 4;
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
    return backend.constant(name, storage, data, shape);
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    return backend.state(name, type, shape);
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
  public long launches() {
    return backend.launches();
  }

  @Override
  public boolean profile(ProfileListener listener) {
    return backend.profile(listener);
  }

  @Override
  public void close() {
    backend.close();
  }
}
