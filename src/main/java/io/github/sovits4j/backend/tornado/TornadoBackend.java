package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.UnsupportedStorageException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;

/** Constants and states in the banks of one device; graphs replay launches over them. */
final class TornadoBackend implements Backend {

  static final String NAME = "tornado";

  private final boolean profiling;
  private final Device device;
  private final Map<Tensor, Weight> weights = new HashMap<>();
  private final Map<Tensor, Integer> states = new HashMap<>();

  TornadoBackend(boolean profiling) {
    this.profiling = profiling;
    device = new Device(WorkShape.ofDefaultDevice(), 0);
  }

  static {
    // Read when TornadoVM starts. A kernel that does not compile must be an error, not run as plain
    // Java.
    System.setProperty("tornado.recover.bailout", "False");
    // The usual limit of device memory is too low for a full-size model.
    setDefault("tornado.device.memory", "64GB");
    // Launching walks over a ring of this many events; the usual 32768 costs 15 µs a kernel.
    setDefault("tornado.max.events", "256");
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** What keeps TornadoVM from finding a device; empty when there is one. */
  static Optional<String> missingDevice() {
    TornadoExecutionPlan.getDevice(0, 0);
    return Optional.empty();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return TornadoExecutionPlan.getDevice(0, 0).getPhysicalDevice().getDeviceName()
        + " (TornadoVM)";
  }

  @Override
  public Tensor constant(String name, DataType storage, float[] data, int... shape) {
    device.requireOpen();
    requireStored(name, storage);
    Tensor tensor = Tensor.fixed(name, storage, Tensor.Kind.CONSTANT, shape);
    requireElements(tensor, data.length);
    weights.put(tensor, new Weight(device, tensor, data));
    return tensor;
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    device.requireOpen();
    requireStored(name, type);
    Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
    int n = Rows.elements(tensor);
    int at = device.take(type, n);
    device.clear(device.banks().of(type), at, n);
    states.put(tensor, at);
    return tensor;
  }

  @Override
  public void write(Tensor state, float[] data) {
    requireElements(state, data.length);
    device.write(device.banks().ofReals(state), stateAt(state), data, rows(state));
  }

  @Override
  public void write(Tensor state, int[] data) {
    requireElements(state, data.length);
    device.write(device.banks().ofInts(state), stateAt(state), data, rows(state));
  }

  @Override
  public float[] floats(Tensor tensor) {
    return tensor.kind() == Tensor.Kind.CONSTANT
        ? weight(tensor).values()
        : device.read(device.banks().ofReals(tensor), stateAt(tensor), rows(tensor));
  }

  @Override
  public int[] ints(Tensor tensor) {
    return device.read(device.banks().ofInts(tensor), stateAt(tensor), rows(tensor));
  }

  @Override
  public void release(Tensor tensor) {
    device.requireOpen();
    Weight weight = weights.remove(tensor);
    if (weight != null) {
      weight.release();
      return;
    }
    int at = stateAt(tensor);
    states.remove(tensor);
    device.give(tensor.type(), at);
  }

  @Override
  public DeviceMemory memory() {
    return device.memory();
  }

  @Override
  public Graph compile(Program program) {
    return new TornadoGraph(this, program);
  }

  /** A capture compiles nothing and writes a few thousand numbers, so nothing is rounded up. */
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
    return device.launches();
  }

  @Override
  public boolean profile(ProfileListener listener) {
    if (profiling) {
      device.profile(listener);
    }
    return profiling;
  }

  @Override
  public void close() {
    device.close();
    weights.clear();
    states.clear();
  }

  /** Where everything lies. */
  Device onDevice() {
    return device;
  }

  Weight weight(Tensor tensor) {
    device.requireOpen();
    Weight weight = weights.get(tensor);
    if (weight == null) {
      throw new IllegalArgumentException(tensor + " does not live on this backend");
    }
    return weight;
  }

  int stateAt(Tensor tensor) {
    device.requireOpen();
    Integer at = states.get(tensor);
    if (at == null) {
      throw new IllegalArgumentException(tensor + " does not live on this backend");
    }
    return at;
  }

  private static void requireStored(String name, DataType type) {
    if (type == DataType.I8) {
      throw new UnsupportedStorageException(NAME, name, type);
    }
  }

  private static Rows rows(Tensor tensor) {
    return Rows.of(tensor, dim -> dim.capacity());
  }

  private static void requireElements(Tensor tensor, int got) {
    if (tensor.elements() != got) {
      throw new IllegalArgumentException(
          tensor + ": expected " + tensor.elements() + " elements, got " + got);
    }
  }
}
