package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.LaunchSite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Task graphs over the banks: those of transfers, and one for each sequence of tasks. What an
 * execution is to do is told by the cursor, a few ints that travel with it.
 */
final class Plan implements AutoCloseable {

  /** Ints of the cursor: the most kernels of one sequence. */
  static final int CURSOR = 16;

  static final String ROOT = "root";

  private final Banks banks;
  private final WorkShape shape;
  private final IntArray cursor = new IntArray(CURSOR);
  private final GridScheduler grids = new GridScheduler();
  private final List<ImmutableTaskGraph> graphs = new ArrayList<>();
  private final List<String> names = new ArrayList<>(); // of the graphs, for messages
  private final Transfers transfers;
  private final int firstSequence;
  private final TornadoExecutionPlan plan;
  private Profiler profiler; // null: nobody listens

  /**
   * @param banks allocated; their contents go to the device
   * @param profiler null for nobody
   */
  Plan(Banks banks, WorkShape shape, List<List<Task>> sequences, Profiler profiler) {
    this.banks = banks;
    this.shape = shape;
    this.profiler = profiler;
    transfers = new Transfers(this, banks);
    firstSequence = graphs.size();
    for (List<Task> tasks : sequences) {
      String name = "s" + (graphs.size() - firstSequence);
      add(
          name,
          graph -> {
            for (int place = 0; place < tasks.size(); place++) {
              tasks.get(place).addTo(graph, banks, cursor, place);
            }
          });
      names.set(names.size() - 1, "kernel " + tasks);
      for (int place = 0; place < tasks.size(); place++) {
        grid(name, tasks.get(place).id(place), tasks.get(place).work());
      }
    }
    plan = new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new));
    plan.withGridScheduler(grids);
    if (banks.narrow()) {
      HalfType.nameIt(plan);
    }
    if (profiler != null) {
      profile(profiler);
    } else if (recordsGraphs()) { // a recording would hide its kernels from the profiler
      plan.withCUDAGraph();
    }
    transfers.begin();
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

  /** Adds a graph that finds the banks on the device and leaves them there; returns its number. */
  int add(String name, Consumer<TaskGraph> tasks) {
    TaskGraph graph = new TaskGraph(name);
    if (name.equals(ROOT)) {
      graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, banks.arrays());
    } else {
      graph.consumeFromDevice(ROOT, banks.arrays());
    }
    graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, cursor);
    tasks.accept(graph);
    graphs.add(graph.persistOnDevice(banks.arrays()).snapshot());
    names.add("transfer " + name);
    return graphs.size() - 1;
  }

  /** Says how wide a task of a graph is launched. */
  void grid(String graph, String task, Task.Work work) {
    grids.addWorkerGrid(graph + '.' + task, shape.grid(work));
  }

  IntArray cursor() {
    return cursor;
  }

  Transfers transfers() {
    return transfers;
  }

  /** How many sequences it launches. */
  int sequences() {
    return graphs.size() - firstSequence;
  }

  /** Launches a sequence, each task with its descriptor. */
  void launch(int sequence, int[] descriptors, LaunchSite site) {
    execute(firstSequence + sequence, descriptors, site);
  }

  /** Runs the graph of a transfer. */
  void run(int graph, int... values) {
    execute(graph, values, null);
  }

  private void execute(int graph, int[] values, LaunchSite site) {
    for (int i = 0; i < values.length; i++) {
      cursor.set(i, values[i]);
    }
    try {
      if (profiler == null) {
        plan.withGraph(graph).execute();
      } else {
        profiler.execute(plan.withGraph(graph), site);
      }
    } catch (RuntimeException | Error e) { // the compiler throws errors of its own
      throw new IllegalStateException(names.get(graph) + " does not run: " + e.getMessage(), e);
    }
  }

  /** Has a listener told of what runs from now on; null for nobody. */
  void profile(Profiler newProfiler) {
    profiler = newProfiler;
    if (profiler == null) {
      plan.withoutProfiler();
    } else {
      plan.withProfiler(ProfilerMode.SILENT);
    }
  }

  @Override
  public void close() {
    try {
      plan.freeDeviceMemory();
      plan.close();
    } catch (TornadoExecutionPlanException e) {
      throw new IllegalStateException("the execution plan does not close: " + e.getMessage(), e);
    }
  }
}
