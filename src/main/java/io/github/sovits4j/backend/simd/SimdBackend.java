package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Weights and states as Java arrays, and the threads that compute on them. */
final class SimdBackend implements Backend {

  /** Captures are made for multiples of this, so that few arrays serve all lengths. */
  private static final int STEP = 64;

  /** Below this for multiples of this. */
  private static final int FINE_STEP = 16;

  private static final int REPLAYS_PER_POLL = 1;

  private final Workers workers;
  private final boolean profiling;
  private final Map<Tensor, Constant> constants = new HashMap<>();
  private final Map<Tensor, Object> states = new HashMap<>(); // float[], short[] or int[]
  private final Set<SimdGraph> graphs = new LinkedHashSet<>();
  private Scratch.Wish scratch = Scratch.Wish.NOTHING;
  private long used; // bytes
  private long peak;
  private ProfileListener listener; // null: nobody listens
  private long launches;

  SimdBackend(SimdOptions options, boolean profiling) {
    this.workers = new Workers(options.threads());
    this.profiling = profiling;
  }

  @Override
  public String name() {
    return SimdProvider.NAME;
  }

  @Override
  public String device() {
    return String.format(
        Locale.ROOT,
        "the CPU, %d threads, vectors of %d bits (%s)",
        workers.count(),
        Lanes.F.vectorBitSize(),
        System.getProperty("os.arch"));
  }

  @Override
  public Tensor constant(String name, DataType storage, float[] data, int... shape) {
    Tensor tensor = Tensor.fixed(name, storage, Tensor.Kind.CONSTANT, shape);
    requireElements(tensor, data.length);
    constants.put(tensor, new Constant(tensor, data, this::take));
    return tensor;
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
    states.put(tensor, allocate(type, tensor.elements()));
    take(tensor.bytes());
    return tensor;
  }

  @Override
  public void write(Tensor state, float[] data) {
    requireElements(state, data.length);
    Object stored = stateData(state);
    switch (state.type()) {
      case F32 -> System.arraycopy(data, 0, (float[]) stored, 0, data.length);
      case F16 -> Halves.narrow(data, 0, (short[]) stored, 0, data.length);
      case I32, I8 -> throw new IllegalArgumentException(state + ": expected ids, got reals");
    }
  }

  @Override
  public void write(Tensor state, int[] data) {
    requireType(state, DataType.I32);
    requireElements(state, data.length);
    System.arraycopy(data, 0, (int[]) stateData(state), 0, data.length);
  }

  @Override
  public float[] floats(Tensor tensor) {
    if (tensor.kind() == Tensor.Kind.CONSTANT) {
      return constant(tensor).values().clone();
    }
    return switch (tensor.type()) {
      case F32 -> ((float[]) stateData(tensor)).clone();
      case F16 -> Halves.widened((short[]) stateData(tensor));
      case I32, I8 -> throw new IllegalArgumentException(tensor + ": expected reals");
    };
  }

  @Override
  public int[] ints(Tensor tensor) {
    requireType(tensor, DataType.I32);
    return ((int[]) stateData(tensor)).clone();
  }

  @Override
  public void release(Tensor tensor) {
    Constant constant = constants.remove(tensor);
    if (constant != null) {
      take(-constant.bytes());
    } else {
      stateData(tensor);
      states.remove(tensor);
      take(-tensor.bytes());
    }
  }

  /** Counts memory that came, or went where negative. */
  void take(long bytes) {
    used += bytes;
    peak = Math.max(peak, used);
  }

  /** The arrays of this backend; the capacity is the largest heap. */
  @Override
  public DeviceMemory memory() {
    return new DeviceMemory(used, peak, Runtime.getRuntime().maxMemory());
  }

  @Override
  public Graph compile(Program program) {
    SimdGraph graph = new SimdGraph(this, program);
    graphs.add(graph);
    return graph;
  }

  @Override
  public int bucket(int n) {
    int step = n <= STEP ? FINE_STEP : STEP;
    return Math.ceilDiv(n, step) * step;
  }

  /** Looking costs nothing here, and a surplus step costs a step. */
  @Override
  public int replaysPerPoll() {
    return REPLAYS_PER_POLL;
  }

  @Override
  public long launches() {
    return launches;
  }

  @Override
  public boolean profile(ProfileListener newListener) {
    listener = profiling ? newListener : null;
    return profiling;
  }

  @Override
  public void close() {
    Set.copyOf(graphs).forEach(SimdGraph::close);
    constants.values().forEach(constant -> take(-constant.bytes()));
    constants.clear();
    states.keySet().forEach(state -> take(-state.bytes()));
    states.clear();
    take(-scratch.bytes() * workers.count());
    scratch = Scratch.Wish.NOTHING;
    workers.close();
  }

  // ---- for graphs ----

  Workers workers() {
    return workers;
  }

  ProfileListener listener() {
    return listener;
  }

  void launched(int count) {
    launches += count;
  }

  void closed(SimdGraph graph) {
    graphs.remove(graph);
  }

  /** Makes every thread's scratch memory as large as a graph wants it; graphs share it. */
  void fulfil(Scratch.Wish wish) {
    Scratch.Wish larger = scratch.max(wish);
    take((larger.bytes() - scratch.bytes()) * workers.count());
    scratch = larger;
    workers.fulfil(larger);
  }

  Constant constant(Tensor tensor) {
    return require(constants.get(tensor), tensor);
  }

  Object stateData(Tensor tensor) {
    return require(states.get(tensor), tensor);
  }

  static Object allocate(DataType type, int elements) {
    return switch (type) {
      case F32 -> new float[elements];
      case F16 -> new short[elements];
      case I32 -> new int[elements];
      case I8 -> throw new IllegalArgumentException(type + ": expected another type for a state");
    };
  }

  private static <T> T require(T found, Tensor tensor) {
    if (found == null) {
      throw new IllegalArgumentException(tensor + " does not live on this backend");
    }
    return found;
  }

  static void requireType(Tensor tensor, DataType type) {
    if (tensor.type() != type) {
      throw new IllegalArgumentException(tensor + ": expected " + tensor.type() + ", got " + type);
    }
  }

  private static void requireElements(Tensor tensor, int got) {
    if (tensor.elements() != got) {
      throw new IllegalArgumentException(
          tensor + ": expected " + tensor.elements() + " elements, got " + got);
    }
  }
}
