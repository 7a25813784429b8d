package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.AbstractBackend;
import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.BareRates;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TunableBackend;
import io.github.sovits4j.ops.Tuning;
import io.github.sovits4j.ops.TuningFile;
import io.github.sovits4j.ops.TuningTarget;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/** Weights and states on an OpenCL device. */
final class OpenClBackend extends AbstractBackend<Constant, cl_mem> implements TunableBackend {

  static final String NAME = "opencl";

  private static final System.Logger LOG = System.getLogger(OpenClBackend.class.getName());

  /** Up to here captures are made for multiples of the small step, above for the large one. */
  private static final int FINE_UP_TO = 64;

  private static final int FINE_STEP = 16;
  private static final int COARSE_STEP = 64;

  private static final int REPLAYS_PER_POLL = 8;

  private final OpenClOptions options;
  private final Session session;
  private final Programs programs;
  private final boolean gpu; // the shapes of the kernels
  private final TuningTarget target;
  private final Tuning tuning;

  OpenClBackend(OpenClDevice device, OpenClOptions options, BackendOptions common) {
    this.options = options;
    gpu = options.deviceClass() == null ? device.gpu() : options.deviceClass().equals("gpu");
    target = target(device, gpu);
    tuning = inForce(options.tuning(), target.place(), target, device);
    int queues = options.queues() > 0 ? options.queues() : gpu ? 2 : 1;
    session = new Session(device, options.memory(), queues, common);
    programs = Programs.of(session, new BinaryCache(options.cache()));
    LOG.log(System.Logger.Level.DEBUG, "OpenCL device {0}; {1}", device, tuning);
  }

  /** What a tuning of a device is for. */
  static TuningTarget target(OpenClDevice device, boolean gpu) {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("driver", device.driver());
    conditions.put("class", gpu ? "gpu" : "cpu");
    conditions.put("kernels", TunedKernel.fingerprint());
    return new TuningTarget(
        NAME,
        device.platform() + ' ' + device.name(),
        conditions,
        Arrays.stream(TunedKernel.values()).map(kernel -> kernel.searched(gpu)).toList());
  }

  /** As {@link TuningFile#inForce}; work-groups and their local memory must fit the device. */
  static Tuning inForce(String choice, Path own, TuningTarget target, OpenClDevice device) {
    Tuning tuning = TuningFile.inForce(choice, own, target);
    tuning
        .tuned()
        .forEach(
            (kernel, parameters) -> {
              Shape shape = new Shape(parameters);
              long group = shape.groupSize();
              if (group > device.largestGroup()) {
                throw target.broken(
                    tuning.file(),
                    String.format(
                        "%s: work-groups of %d, but the device allows %d",
                        kernel, group, device.largestGroup()));
              }
              long local = RowLaunches.localBytes(shape);
              if (local > device.localMemory()) {
                throw target.broken(
                    tuning.file(),
                    String.format(
                        "%s: %d bytes of local memory, but the device has %d",
                        kernel, local, device.localMemory()));
              }
            });
    return tuning;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return session.device() + (gpu ? ", GPU kernels, " : ", CPU kernels, ") + tuning;
  }

  @Override
  protected Constant upload(Tensor tensor, float[] data) {
    return new Constant(session, tensor, data);
  }

  @Override
  protected cl_mem allocate(Tensor state) {
    return session.allocate("state " + state.name(), state.bytes());
  }

  @Override
  protected void store(Tensor state, cl_mem memory, float[] data) {
    session.queue().write(memory, Narrow.packed(data, state.type()), state.bytes());
  }

  @Override
  protected void store(Tensor state, cl_mem memory, int[] data) {
    session.queue().write(memory, Pointer.to(data), state.bytes());
  }

  @Override
  protected void copy(
      Tensor source, cl_mem from, int first, Tensor target, cl_mem to, int at, int count) {
    long width = source.type().bytes();
    session.queue().copy(from, first * width, to, at * width, count * width);
  }

  @Override
  protected float[] values(Tensor tensor, Constant kept) {
    return kept.values().clone();
  }

  @Override
  protected float[] loadFloats(Tensor state, cl_mem memory) {
    return Narrow.read(session, memory, state.elements(), state.type());
  }

  @Override
  protected int[] loadInts(Tensor state, cl_mem memory) {
    int[] data = new int[state.elements()];
    session.queue().read(memory, Pointer.to(data), state.bytes());
    return data;
  }

  @Override
  protected void freeConstant(Tensor tensor, Constant kept) {
    kept.release();
    session.requireIntact();
  }

  @Override
  protected void freeState(Tensor state, cl_mem memory) {
    session.free(memory, state.bytes());
    session.requireIntact();
  }

  /** With the weights that wait on the host for the first graph that wants them. */
  @Override
  protected DeviceMemory held() {
    return session.budget().memory();
  }

  @Override
  protected OpenClGraph graph(Program program) {
    return new OpenClGraph(this, program, tuning);
  }

  @Override
  protected long planned(Program program) {
    return GraphMemory.of(program, session::footprint);
  }

  @Override
  public OpenClGraph compile(Program program, String kernel, Map<String, Integer> parameters) {
    requireOpen("compile");
    requireOwn(program);
    return bound(new OpenClGraph(this, program, tuning.with(kernel, parameters)));
  }

  @Override
  public Set<String> kernelsOf(Graph graph) {
    return ((OpenClGraph) graph)
        .used().stream().map(TunedKernel::id).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public TuningTarget tuningTarget() {
    return target;
  }

  @Override
  public Tuning tuning() {
    return tuning;
  }

  /** A capture costs device memory and, the first time, building kernels: few serve all lengths. */
  @Override
  public int bucket(int n) {
    int step = n <= FINE_UP_TO ? FINE_STEP : COARSE_STEP;
    return Math.ceilDiv(n, step) * step;
  }

  @Override
  public int replaysPerPoll() {
    return REPLAYS_PER_POLL;
  }

  @Override
  public Optional<BareRates> bareRates() {
    return Optional.of(new BareKernels(this));
  }

  @Override
  public long launches() {
    return session.counts().launches;
  }

  @Override
  public boolean profile(ProfileListener listener) {
    return session.queue().profile(listener);
  }

  @Override
  protected void shutDown() {
    programs.close();
    session.close();
  }

  Session session() {
    return session;
  }

  Programs programs() {
    return programs;
  }

  /** Whether the shapes of the kernels are those of GPUs. */
  boolean gpu() {
    return gpu;
  }

  OpenClOptions options() {
    return options;
  }

  /** What this backend did so far. */
  Counts counts() {
    return session.counts();
  }

  /** A weight. */
  Constant weight(Tensor tensor) {
    return constant(tensor);
  }

  /** The memory of a state. */
  cl_mem buffer(Tensor state) {
    return state(state);
  }
}
