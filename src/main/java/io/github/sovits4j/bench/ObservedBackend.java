package io.github.sovits4j.bench;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BareRates;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.Length;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A backend with a trace of what is asked of it and, where it was opened with profiling, of what
 * its device did. Where nobody looks there is no such object, so looking costs nothing when off.
 */
public final class ObservedBackend implements Backend {

  private final Backend backend;
  private final Trace trace;

  /**
   * Looks at a backend from now on; it is closed with this one.
   *
   * @param trace what is seen goes there
   */
  public ObservedBackend(Backend backend, Trace trace) {
    this.backend = backend;
    this.trace = trace;
    backend.profile(trace.listening(null));
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
    return timed(trace, Trace.Kind.WRITE, name, () -> backend.constant(name, storage, data, shape));
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    return backend.state(name, type, shape);
  }

  @Override
  public void write(Tensor state, float[] data) {
    timed(trace, Trace.Kind.WRITE, state.name(), () -> backend.write(state, data));
  }

  @Override
  public void write(Tensor state, int[] data) {
    timed(trace, Trace.Kind.WRITE, state.name(), () -> backend.write(state, data));
  }

  @Override
  public void copy(Tensor source, int from, Tensor target, int to, int count) {
    timed(
        trace,
        Trace.Kind.WRITE,
        target.name(),
        () -> backend.copy(source, from, target, to, count));
  }

  @Override
  public float[] floats(Tensor tensor) {
    return timed(trace, Trace.Kind.READ, tensor.name(), () -> backend.floats(tensor));
  }

  @Override
  public int[] ints(Tensor tensor) {
    return timed(trace, Trace.Kind.READ, tensor.name(), () -> backend.ints(tensor));
  }

  @Override
  public void release(Tensor tensor) {
    backend.release(tensor);
  }

  @Override
  public DeviceMemory memory() {
    return backend.memory();
  }

  @Override
  public Graph compile(Program program) {
    return new ObservedGraph(
        timed(trace, Trace.Kind.COMPILE, Trace.nameOf(program), () -> backend.compile(program)),
        Trace.nameOf(program),
        trace);
  }

  @Override
  public long bytesOf(Program program) {
    return backend.bytesOf(program);
  }

  @Override
  public int bucket(int n) {
    return backend.bucket(n);
  }

  @Override
  public Optional<BareRates> bareRates() {
    return backend.bareRates();
  }

  @Override
  public DataType preferredStorage() {
    return backend.preferredStorage();
  }

  @Override
  public int replaysPerPoll() {
    return backend.replaysPerPoll();
  }

  @Override
  public long launches() {
    return backend.launches();
  }

  @Override
  public boolean profile(ProfileListener listener) {
    return backend.profile(trace.listening(listener));
  }

  @Override
  public void close() {
    backend.close();
  }

  private static <T> T timed(Trace trace, Trace.Kind kind, String what, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    trace.add(kind, what, start);
    return result;
  }

  private static void timed(Trace trace, Trace.Kind kind, String what, Runnable work) {
    long start = System.nanoTime();
    work.run();
    trace.add(kind, what, start);
  }

  private static final class ObservedGraph implements Graph {

    private final Graph graph;
    private final String name;
    private final Trace trace;
    private double share = 1; // of the capacity that is in force, where there is one length

    ObservedGraph(Graph graph, String name, Trace trace) {
      this.graph = graph;
      this.name = name;
      this.trace = trace;
    }

    @Override
    public void set(Length length, int value) {
      graph.set(length, value);
      if (graph.program().lengths().size() == 1) {
        share = (double) value / length.capacity();
      }
    }

    @Override
    public void write(Tensor input, float[] data) {
      timed(trace, Trace.Kind.WRITE, input.name(), () -> graph.write(input, data));
    }

    @Override
    public void write(Tensor input, int[] data) {
      timed(trace, Trace.Kind.WRITE, input.name(), () -> graph.write(input, data));
    }

    @Override
    public void copy(Tensor input, Graph source, Tensor output, int first, int steps) {
      Graph observed = ((ObservedGraph) source).graph;
      timed(
          trace,
          Trace.Kind.WRITE,
          input.name(),
          () -> graph.copy(input, observed, output, first, steps));
    }

    @Override
    public void finish() {
      graph.finish();
    }

    @Override
    public void replay(int times) {
      trace.ran(graph.program(), times, share);
      timed(
          trace,
          Trace.Kind.REPLAY,
          times == 1 ? name : name + " x " + times,
          () -> graph.replay(times));
    }

    @Override
    public float[] floats(Tensor output) {
      return timed(trace, Trace.Kind.READ, output.name(), () -> graph.floats(output));
    }

    @Override
    public int[] ints(Tensor output) {
      return timed(trace, Trace.Kind.READ, output.name(), () -> graph.ints(output));
    }

    @Override
    public Program program() {
      return graph.program();
    }

    @Override
    public long bytes() {
      return graph.bytes();
    }

    @Override
    public void close() {
      graph.close();
    }
  }
}
