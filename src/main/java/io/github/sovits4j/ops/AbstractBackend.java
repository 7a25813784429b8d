package io.github.sovits4j.ops;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What all backends have in common: who owns which tensor, which graphs are alive, and the checks
 * that come before anything touches a device. A mistake gets the same exception and the same words
 * from every backend: {@link IllegalArgumentException} for a wrong argument, {@link
 * IllegalStateException} for what was closed or released.
 *
 * @param <C> what a backend keeps of a constant
 * @param <S> what a backend keeps of a state
 */
public abstract class AbstractBackend<C, S> implements Backend {

  private final Map<Tensor, C> constants = new LinkedHashMap<>();
  private final Map<Tensor, S> states = new LinkedHashMap<>();
  private final Set<AbstractGraph> graphs = new LinkedHashSet<>();
  private boolean closed;

  /** An open backend that owns nothing. */
  protected AbstractBackend() {}

  // ---- what a backend does itself ----

  /** Keeps a weight; the values have the tensor's number of elements. */
  protected abstract C upload(Tensor constant, float[] data);

  /** Allocates zeros. */
  protected abstract S allocate(Tensor state);

  /** Overwrites a state of real numbers. */
  protected abstract void store(Tensor state, S memory, float[] data);

  /** Overwrites a state of integers. */
  protected abstract void store(Tensor state, S memory, int[] data);

  /** Copies elements from a state to another of the same type, both in range. */
  protected abstract void copy(
      Tensor source, S sourceMemory, int from, Tensor target, S targetMemory, int to, int count);

  /** The values of a constant, in an array of the caller's own. */
  protected abstract float[] values(Tensor constant, C kept);

  /** Reads a state of real numbers. */
  protected abstract float[] loadFloats(Tensor state, S memory);

  /** Reads a state of integers. */
  protected abstract int[] loadInts(Tensor state, S memory);

  /** Gives a constant's memory back. */
  protected abstract void freeConstant(Tensor constant, C kept);

  /** Gives a state's memory back. */
  protected abstract void freeState(Tensor state, S memory);

  /** A graph that holds no memory yet; it gets that in {@link AbstractGraph#bind}. */
  protected abstract AbstractGraph graph(Program program);

  /** What is held now; asked also when the backend is closed. */
  protected abstract DeviceMemory held();

  /** Gives the device back; nothing lives on it any more, and afterwards nothing is held. */
  protected abstract void shutDown();

  // ---- constants and states ----

  @Override
  public final Tensor constant(String name, DataType storage, float[] data, int... shape) {
    requireOpen("constant");
    Tensor tensor = Tensor.fixed(name, storage, Tensor.Kind.CONSTANT, shape);
    Check.that(storage.real(), "constant", "F32, F16 or I8", tensor);
    requireElements("constant", tensor, tensor.elements(), data.length);
    constants.put(tensor, upload(tensor, data));
    return tensor;
  }

  @Override
  public final Tensor state(String name, DataType type, int... shape) {
    requireOpen("state");
    Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
    states.put(tensor, allocate(tensor));
    return tensor;
  }

  @Override
  public final void write(Tensor state, float[] data) {
    S memory = state("write", state);
    requireReal("write", state, true);
    requireElements("write", state, state.elements(), data.length);
    store(state, memory, data);
  }

  @Override
  public final void write(Tensor state, int[] data) {
    S memory = state("write", state);
    requireReal("write", state, false);
    requireElements("write", state, state.elements(), data.length);
    store(state, memory, data);
  }

  @Override
  public final void copy(Tensor source, int from, Tensor target, int to, int count) {
    S sourceMemory = state("copy", source);
    S targetMemory = state("copy", target);
    if (source == target || source.type() != target.type()) {
      throw new IllegalArgumentException(
          "copy: expected two states of one type, got "
              + described(source)
              + " and "
              + described(target));
    }
    requireRange(source, from, count);
    requireRange(target, to, count);
    copy(source, sourceMemory, from, target, targetMemory, to, count);
  }

