package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.AbstractBackend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.UnsupportedStorageException;
import java.util.Optional;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** Constants and states in the banks of one device; graphs replay launches over them. */
final class TornadoBackend extends AbstractBackend<Weight, Integer> {

  static final String NAME = "tornado";

  /** Set to {@code try}, TornadoVM's PTX backend is not refused. */
  static final String PTX_PROPERTY = "sovits.tornado.ptx";

  private final boolean profiling;
  private final Device device;

  TornadoBackend(BackendOptions options) {
    profiling = options.profiling();
    device = new Device(WorkShape.ofDefaultDevice(), options);
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

  /** What keeps TornadoVM from having a device for us; empty when there is one. */
  static Optional<String> missingDevice() {
    TornadoVMBackendType type = TornadoExecutionPlan.getDevice(0, 0).getTornadoVMBackend();
    return type == TornadoVMBackendType.PTX && !"try".equals(System.getProperty(PTX_PROPERTY))
        ? Optional.of(
            "TornadoVM's PTX backend computes wrong results with these kernels (217 of 662 cases on"
                + " an H100 with TornadoVM 5.2.0); use its CUDA or OpenCL backend"
                + " (-Dtornado.cuda.priority=100), or -D"
                + PTX_PROPERTY
                + "=try to see whether a newer TornadoVM is better")
        : Optional.empty();
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
  protected Weight upload(Tensor constant, float[] data) {
    requireStored(constant);
    return new Weight(device, constant, data);
  }

  /** Returns where it lies. */
  @Override
  protected Integer allocate(Tensor state) {
    requireStored(state);
    int n = Rows.elements(state);
    int at = device.take("state " + state.name(), state.type(), n);
    device.clear(device.banks().of(state.type()), at, n);
    return at;
  }

  @Override
  protected void store(Tensor state, Integer at, float[] data) {
    device.write(device.banks().ofReals(state.type()), at, data, rows(state));
  }

  @Override
  protected void store(Tensor state, Integer at, int[] data) {
    device.write(device.banks().ofInts(), at, data, rows(state));
  }

  @Override
  protected void copy(
      Tensor source, Integer from, int first, Tensor target, Integer to, int at, int count) {
    device.copy(
        device.banks().of(source.type()),
        new Stretch(from, first, source.size(-1), Rows.step(source)),
        new Stretch(to, at, target.size(-1), Rows.step(target)),
        count);
  }

  @Override
  protected float[] values(Tensor constant, Weight weight) {
    return weight.values();
  }

  @Override
  protected float[] loadFloats(Tensor state, Integer at) {
    return device.read(device.banks().ofReals(state.type()), at, rows(state));
  }

  @Override
  protected int[] loadInts(Tensor state, Integer at) {
    return device.read(device.banks().ofInts(), at, rows(state));
  }

  @Override
  protected void freeConstant(Tensor constant, Weight weight) {
    weight.release();
    device.requireIntact();
  }

  @Override
  protected void freeState(Tensor state, Integer at) {
    device.give(state.type(), at);
    device.requireIntact();
  }

  @Override
  protected DeviceMemory held() {
    return device.memory();
  }

  @Override
  protected TornadoGraph graph(Program program) {
    return new TornadoGraph(this, program);
  }

  @Override
  protected long planned(Program program) {
    return new TornadoGraph(this, program).measure();
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
  protected void shutDown() {
    device.close();
  }

  /** Where everything lies. */
  Device onDevice() {
    return device;
  }

  /** A constant; for graphs. */
  Weight weight(Tensor tensor) {
    return constant(tensor);
  }

  /** Where a state lies; for graphs. */
  int stateAt(Tensor tensor) {
    return state(tensor);
  }

  private static void requireStored(Tensor tensor) {
    if (tensor.type() == DataType.I8) {
      throw new UnsupportedStorageException(NAME, tensor.name(), tensor.type());
    }
  }

  private static Rows rows(Tensor tensor) {
    return Rows.of(tensor, dim -> dim.capacity());
  }
}
