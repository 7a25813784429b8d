package io.github.sovits4j.verify;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Dim;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A case on a backend, ready to run. Before a run every dynamic input is filled with NaN (ids: −1)
 * up to its capacity and then overwritten as far as it is valid, so that reading beyond shows.
 */
public final class PreparedCase implements AutoCloseable {

  private final Backend backend;
  private final Recording recording;
  private final Graph graph;
  private final boolean owner; // of weights and states

  PreparedCase(Backend backend, Recording recording) {
    this(backend, recording, backend.compile(recording.ops().program()), true);
  }

  private PreparedCase(Backend backend, Recording recording, Graph graph, boolean owner) {
    this.backend = backend;
    this.recording = recording;
    this.graph = graph;
    this.owner = owner;
    reset();
  }

  /**
   * This case on the same weights and states in another capture; to be closed before this one.
   *
   * @param compiler binds a program to the same backend
   */
  public PreparedCase recompiled(Function<Program, Graph> compiler) {
    return new PreparedCase(backend, recording, compiler.apply(graph.program()), false);
  }

  /** The captured operator; benchmarks replay it. */
  public Graph graph() {
    return graph;
  }

  /** How often a run replays the graph. */
  public int replays() {
    return recording.replays;
  }

  /** The extent of an axis in force. */
  public int value(Dim dim) {
    return dim.value(lengths());
  }

  /** All lengths in force: those that were recorded, and those that follow from them. */
  private int[] lengths() {
    List<Length> lengths = graph.program().lengths();
    int[] values = new int[lengths.size()];
    int recorded = 0;
    for (int i = 0; i < values.length; i++) {
      Length.Rule rule = lengths.get(i).rule();
      values[i] =
          rule == null
              ? recording.lengths.get(recorded++)
              : rule.value(values[rule.base().index()]);
    }
    return values;
  }

  /** What inputs, weights and states start with: float[] or int[], packed in the shape in force. */
  public Map<Tensor, Object> data() {
    return Collections.unmodifiableMap(recording.data);
  }

  /** The tensors {@link #read} reads, in its order. */
  public List<Tensor> compared() {
    return List.copyOf(recording.compared);
  }

  /** Puts inputs and states back to the start, and runs the case. */
  public void run() {
    reset();
    graph.replay(recording.replays);
  }

  /** Puts inputs and states back to the start. */
  public void reset() {
    List<Length> lengths = graph.program().lengths();
    lengths.forEach(length -> graph.set(length, length.capacity()));
    recording.data.keySet().stream().filter(PreparedCase::dynamic).forEach(this::poison);
    int[] inForce = lengths();
    for (int i = 0; i < inForce.length; i++) {
      graph.set(lengths.get(i), inForce[i]);
    }
    recording.data.forEach(this::write);
  }

  private static boolean dynamic(Tensor tensor) {
    return !tensor.dims().stream().allMatch(Dim::fixed);
  }

  private void poison(Tensor input) {
    if (input.type().real()) {
      float[] values = new float[input.elements()];
      Arrays.fill(values, Float.NaN);
      graph.write(input, values);
    } else {
      int[] values = new int[input.elements()];
      Arrays.fill(values, -1);
      graph.write(input, values);
    }
  }

  private void write(Tensor tensor, Object values) {
    switch (tensor.kind()) {
      case INPUT -> {
        if (values instanceof float[] floats) {
          graph.write(tensor, floats);
        } else {
          graph.write(tensor, (int[]) values);
        }
      }
      case STATE -> {
        if (values instanceof float[] floats) {
          backend.write(tensor, floats);
        } else {
          backend.write(tensor, (int[]) values);
        }
      }
      case CONSTANT, RESULT -> {}
    }
  }

  /** Waits for the device and reads what is compared. */
  public List<Values> read() {
    List<Values> values = new ArrayList<>();
    for (Tensor tensor : recording.compared) {
      boolean state = tensor.kind() == Tensor.Kind.STATE;
      if (tensor.type().real()) {
        float[] floats = state ? backend.floats(tensor) : graph.floats(tensor);
        values.add(new Values(tensor.name(), floats, null));
      } else {
        int[] ids = state ? backend.ints(tensor) : graph.ints(tensor);
        values.add(new Values(tensor.name(), null, ids));
      }
    }
    return values;
  }

  /** Gives the graph back, and the weights and the states where they are its own. */
  @Override
  public void close() {
    graph.close();
    if (owner) {
      recording.release();
    }
  }
}
