package io.github.sovits4j.ops;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What the graphs of all backends have in common: the lengths in force, and the checks that come
 * before anything touches a device; see {@link AbstractBackend}.
 */
public abstract class AbstractGraph implements Graph {

  private final Program program;
  private final MemoryPlan plan;
  private final int[] lengths;
  private final Set<Tensor> inputs;
  private final Set<Tensor> readable;
  private final Set<Tensor> uses = new HashSet<>(); // constants and states
  private Tensor released; // one of them, or null
  private AbstractBackend<?, ?> owner; // null until it is bound
  private boolean closed;

  /** A graph that holds no memory yet; all lengths are at their capacity. */
  protected AbstractGraph(Program program) {
    this.program = program;
    this.plan = MemoryPlan.of(program);
    this.lengths = program.lengths().stream().mapToInt(Length::capacity).toArray();
    this.inputs = new HashSet<>(program.inputs());
    this.readable = new HashSet<>(inputs);
    readable.addAll(program.outputs());
    readable.addAll(program.probes().values());
    for (Operator operator : program.operators()) {
      uses.addAll(operator.reads());
      uses.addAll(operator.writes());
    }
  }

  // ---- what a backend does itself ----

  /** Allocates and binds everything. When it fails, {@link #free} follows. */
  protected abstract void bind();

  /** Gives back what {@link #bind} took, also when it got half-way. Called once. */
  protected abstract void free();

  /** Bytes that {@link #free} will give back. */
  protected abstract long held();

  /** Runs all operators so often. */
  protected abstract void run(int times);

  /** The host has changed a length. */
  protected abstract void lengthChanged();

  /** Writes an input's part in force, packed. */
  protected abstract void store(Tensor input, float[] data);

  /** Writes an input's part in force, packed. */
  protected abstract void store(Tensor input, int[] data);

  /** Reads the part in force, packed. */
  protected abstract float[] loadFloats(Tensor tensor);

  /** Reads the part in force, packed. */
  protected abstract int[] loadInts(Tensor tensor);

  /**
   * Fills the part in force of an input with {@code steps} steps of {@code rows} rows of another
   * graph's tensor. This default takes the way over the host.
   *
   * @param source a graph of the same class
   */
  protected void copyRows(
      Tensor input, AbstractGraph source, Tensor output, int rows, int first, int steps) {
    Graph.super.copy(input, source, output, first, steps);
  }

  // ---- for a backend ----

  /** Where inputs and results lie. */
  protected final MemoryPlan plan() {
    return plan;
  }

  /** The lengths in force, by index; not to be changed. */
  protected final int[] lengths() {
    return lengths;
  }

  /** The extent in force. */
  public final int value(Dim dim) {
    return dim.value(lengths);
  }

  /** Elements of the part of a tensor that is in force. */
  protected final int elements(Tensor tensor) {
    int n = 1;
    for (Dim dim : tensor.dims()) {
      n *= value(dim);
    }
    return n;
  }

  // ---- the graph ----

  @Override
  public final Program program() {
    return program;
  }

  @Override
  public final void set(Length length, int value) {
    requireOpen("set");
    program.checkLength(length, value);
    if (lengths[length.index()] != value) {
      lengths[length.index()] = value;
      lengthChanged();
    }
  }

  @Override
  public final void write(Tensor input, float[] data) {
    requireOne("write", "an input", input, inputs);
    AbstractBackend.requireReal("write", input, true);
    AbstractBackend.requireElements("write", input, elements(input), data.length);
    store(input, data);
  }

  @Override
  public final void write(Tensor input, int[] data) {
    requireOne("write", "an input", input, inputs);
    AbstractBackend.requireReal("write", input, false);
    AbstractBackend.requireElements("write", input, elements(input), data.length);
    store(input, data);
  }

  @Override
  public final void copy(Tensor input, Graph source, Tensor output, int first, int steps) {
    requireOne("copy", "an input", input, inputs);
    if (!(source instanceof AbstractGraph other) || other.owner != owner) {
      throw new IllegalArgumentException(
          "copy: expected a graph of this backend, got one of another");
    }
    other.requireOne("copy", "an input or output", output, other.readable);
    int rows = Check.copied(input, output);
    Check.part(output, other.value(output.dim(-1)), first, steps);
    AbstractBackend.requireElements("copy", input, elements(input), rows * steps);
    copyRows(input, other, output, rows, first, steps);
  }

  @Override
  public final void replay(int times) {
    requireOpen("replay");
    Check.that(times >= 0, "replay", "0 times or more", times);
    if (released != null) {
      throw new IllegalStateException(
          "replay: expected all tensors of this graph alive, but "
              + AbstractBackend.described(released)
              + " was released");
    }
    run(times);
  }

  @Override
  public final float[] floats(Tensor tensor) {
    requireOne("floats", "an input or output", tensor, readable);
    AbstractBackend.requireReal("floats", tensor, true);
    return loadFloats(tensor);
  }

  @Override
  public final int[] ints(Tensor tensor) {
    requireOne("ints", "an input or output", tensor, readable);
    AbstractBackend.requireReal("ints", tensor, false);
    return loadInts(tensor);
  }

  @Override
  public final long bytes() {
    return closed ? 0 : held();
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      if (owner != null) {
        owner.closed(this);
      }
      free();
    }
  }

  private void requireOpen(String operation) {
    if (closed) {
      throw new IllegalStateException(operation + ": expected an open graph, got a closed one");
    }
  }

  private void requireOne(String operation, String what, Tensor tensor, Set<Tensor> among) {
    requireOpen(operation);
    if (!among.contains(Objects.requireNonNull(tensor, operation + ": tensor"))) {
      throw new IllegalArgumentException(
          operation
              + ": expected "
              + what
              + " of this graph, got "
              + AbstractBackend.described(tensor));
    }
  }

  // ---- for the backend it belongs to ----

  void belongsTo(AbstractBackend<?, ?> backend) {
    owner = backend;
  }

  /** A tensor of the backend is gone; a graph that uses it may not run any more. */
  void released(Tensor tensor) {
    if (uses.contains(tensor)) {
      released = tensor;
    }
  }
}
