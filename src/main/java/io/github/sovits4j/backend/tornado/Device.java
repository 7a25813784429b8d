package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import io.github.sovits4j.ops.DeviceMemory;
import io.github.sovits4j.ops.LaunchSite;
import io.github.sovits4j.ops.ProfileListener;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The banks and the execution plan. One task graph per kernel, and one per sequence of kernels that
 * a repeated layer launches; all of them work on the same banks, which stay on the device.
 *
 * <p>The banks get their sizes at the first launch, from what was asked for by then. What is
 * written before goes into the host's copy and travels once; later writes and all reads go through
 * small staging arrays. When a bank must grow, or a new sequence is wanted, the plan is built again
 * and the contents are kept.
 */
final class Device implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Device.class.getName());

  /** Elements that travel at once. */
  static final int STAGED = 1 << 16;

  private static final int STAGED_INTS = 1 << 13;

  /** What a bank gets beyond what is known to be needed: caches and results of longer sentences. */
  private static final int RESERVE = 48 << 20;

  private static final int RESERVE_HALVES = 24 << 20;

  private static final int RESERVE_INTS = 1 << 18;

  /** Most kernels of one sequence. */
  static final int CURSOR = 16;

  private static final String ROOT = "root";

  /**
   * What a layer of the text-to-semantic transformer launches in a decode step. Known beforehand it
   * is in the first plan; any other sequence works too, but has the plan built once more.
   */
  private static List<Kernel> decodeLayer(DataType storage) {
    Kernel row = Kernel.LINEAR_ROW.storing(storage);
    return List.of(row, Kernel.CACHED.storing(storage), row, Kernel.NORM, row, row, Kernel.NORM);
  }

  // The graphs of a plan; sequences follow.
  private static final int CLEAR = 0;
  private static final int STORE = 1;
  private static final int LOAD = 2;
  private static final int STORE_INTS = 3;
  private static final int LOAD_INTS = 4;
  private static final int STORE_HALVES = 5; // these two only where there are halves
  private static final int LOAD_HALVES = 6;

  private sealed interface Write {}

  private record FloatWrite(DataType type, int at, float[] data, Rows rows) implements Write {}

  private record IntWrite(int at, int[] data, Rows rows) implements Write {}

  private record Clear(DataType type, int at, int count) implements Write {}

  private final Shape shape;
  private final Space floatSpace = new Space();
  private final Space halfSpace = new Space();
  private final Space intSpace = new Space();
  private final List<List<Kernel>> sequences = new ArrayList<>();
  private final List<Write> waiting = new ArrayList<>(); // for the plan to be built
  private final IntArray cursor = new IntArray(CURSOR);
  private final FloatArray staged = new FloatArray(STAGED);
  private final IntArray stagedInts = new IntArray(STAGED_INTS);

  private TornadoExecutionPlan plan;
  private GridScheduler grids;
  private FloatArray memory;
  private HalfFloatArray halves;
  private IntArray ints;
  private int plannedSequences;
  private int firstSequence; // its graph
  private long expected; // elements of all weights, wherever they are
  private long expectedHalves; // the same of those in 16 bits
  private boolean narrow; // whether anything is or was to be among the halves
  private Profiler profiler; // null: nobody listens
  private LaunchSite launching; // null: a transfer
  private long launches;
  private long peak; // bytes of the largest banks so far
  private boolean closed;

  /**
   * @param shape how work is cut
   */
  Device(Shape shape) {
    this.shape = shape;
    int one = intSpace.take(1);
    if (one != 0) {
      throw new AssertionError("the cell of fixed extents must come first");
    }
    write(one, new int[] {1}, Rows.packed(1));
    addSequences(DataType.F32);
  }

  /** Every kernel that reads this storage by itself, and a decode layer of them. */
  private void addSequences(DataType storage) {
    for (Kernel kernel : Kernel.values()) {
      if (kernel.narrow() == (storage == DataType.F16)) {
        sequences.add(List.of(kernel));
      }
    }
    sequences.add(decodeLayer(storage).stream().map(shape::choose).toList());
  }

  /** What the halves need, from the first tensor on that is to lie there. */
  private void needHalves() {
    if (!narrow) {
      narrow = true;
      addSequences(DataType.F16);
    }
  }

  /** How work is cut. */
  Shape shape() {
    return shape;
  }

  /** Floats of the device that a tensor or a graph may have. */
  Space floats() {
    return floatSpace;
  }

  /** Ints of the device. */
  Space ints() {
    return intSpace;
  }

  /**
   * What is in use of the banks, weights that have no place yet counted, and the largest banks that
   * were ever allocated. An index reaches 2^31 elements of a bank.
   */
  DeviceMemory memory() {
    long used =
        (Math.max(expected, floatSpace.end()) + intSpace.end()) * Float.BYTES
            + Math.max(expectedHalves, halfSpace.end()) * Short.BYTES;
    long reach = (long) Integer.MAX_VALUE * Float.BYTES;
    long global = TornadoExecutionPlan.getDevice(0, 0).getMaxGlobalMemory();
    return new DeviceMemory(used, Math.max(peak, used), Math.min(global, reach));
  }

  /**
   * The bank of this storage.
   *
   * @throws IllegalArgumentException when there is none
   */
  Space space(DataType type) {
    return switch (type) {
      case F32 -> floatSpace;
      case I32 -> intSpace;
      case F16 -> {
        needHalves();
        yield halfSpace;
      }
      case I8 -> throw new IllegalArgumentException("no bank for " + type);
    };
  }

  /** Says that weights came or went; they get their places when a graph first uses them. */
  void expect(DataType type, int elements) {
    if (type == DataType.F16) {
      needHalves();
      expectedHalves += elements;
    } else {
      expected += elements;
    }
  }

  /** The graph that launches these kernels, one after the other. */
  int sequence(List<Kernel> kernels) {
    int at = sequences.indexOf(kernels);
    if (at < 0) {
      at = sequences.size();
      sequences.add(List.copyOf(kernels));
    }
    return at;
  }

  /** Launches a sequence, each kernel with its descriptor. May return before the device is done. */
  void launch(int sequence, int[] descriptors, LaunchSite site) {
    ready();
    for (int i = 0; i < descriptors.length; i++) {
      cursor.set(i, descriptors[i]);
    }
    launches += descriptors.length;
    launching = site;
    execute(firstSequence + sequence);
    launching = null;
  }

  /** Kernels launched so far, transfers not counted. */
  long launches() {
    return launches;
  }

  /** Has a listener told of what runs from now on; null for nobody. */
  void profile(ProfileListener newListener) {
    profiler = newListener == null ? null : new Profiler(newListener);
    if (plan != null) {
      profile(plan);
    }
  }

  private void profile(TornadoExecutionPlan profiled) {
    if (profiler == null) {
      profiled.withoutProfiler();
    } else {
      profiled.withProfiler(ProfilerMode.SILENT);
    }
  }

  /** Says that so many bytes of weights were brought on their way since then. */
  void uploaded(long bytes, long since) {
    if (profiler != null) {
      profiler.listener().uploaded(bytes, System.nanoTime() - since);
    }
  }

  // ---- transfers ----

  /** Writes data that lies together; the array is the device's afterwards. */
  void upload(DataType type, int at, float[] data) {
    if (live()) {
      write(type, at, data, Rows.packed(data.length));
    } else {
      waiting.add(new FloatWrite(type, at, data, Rows.packed(data.length)));
    }
  }

  /** Writes packed data into the floats or, rounded, into the halves. */
  void write(DataType type, int at, float[] data, Rows rows) {
    if (!live()) {
      waiting.add(new FloatWrite(type, at, data.clone(), rows));
      return;
    }
    for (int from = 0; from < rows.count(); from += STAGED) {
      int count = Math.min(STAGED, rows.count() - from);
      for (int e = 0; e < count; e++) {
        staged.set(e, data[from + e]);
      }
      transfer(type == DataType.F16 ? STORE_HALVES : STORE, at, from, count, rows);
    }
  }

  /** Writes packed data into the ints. */
  void write(int at, int[] data, Rows rows) {
    if (!live()) {
      waiting.add(new IntWrite(at, data.clone(), rows));
      return;
    }
    for (int from = 0; from < rows.count(); from += STAGED_INTS) {
      int count = Math.min(STAGED_INTS, rows.count() - from);
      for (int e = 0; e < count; e++) {
        stagedInts.set(e, data[from + e]);
      }
      transfer(STORE_INTS, at, from, count, rows);
    }
  }

  /** Reads floats or halves into packed data. */
  float[] readFloats(DataType type, int at, Rows rows) {
    ready();
    float[] data = new float[rows.count()];
    for (int from = 0; from < data.length; from += STAGED) {
      int count = Math.min(STAGED, data.length - from);
      transfer(type == DataType.F16 ? LOAD_HALVES : LOAD, at, from, count, rows);
      for (int e = 0; e < count; e++) {
        data[from + e] = staged.get(e);
      }
    }
    return data;
  }

  /** Reads ints into packed data. */
  int[] readInts(int at, Rows rows) {
    ready();
    int[] data = new int[rows.count()];
    for (int from = 0; from < data.length; from += STAGED_INTS) {
      int count = Math.min(STAGED_INTS, data.length - from);
      transfer(LOAD_INTS, at, from, count, rows);
      for (int e = 0; e < count; e++) {
        data[from + e] = stagedInts.get(e);
      }
    }
    return data;
  }

  /** Zeros a stretch of a bank. */
  void clear(DataType type, int at, int count) {
    if (!live()) {
      waiting.add(new Clear(type, at, count));
      return;
    }
    switch (type) {
      case F32 -> clear(at, count, 0, 0);
      case I32 -> clear(0, 0, at, count);
      case F16 -> {
        staged.init(0f); // the kernel repeats what is staged
        transfer(STORE_HALVES, at, 0, count, Rows.packed(count));
      }
      case I8 -> throw new IllegalArgumentException("no bank for " + type);
    }
  }

  private void clear(int at, int count, int intsAt, int intCount) {
    setCursor(at, intsAt, count, intCount);
    execute(CLEAR);
  }

  private void transfer(int graph, int at, int from, int count, Rows rows) {
    setCursor(at, from, count, rows.run(), rows.inner(), rows.innerStep(), rows.outerStep());
    execute(graph);
  }

  private void setCursor(int... values) {
    for (int i = 0; i < values.length; i++) {
      cursor.set(i, values[i]);
    }
  }

  // ---- the plan ----

  /** Whether the plan covers everything that was asked for. */
  private boolean live() {
    return plan != null
        && plannedSequences == sequences.size()
        && floatSpace.end() <= memory.getSize() - Lanes.WIDTH
        && halfSpace.end() <= halves.getSize()
        && intSpace.end() <= ints.getSize();
  }

  private void ready() {
    if (closed) {
      throw new IllegalStateException("this backend is closed");
    }
    if (!live()) {
      float[] oldFloats = null;
      float[] oldHalves = null;
      int[] oldInts = null;
      if (plan != null) {
        LOG.log(System.Logger.Level.DEBUG, "building the plan again");
        oldFloats = download(DataType.F32, Math.min(memory.getSize(), floatSpace.end()));
        oldHalves =
            firstSequence > LOAD_HALVES
                ? download(DataType.F16, Math.min(halves.getSize(), halfSpace.end()))
                : null;
        oldInts = downloadInts();
        closePlan();
      }
      build(oldFloats, oldHalves, oldInts);
    }
  }

  private void build(float[] oldFloats, float[] oldHalves, int[] oldInts) {
    long start = System.nanoTime();
    memory = new FloatArray(Math.toIntExact(floatSpace.end() + expected + RESERVE));
    // Every kernel takes all banks, so there is one of halves in any case.
    long halfCount =
        narrow ? halfSpace.end() + expectedHalves + RESERVE_HALVES : (long) Lanes.WIDTH;
    if (halfCount > Stored.REACH) {
      throw new IllegalStateException(
          halfCount + " numbers in 16 bits, of at most " + Stored.REACH);
    }
    halves = new HalfFloatArray((int) halfCount);
    ints = new IntArray(intSpace.end() + intSpace.end() / 8 + RESERVE_INTS);
    peak =
        Math.max(
            peak,
            memory.getNumBytesOfSegment()
                + halves.getNumBytesOfSegment()
                + ints.getNumBytesOfSegment());
    if (oldFloats != null) {
      for (int i = 0; i < oldFloats.length; i++) {
        memory.set(i, oldFloats[i]);
      }
      for (int i = 0; i < oldInts.length; i++) {
        ints.set(i, oldInts[i]);
      }
    }
    for (int i = 0; oldHalves != null && i < oldHalves.length; i++) {
      halves.set(i, new HalfFloat(oldHalves[i]));
    }
    waiting.forEach(this::apply);
    waiting.clear();
    uploaded(0, start); // what they hold was counted

    grids = new GridScheduler();
    List<ImmutableTaskGraph> graphs = new ArrayList<>();
    graphs.add(
        new TaskGraph(ROOT)
            .transferToDevice(DataTransferMode.FIRST_EXECUTION, memory, halves, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor)
            .task(
                "clear", TransferKernels::clear, new KernelContext(), memory, halves, ints, cursor)
            .persistOnDevice(memory, halves, ints)
            .snapshot());
    graphs.add(
        new TaskGraph("store")
            .consumeFromDevice(ROOT, memory, halves, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor, staged)
            .task(
                "copy",
                TransferKernels::store,
                new KernelContext(),
                memory,
                halves,
                ints,
                staged,
                cursor)
            .persistOnDevice(memory, halves, ints)
            .snapshot());
    graphs.add(
        new TaskGraph("load")
            .consumeFromDevice(ROOT, memory, halves, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor)
            .task(
                "copy",
                TransferKernels::load,
                new KernelContext(),
                memory,
                halves,
                ints,
                staged,
                cursor)
            .transferToHost(DataTransferMode.EVERY_EXECUTION, staged)
            .persistOnDevice(memory, halves, ints)
            .snapshot());
    graphs.add(
        new TaskGraph("store-ints")
            .consumeFromDevice(ROOT, memory, halves, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor, stagedInts)
            .task(
                "copy",
                TransferKernels::storeInts,
                new KernelContext(),
                memory,
                halves,
                ints,
                stagedInts,
                cursor)
            .persistOnDevice(memory, halves, ints)
            .snapshot());
    graphs.add(
        new TaskGraph("load-ints")
            .consumeFromDevice(ROOT, memory, halves, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor)
            .task(
                "copy",
                TransferKernels::loadInts,
                new KernelContext(),
                memory,
                halves,
                ints,
                stagedInts,
                cursor)
            .transferToHost(DataTransferMode.EVERY_EXECUTION, stagedInts)
            .persistOnDevice(memory, halves, ints)
            .snapshot());
    for (String task :
        new String[] {
          ROOT + ".clear", "store.copy", "load.copy", "store-ints.copy", "load-ints.copy"
        }) {
      grids.addWorkerGrid(task, shape.elements());
    }
    if (narrow) {
      addHalfTransfers(graphs);
    }
    firstSequence = graphs.size();
    for (int i = 0; i < sequences.size(); i++) {
      String name = "s" + i;
      TaskGraph graph =
          new TaskGraph(name)
              .consumeFromDevice(ROOT, memory, halves, ints)
              .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor);
      List<Kernel> kernels = sequences.get(i);
      for (int slot = 0; slot < kernels.size(); slot++) {
        Kernel kernel = kernels.get(slot);
        kernel.addTo(graph, memory, halves, ints, cursor, slot);
        grids.addWorkerGrid(name + '.' + kernel.task(slot), shape.grid(kernel));
      }
      graphs.add(graph.persistOnDevice(memory, halves, ints).snapshot());
    }
    plan = new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new));
    plan.withGridScheduler(grids);
    if (narrow) {
      HalfType.nameIt(plan);
    }
    if (profiler != null) {
      profile(plan);
    } else if (recordsGraphs()) { // a recording would hide its kernels from the profiler
      plan.withCUDAGraph();
    }
    plannedSequences = sequences.size();
    clear(0, 0, 0, 0); // brings the banks
  }

  private void addHalfTransfers(List<ImmutableTaskGraph> graphs) {
    graphs.add(
        new TaskGraph("store-halves")
            .consumeFromDevice(ROOT, memory, halves, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor, staged)
            .task(
                "copy",
                TransferKernels::storeHalves,
                new KernelContext(),
                memory,
                halves,
                ints,
                staged,
                cursor)
            .persistOnDevice(memory, halves, ints)
            .snapshot());
    graphs.add(
        new TaskGraph("load-halves")
            .consumeFromDevice(ROOT, memory, halves, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor)
            .task(
                "copy",
                TransferKernels::loadHalves,
                new KernelContext(),
                memory,
                halves,
                ints,
                staged,
                cursor)
            .transferToHost(DataTransferMode.EVERY_EXECUTION, staged)
            .persistOnDevice(memory, halves, ints)
            .snapshot());
    grids.addWorkerGrid("store-halves.copy", shape.elements());
    grids.addWorkerGrid("load-halves.copy", shape.elements());
  }

  /**
   * Whether the driver records each task graph at its first execution and replays the recording
   * afterwards, transfers included: CUDA graphs. The property {@code sovits.tornado.cudaGraph} set
   * to false switches it off.
   */
  private static boolean recordsGraphs() {
    TornadoVMBackendType type = TornadoExecutionPlan.getDevice(0, 0).getTornadoVMBackend();
    return (type == TornadoVMBackendType.CUDA || type == TornadoVMBackendType.PTX)
        && Boolean.parseBoolean(System.getProperty("sovits.tornado.cudaGraph", "true"));
  }

  private void apply(Write write) {
    switch (write) {
      case FloatWrite w -> {
        for (int g = 0; g < w.rows.count(); g++) {
          set(w.type, w.at + w.rows.place(g), w.data[g]);
        }
      }
      case IntWrite w -> {
        for (int g = 0; g < w.rows.count(); g++) {
          ints.set(w.at + w.rows.place(g), w.data[g]);
        }
      }
      case Clear w -> {
        for (int i = 0; i < w.count; i++) {
          if (w.type == DataType.I32) {
            ints.set(w.at + i, 0);
          } else {
            set(w.type, w.at + i, 0f);
          }
        }
      }
    }
  }

  private void set(DataType type, int at, float value) {
    if (type == DataType.F16) {
      halves.set(at, new HalfFloat(value));
    } else {
      memory.set(at, value);
    }
  }

  private void execute(int graph) {
    try {
      if (profiler == null) {
        plan.withGraph(graph).execute();
      } else {
        profiler.execute(plan.withGraph(graph), launching);
      }
    } catch (RuntimeException | Error e) { // the compiler throws errors of its own
      throw new IllegalStateException(name(graph) + " does not run: " + e.getMessage(), e);
    }
  }

  private String name(int graph) {
    return graph < firstSequence
        ? "transfer " + graph
        : "kernel " + sequences.get(graph - firstSequence).toString();
  }

  /** The first elements of a bank: what lies behind the last stretch is nobody's. */
  private float[] download(DataType type, int size) {
    float[] data = new float[size];
    for (int from = 0; from < data.length; from += STAGED) {
      int count = Math.min(STAGED, data.length - from);
      transfer(type == DataType.F16 ? LOAD_HALVES : LOAD, from, 0, count, Rows.packed(count));
      for (int e = 0; e < count; e++) {
        data[from + e] = staged.get(e);
      }
    }
    return data;
  }

  private int[] downloadInts() {
    int[] data = new int[Math.min(ints.getSize(), intSpace.end())];
    for (int from = 0; from < data.length; from += STAGED_INTS) {
      int count = Math.min(STAGED_INTS, data.length - from);
      transfer(LOAD_INTS, from, 0, count, Rows.packed(count));
      for (int e = 0; e < count; e++) {
        data[from + e] = stagedInts.get(e);
      }
    }
    return data;
  }

  private void closePlan() {
    try {
      plan.freeDeviceMemory();
      plan.close();
    } catch (TornadoExecutionPlanException e) {
      throw new IllegalStateException("the execution plan does not close: " + e.getMessage(), e);
    }
    plan = null;
  }

  @Override
  public void close() {
    if (plan != null) {
      closePlan();
    }
    waiting.clear();
    closed = true;
  }
}
