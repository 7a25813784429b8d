package io.github.sovits4j.backend.simd;

import io.github.sovits4j.ops.AbstractBackend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BareRates;
import io.github.sovits4j.ops.Budget;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TunableBackend;
import io.github.sovits4j.ops.Tuning;
import io.github.sovits4j.ops.TuningFile;
import io.github.sovits4j.ops.TuningTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Weights and states as Java arrays, and the threads that compute on them. */
final class SimdBackend extends AbstractBackend<Constant, Object> implements TunableBackend {

  /** Captures are made for multiples of this, so that few arrays serve all lengths. */
  private static final int STEP = 64;

  /** Below that for multiples of this. */
  private static final int FINE_STEP = 16;

  private final Workers workers;
  private final Budget budget;
  private final boolean profiling;
  private final TuningTarget target;
  private final Tuning tuning;
  private final List<Scratch.Wish> wishes = new ArrayList<>(); // of the graphs alive
  private ProfileListener listener; // null: nobody listens
  private long launches;

  SimdBackend(SimdOptions options, BackendOptions common) {
    workers = new Workers(options.threads());
    budget = new Budget("the heap", Math.min(common.memory(), Runtime.getRuntime().maxMemory()));
    profiling = common.profiling();
    target = SimdKernels.target(options.threads());
    tuning = TuningFile.inForce(options.tuning(), target.place(), target);
  }

  @Override
  public String name() {
    return SimdProvider.NAME;
  }

  @Override
  public String device() {
    return String.format(
        Locale.ROOT,
        "the CPU, threads %d, vectors of %d bits (%s), %s",
        workers.count(),
        Lanes.F.vectorBitSize(),
        System.getProperty("os.arch"),
        tuning);
  }

  // ---- constants and states ----

  @Override
  protected Constant upload(Tensor constant, float[] data) {
    return new Constant(constant, data, this);
  }

  @Override
  protected float[] values(Tensor constant, Constant kept) {
    return kept.values().clone();
  }

  @Override
  protected void freeConstant(Tensor constant, Constant kept) {
    kept.free();
  }

  @Override
  protected Object allocate(Tensor state) {
    budget.take("state " + state.name(), state.bytes());
    return allocate(state.type(), state.elements());
  }

  @Override
  protected void store(Tensor state, Object memory, float[] data) {
    if (memory instanceof short[] halves) {
      Halves.narrow(data, 0, halves, 0, data.length);
    } else {
      System.arraycopy(data, 0, (float[]) memory, 0, data.length);
    }
  }

  @Override
  protected void store(Tensor state, Object memory, int[] data) {
    System.arraycopy(data, 0, (int[]) memory, 0, data.length);
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the type's numbers
  protected void copy(
      Tensor source, Object from, int first, Tensor target, Object to, int at, int count) {
    System.arraycopy(from, first, to, at, count);
  }

  @Override
  protected float[] loadFloats(Tensor state, Object memory) {
    return memory instanceof short[] halves ? Halves.widened(halves) : ((float[]) memory).clone();
  }

  @Override
  protected int[] loadInts(Tensor state, Object memory) {
    return ((int[]) memory).clone();
  }

  @Override
  protected void freeState(Tensor state, Object memory) {
    budget.give(state.bytes());
  }

  static Object allocate(DataType type, int elements) {
    return switch (type) {
      case F32 -> new float[elements];
      case F16 -> new short[elements];
      case I32 -> new int[elements];
      case I8 -> throw new IllegalArgumentException(type + ": expected another type for a state");
    };
  }

  /** The arrays of this backend; the capacity is at most the largest heap. */
  @Override
  protected DeviceMemory held() {
    return budget.memory();
  }

  // ---- graphs ----

  @Override
  protected SimdGraph graph(Program program) {
    return new SimdGraph(this, program, tuning);
  }

  @Override
  protected long planned(Program program) {
    return SimdGraph.measure(this, program, tuning);
  }

  @Override
  public SimdGraph compile(Program program, String kernel, Map<String, Integer> parameters) {
    requireOpen("compile");
    requireOwn(program);
    return bound(new SimdGraph(this, program, tuning.with(kernel, parameters)));
  }

  @Override
  public Set<String> kernelsOf(Graph graph) {
    return ((SimdGraph) graph).kernels();
  }

  @Override
  public TuningTarget tuningTarget() {
    return target;
  }

  @Override
  public Tuning tuning() {
    return tuning;
  }

  @Override
  public int bucket(int n) {
    int step = n <= STEP ? FINE_STEP : STEP;
    return Math.ceilDiv(n, step) * step;
  }

  /** A step reads half as much, and widening costs little beside that. */
  @Override
  public DataType preferredStorage() {
    return DataType.F16;
  }

  /** Looking costs nothing here, and a surplus step costs a step. */
  @Override
  public int replaysPerPoll() {
    return 1;
  }

  @Override
  public Optional<BareRates> bareRates() {
    return Optional.of(new BareLoops(workers));
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
  protected void shutDown() {
    workers.close();
  }

  // ---- for graphs ----

  Workers workers() {
    return workers;
  }

  Budget budget() {
    return budget;
  }

  ProfileListener listener() {
    return listener;
  }

  void launched(int count) {
    launches += count;
  }

  /** Makes every thread's scratch memory as large as a graph wants it; graphs share it. */
  void want(Scratch.Wish wish) {
    budget.take("scratch memory", growth(wish));
    wishes.add(wish);
    workers.fulfil(wish);
  }

  /** A graph is gone; with the last of them goes the scratch memory. */
  void unwant(Scratch.Wish wish) {
    wishes.remove(wish);
    budget.give(growth(wish));
    if (wishes.isEmpty()) {
      workers.forget();
    }
  }

  /** Bytes that are held for the sake of this graph alone. */
  long heldFor(Scratch.Wish wish) {
    wishes.remove(wish);
    long bytes = growth(wish);
    wishes.add(wish);
    return bytes;
  }

  /** Bytes that a wish takes where there is no other. */
  long bytes(Scratch.Wish wish) {
    return wish.bytes() * workers.count();
  }

  /** What all threads take more with a wish than without. */
  private long growth(Scratch.Wish wish) {
    Scratch.Wish others = wishes.stream().reduce(Scratch.Wish.NOTHING, Scratch.Wish::max);
    return (others.max(wish).bytes() - others.bytes()) * workers.count();
  }

  /** A weight. */
  Constant weight(Tensor tensor) {
    return constant(tensor);
  }

  /** The array behind a state. */
  Object memoryOf(Tensor state) {
    return state(state);
  }
}