  private static void requireRange(Tensor tensor, int first, int count) {
    if (count < 1 || first < 0 || first > tensor.elements() - count) {
      throw new IllegalArgumentException(
          String.format(
              java.util.Locale.ROOT,
              "copy: %s: expected elements within 0 … %d, got %d from %d on",
              tensor,
              tensor.elements() - 1,
              count,
              first));
    }
  }

  @Override
  public final float[] floats(Tensor tensor) {
    if (kind("floats", tensor) == Tensor.Kind.CONSTANT) {
      return values(tensor, constant("floats", tensor));
    }
    S memory = state("floats", tensor);
    requireReal("floats", tensor, true);
    return loadFloats(tensor, memory);
  }

  @Override
  public final int[] ints(Tensor tensor) {
    if (kind("ints", tensor) == Tensor.Kind.CONSTANT) {
      constant("ints", tensor);
      requireReal("ints", tensor, false);
    }
    S memory = state("ints", tensor);
    requireReal("ints", tensor, false);
    return loadInts(tensor, memory);
  }

  @Override
  public final void release(Tensor tensor) {
    if (kind("release", tensor) == Tensor.Kind.CONSTANT) {
      C kept = constant("release", tensor);
      constants.remove(tensor);
      graphs.forEach(graph -> graph.released(tensor));
      freeConstant(tensor, kept);
    } else {
      S memory = state("release", tensor);
      states.remove(tensor);
      graphs.forEach(graph -> graph.released(tensor));
      freeState(tensor, memory);
    }
  }

  /** What this backend keeps of a constant; for its graphs. */
  protected final C constant(Tensor tensor) {
    return constant("compile", tensor);
  }

  /** What this backend keeps of a state; for its graphs. */
  protected final S state(Tensor tensor) {
    return state("compile", tensor);
  }

  private C constant(String operation, Tensor tensor) {
    return own(operation, tensor, "a constant of this backend", constants);
  }

  private S state(String operation, Tensor tensor) {
    return own(operation, tensor, "a state of this backend", states);
  }

  private <T> T own(String operation, Tensor tensor, String expected, Map<Tensor, T> owned) {
    kind(operation, tensor);
    T found = owned.get(tensor);
    if (found == null) {
      throw new IllegalArgumentException(
          operation + ": expected " + expected + ", got " + described(tensor));
    }
    return found;
  }

  private Tensor.Kind kind(String operation, Tensor tensor) {
    requireOpen(operation);
    return Objects.requireNonNull(tensor, operation + ": tensor").kind();
  }

  /** Name, type and shape, and what kind of tensor it is. */
  static String described(Tensor tensor) {
    return tensor + " (" + tensor.kind().name().toLowerCase(java.util.Locale.ROOT) + ')';
  }

  /** An array of floats or of ints must fit the tensor. */
  static void requireReal(String operation, Tensor tensor, boolean floats) {
    if (tensor.type().real() != floats) {
      throw new IllegalArgumentException(
          operation
              + ": expected "
              + (floats ? "a tensor of real numbers" : "a tensor of integers")
              + ", got "
              + described(tensor));
    }
  }

  /** So many values must come. */
  static void requireElements(String operation, Tensor tensor, int expected, int got) {
    if (expected != got) {
      throw new IllegalArgumentException(
          operation + ": " + tensor + ": expected " + expected + " values, got " + got);
    }
  }

  // ---- graphs ----

  @Override
  public final Graph compile(Program program) {
    requireOpen("compile");
    requireOwn(program);
    return bound(graph(program));
  }

  @Override
  public final long bytesOf(Program program) {
    requireOpen("bytesOf");
    return planned(program);
  }

  /** Bytes that a graph of a program takes where there is no other; nothing is taken. */
  protected abstract long planned(Program program);

