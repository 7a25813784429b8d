package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;

/** Another backend in all but what is overridden. */
public interface ForwardingBackend extends Backend {

  /** The backend that does the work. */
  Backend backend();

  @Override
  default int bucket(int n) {
    return backend().bucket(n);
  }

  @Override
  default int replaysPerPoll() {
    return backend().replaysPerPoll();
  }

  @Override
  default String name() {
    return backend().name();
  }

  @Override
  default String device() {
    return backend().device();
  }

  @Override
  default Tensor constant(String name, DataType storage, float[] data, int... shape) {
    return backend().constant(name, storage, data, shape);
  }

  @Override
  default Tensor state(String name, DataType type, int... shape) {
    return backend().state(name, type, shape);
  }

  @Override
  default void write(Tensor state, float[] data) {
    backend().write(state, data);
  }

  @Override
  default void write(Tensor state, int[] data) {
    backend().write(state, data);
  }

  @Override
  default void copy(Tensor source, int from, Tensor target, int to, int count) {
    backend().copy(source, from, target, to, count);
  }

  @Override
  default float[] floats(Tensor tensor) {
    return backend().floats(tensor);
  }

  @Override
  default int[] ints(Tensor tensor) {
    return backend().ints(tensor);
  }

  @Override
  default void release(Tensor tensor) {
    backend().release(tensor);
  }

  @Override
  default DeviceMemory memory() {
    return backend().memory();
  }

  @Override
  default Graph compile(Program program) {
    return backend().compile(program);
  }

  @Override
  default long bytesOf(Program program) {
    return backend().bytesOf(program);
  }

  @Override
  default long launches() {
    return backend().launches();
  }

  @Override
  default boolean profile(ProfileListener listener) {
    return backend().profile(listener);
  }

  @Override
  default void close() {
    backend().close();
  }
}
