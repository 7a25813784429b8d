package io.github.sovits4j.model;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.States;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/** States of a backend that are released together, however many of them were made. */
public final class OwnedStates implements States, AutoCloseable {

  private final Backend backend;
  private final List<Tensor> states = new ArrayList<>();

  /** Owns nothing yet. */
  public OwnedStates(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    Tensor state = backend.state(name, type, shape);
    states.add(state);
    return state;
  }

  /** Device memory of all. */
  public long bytes() {
    return states.stream().mapToLong(Tensor::bytes).sum();
  }

  @Override
  public void close() {
    states.forEach(backend::release);
    states.clear();
  }
}