  /**
   * Binds a graph, and gives back what it had taken when that fails.
   *
   * @param graph one that holds nothing yet, of a program that {@link #requireOwn} has seen
   */
  protected final <G extends AbstractGraph> G bound(G graph) {
    try {
      graph.bind();
    } catch (RuntimeException | Error e) {
      try {
        graph.close();
      } catch (RuntimeException whileClosing) {
        e.addSuppressed(whileClosing);
      }
      throw e;
    }
    graphs.add(graph);
    graph.belongsTo(this);
    return graph;
  }

  /** One of its graphs holds nothing any more. */
  void closed(AbstractGraph graph) {
    graphs.remove(graph);
  }

  /**
   * A program may use this backend's constants and states, its own inputs, and results after they
   * were written.
   */
  protected final void requireOwn(Program program) {
    Set<Tensor> known = new LinkedHashSet<>(program.inputs());
    for (Operator operator : program.operators()) {
      operator.reads().forEach(tensor -> requireKnown(operator, tensor, known));
      for (Tensor tensor : operator.writes()) {
        if (tensor.kind() == Tensor.Kind.RESULT) {
          known.add(tensor);
        } else {
          requireKnown(operator, tensor, known);
        }
      }
    }
    program.outputs().forEach(tensor -> requireKnown("output", tensor, known));
    program.probes().forEach((name, tensor) -> requireKnown("probe " + name, tensor, known));
  }

  private void requireKnown(Operator operator, Tensor tensor, Set<Tensor> known) {
    requireKnown(operator.name(), tensor, known);
  }

  private void requireKnown(String user, Tensor tensor, Set<Tensor> known) {
    switch (tensor.kind()) {
      case CONSTANT -> constant("compile: " + user, tensor);
      case STATE -> state("compile: " + user, tensor);
      case INPUT, RESULT -> {
        if (!known.contains(tensor)) {
          throw new IllegalArgumentException(
              "compile: "
                  + user
                  + ": expected an input or an earlier result of this program, got "
                  + described(tensor));
        }
      }
    }
  }

  /** The graphs alive, oldest first. */
  protected final List<AbstractGraph> graphs() {
    return List.copyOf(graphs);
  }

  @Override
  public final DeviceMemory memory() {
    requireOpen("memory");
    return held();
  }

  // ---- the end ----

  /** Everything but {@link #name}, {@link #device} and {@link #close} wants an open backend. */
  protected final void requireOpen(String operation) {
    if (closed) {
      throw new IllegalStateException(operation + ": expected an open backend, got a closed one");
    }
  }

  /**
   * Closes the graphs, gives constants and states back, then the device.
   *
   * @throws IllegalStateException when something went wrong on the way, or memory is still held:
   *     then a backend forgot to give something back
   */
  @Override
  public final void close() {
    if (closed) {
      return;
    }
    closed = true;
    RuntimeException failure = null;
    for (AbstractGraph graph : graphs()) {
      failure = attempt(graph::close, failure);
    }
    for (Map.Entry<Tensor, C> entry : constants.entrySet()) {
      failure = attempt(() -> freeConstant(entry.getKey(), entry.getValue()), failure);
    }
    for (Map.Entry<Tensor, S> entry : states.entrySet()) {
      failure = attempt(() -> freeState(entry.getKey(), entry.getValue()), failure);
    }
    constants.clear();
    states.clear();
    failure = attempt(this::shutDown, failure);
    failure = attempt(this::requireNothingHeld, failure);
    if (failure != null) {
      throw failure;
    }
  }

  private void requireNothingHeld() {
    long bytes = held().used();
    if (bytes != 0) {
      throw new IllegalStateException(
          "close: expected all memory to be given back, but " + bytes + " bytes are held");
    }
  }

  /** One that fails must not keep the rest from being freed. */
  private static RuntimeException attempt(Runnable step, RuntimeException before) {
    try {
      step.run();
      return before;
    } catch (RuntimeException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }
}
