package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.UserException;
import io.github.sovits4j.ops.BareRates;
import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.Graph;
import io.github.sovits4j.ops.ProfileListener;
import io.github.sovits4j.ops.Program;
import io.github.sovits4j.ops.Tensor;
import io.github.sovits4j.ops.TunableBackend;
import io.github.sovits4j.ops.TunableKernel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/** Weights and states on an OpenCL device. */
final class OpenClBackend implements TunableBackend {

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
  private final Tuning tuning;
  private final Map<Tensor, Constant> constants = new HashMap<>();
  private final Map<Tensor, cl_mem> states = new HashMap<>();
  private final Set<OpenClGraph> graphs = new LinkedHashSet<>();
  private boolean closed;

  OpenClBackend(OpenClDevice device, OpenClOptions options, boolean profiling) {
    this.options = options;
    boolean gpu =
        options.deviceClass() == null ? device.gpu() : options.deviceClass().equals("gpu");
    tuning = TuningFile.inForce(options.tuning(), TuningFile.place(device), device, gpu);
    session = new Session(device, options.memory(), profiling);
    programs = Programs.of(session, new BinaryCache(options.cache()));
    LOG.log(System.Logger.Level.DEBUG, "OpenCL device {0}; {1}", device, tuning);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String device() {
    return session.device() + ", " + tuning;
  }

  @Override
  public Tensor constant(String name, DataType storage, float[] data, int... shape) {
    Tensor tensor = Tensor.fixed(name, storage, Tensor.Kind.CONSTANT, shape);
    requireElements(tensor, data.length);
    constants.put(tensor, new Constant(session, tensor, data));
    return tensor;
  }

  @Override
  public Tensor state(String name, DataType type, int... shape) {
    Tensor tensor = Tensor.fixed(name, type, Tensor.Kind.STATE, shape);
    states.put(tensor, session.allocate("state " + name, tensor.bytes()));
    return tensor;
  }

  @Override
  public void write(Tensor state, float[] data) {
    requireElements(state, data.length);
    session.write(stateBuffer(state), Narrow.packed(data, state.type()), state.bytes());
  }

  @Override
  public void write(Tensor state, int[] data) {
    requireType(state, DataType.I32);
    requireElements(state, data.length);
    session.write(stateBuffer(state), Pointer.to(data), state.bytes());
  }

  @Override
  public float[] floats(Tensor tensor) {
    if (tensor.kind() == Tensor.Kind.CONSTANT) {
      return constant(tensor).values().clone();
    }
    return Narrow.read(session, stateBuffer(tensor), tensor.elements(), tensor.type());
  }

  @Override
  public int[] ints(Tensor tensor) {
    requireType(tensor, DataType.I32);
    int[] data = new int[tensor.elements()];
    session.read(stateBuffer(tensor), Pointer.to(data), tensor.bytes());
    return data;
  }

  @Override
  public void release(Tensor tensor) {
    Constant constant = constants.remove(tensor);
    if (constant != null) {
      constant.release();
    } else {
      session.free(stateBuffer(tensor), tensor.bytes());
      states.remove(tensor);
    }
  }

  /** With the weights that wait on the host for the first graph that wants them. */
  @Override
  public DeviceMemory memory() {
    long waiting = constants.values().stream().mapToLong(Constant::waiting).sum();
    return new DeviceMemory(
        session.counts().bytes + waiting, session.counts().peakBytes, session.capacity());
  }

  @Override
  public Graph compile(Program program) {
    return compile(program, tuning);
  }

  private OpenClGraph compile(Program program, Tuning shapes) {
    OpenClGraph graph = new OpenClGraph(this, program, shapes);
    graphs.add(graph);
    return graph;
  }

  @Override
  public OpenClGraph compile(Program program, String kernel, Map<String, Integer> parameters) {
    return compile(program, tuning.with(known(kernel), new Shape(parameters)));
  }

  @Override
  public List<TunableKernel> kernels() {
    return Arrays.stream(TunedKernel.values())
        .map(kernel -> kernel.searched(tuning.gpu()))
        .toList();
  }

  @Override
  public Set<String> kernelsOf(Graph graph) {
    return ((OpenClGraph) graph)
        .used().stream().map(TunedKernel::id).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Path tuningFile() {
    Path file = TuningFile.place(session.device());
    if (file == null) {
      throw new UserException("there is no folder for your settings; name a file.");
    }
    return file;
  }

  @Override
  public void storeTuning(Path file, Map<String, Map<String, Integer>> searched) {
    Tuning found = tuning;
    for (Map.Entry<String, Map<String, Integer>> kernel : searched.entrySet()) {
      found = found.with(known(kernel.getKey()), new Shape(kernel.getValue()));
    }
    new TuningFile(file, session.device(), tuning.gpu()).write(found);
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
    return session.profile(listener);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Set.copyOf(graphs).forEach(OpenClGraph::close);
    constants.values().forEach(Constant::release);
    constants.clear();
    states.forEach((tensor, buffer) -> session.free(buffer, tensor.bytes()));
    states.clear();
    programs.close();
    session.close();
  }

  void closed(OpenClGraph graph) {
    graphs.remove(graph);
  }

  /** The graphs alive, oldest first. */
  List<OpenClGraph> graphs() {
    return List.copyOf(graphs);
  }

  Session session() {
    return session;
  }

  Programs programs() {
    return programs;
  }

  Tuning tuning() {
    return tuning;
  }

  OpenClOptions options() {
    return options;
  }

  /** What this backend did so far. */
  Counts counts() {
    return session.counts();
  }

  Constant constant(Tensor tensor) {
    return require(constants.get(tensor), tensor);
  }

  cl_mem stateBuffer(Tensor tensor) {
    return require(states.get(tensor), tensor);
  }

  private static TunedKernel known(String kernel) {
    return TunedKernel.of(kernel)
        .orElseThrow(() -> new IllegalArgumentException("unknown kernel '" + kernel + "'"));
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
