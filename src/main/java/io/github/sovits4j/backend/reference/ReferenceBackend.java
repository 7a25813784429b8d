package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.AbstractBackend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Budget;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.MemoryPlan;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;

/**
 * Constants and states as Java arrays; graphs interpret their program. What is stored in fewer than
 * 32 bits is rounded to what those bits hold and kept in 32: the truth for backends that save the
 * memory. An operator computes in doubles and rounds what it stores.
 */
final class ReferenceBackend extends AbstractBackend<float[], Object> {

  static final String NAME = "reference";

  private final boolean profiling;
  private final Budget budget;

  private ProfileListener listener; // null: nobody listens
  private long launches;

  ReferenceBackend(BackendOptions options) {
    profiling = options.profiling();
    budget = new Budget("the heap", Math.min(options.memory(), Runtime.getRuntime().maxMemory()));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return "one JVM thread (" + System.getProperty("os.arch") + ", f64)";
  }

  @Override
  protected float[] upload(Tensor tensor, float[] data) {
    budget.take("weight " + tensor.name(), words(tensor));
    DataType storage = tensor.type();
    return storage == DataType.F32 ? data : storage.rounded(data, tensor.size(0));
  }

  @Override
  protected Object allocate(Tensor state) {
    budget.take("state " + state.name(), words(state));
    return allocate(state.type(), state.elements());
  }

  @Override
  protected void store(Tensor state, Object memory, float[] data) {
    float[] stored = (float[]) memory;
    for (int i = 0; i < data.length; i++) {
      stored[i] = state.type().round(data[i]);
    }
  }

  @Override
  protected void store(Tensor state, Object memory, int[] data) {
    System.arraycopy(data, 0, (int[]) memory, 0, data.length);
  }

  @Override
  protected float[] values(Tensor tensor, float[] kept) {
    return kept.clone();
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the type's numbers
  protected void copy(
      Tensor source, Object from, int first, Tensor target, Object to, int at, int count) {
    System.arraycopy(from, first, to, at, count);
  }

  @Override
  protected float[] loadFloats(Tensor state, Object memory) {
    return ((float[]) memory).clone();
  }

  @Override
  protected int[] loadInts(Tensor state, Object memory) {
    return ((int[]) memory).clone();
  }

  @Override
  protected void freeConstant(Tensor tensor, float[] kept) {
    budget.give(words(tensor));
  }

  @Override
  protected void freeState(Tensor state, Object memory) {
    budget.give(words(state));
  }

  /** Bytes of the arrays, which are wider than narrow storage. */
  private static long words(Tensor tensor) {
    return (long) tensor.elements() * Float.BYTES;
  }

  /** The arrays of this backend; the capacity is at most the largest heap. */
  @Override
  protected DeviceMemory held() {
    return budget.memory();
  }

  Budget budget() {
    return budget;
  }

  @Override
  protected ReferenceGraph graph(Program program) {
    return new ReferenceGraph(this, program);
  }

  @Override
  protected long planned(Program program) {
    return MemoryPlan.of(program).bytes();
  }

  /** Capturing costs nothing here, so nothing is rounded up. */
  @Override
  public int bucket(int n) {
    return n;
  }

  @Override
  public int replaysPerPoll() {
    return 1;
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

  ProfileListener listener() {
    return listener;
  }

  void launched(int count) {
    launches += count;
  }

  @Override
  protected void shutDown() {}

  /** The array behind a constant or state. */
  Object array(Tensor tensor) {
    return tensor.kind() == Tensor.Kind.CONSTANT ? constant(tensor) : state(tensor);
  }

  static Object allocate(DataType type, int elements) {
    return type.real() ? new float[elements] : new int[elements];
  }
}
