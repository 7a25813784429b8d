package io.github.sovits4j.backend.reference;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Constants and states as Java arrays; graphs interpret their program. What is stored in fewer than
 * 32 bits is rounded to what those bits hold and kept in 32: the truth for backends that save the
 * memory.
 */
final class ReferenceBackend implements Backend {

  static final String NAME = "reference";

  private final boolean profiling;
  private final Map<Tensor, Constant> constants = new HashMap<>();
  private final Map<Tensor, Object> states = new HashMap<>();
  private long used; // bytes
  private long peak;

  private ProfileListener listener; // null: nobody listens
  private long launches;

  ReferenceBackend(boolean profiling) {
    this.profiling = profiling;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return "one JVM thread (" + System.getProperty("os.arch") + ", f32)";
  }

  @Override
  public Tensor constant(String name, DataType storage, float[] data, int... shape) {
    Tensor tensor = Tensor.fixed(name, storage, Tensor.Kind.CONSTANT, shape);
    requireElements(tensor, data.length);
    float[] stored = storage == DataType.F32 ? data : storage.rounded(data, shape[0]);
    constants.put(tensor, new Constant(stored, shape));
    take(words(tensor));
    return tensor;
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
    states.put(tensor, allocate(type, tensor.elements()));
    take(words(tensor));
    return tensor;
  }

  @Override
  public void write(Tensor state, float[] data) {
    requireElements(state, data.length);
    float[] stored = (float[]) stateData(state);
    for (int i = 0; i < data.length; i++) {
      stored[i] = state.type().round(data[i]);
    }
  }

  @Override
  public void write(Tensor state, int[] data) {
    requireElements(state, data.length);
    System.arraycopy(data, 0, (int[]) stateData(state), 0, data.length);
  }

  @Override
  public float[] floats(Tensor tensor) {
    return tensor.kind() == Tensor.Kind.CONSTANT
        ? constant(tensor).rowMajor().clone()
        : ((float[]) stateData(tensor)).clone();
  }

  @Override
  public int[] ints(Tensor tensor) {
    return ((int[]) stateData(tensor)).clone();
  }

  @Override
  public void release(Tensor tensor) {
    if (constants.remove(tensor) == null && states.remove(tensor) == null) {
      throw new IllegalArgumentException(tensor + " does not live on this backend");
    }
    take(-words(tensor));
  }

  /** Bytes of the arrays, which are wider than narrow storage. */
  private static long words(Tensor tensor) {
    return (long) tensor.elements() * Float.BYTES;
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
    return new ReferenceGraph(this, program);
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
  public void close() {
    constants.clear();
    states.clear();
  }

  Constant constant(Tensor tensor) {
    Constant constant = constants.get(tensor);
    if (constant == null) {
      throw new IllegalArgumentException(tensor + " does not live on this backend");
    }
    return constant;
  }

  Object stateData(Tensor tensor) {
    Object data = states.get(tensor);
    if (data == null) {
      throw new IllegalArgumentException(tensor + " does not live on this backend");
    }
    return data;
  }

  static Object allocate(DataType type, int elements) {
    return type.real() ? new float[elements] : new int[elements];
  }

  private static void requireElements(Tensor tensor, int got) {
    if (tensor.elements() != got) {
      throw new IllegalArgumentException(
          tensor + ": expected " + tensor.elements() + " elements, got " + got);
    }
  }
}
