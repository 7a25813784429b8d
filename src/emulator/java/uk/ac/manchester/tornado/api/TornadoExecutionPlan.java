package uk.ac.manchester.tornado.api;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.emulator.GraphRun;

/**
 * Task graphs executed together or, after {@link #withGraph}, one at a time. What only makes a
 * device faster or more talkative is accepted and does nothing.
 */
public class TornadoExecutionPlan implements AutoCloseable {
  public static TornadoDevice DEFAULT_DEVICE =
      TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();

  private static final AtomicLong PLANS = new AtomicLong();

  private final long id = PLANS.incrementAndGet();
  private final List<GraphRun> graphs;
  private List<GraphRun> selected;
  private GraphRun executedLast;
  private GridScheduler grids;
  private boolean closed;

  public TornadoExecutionPlan(ImmutableTaskGraph... graphs) {
    this.graphs = Arrays.stream(graphs).map(graph -> graph.run).toList();
    selected = this.graphs;
  }

  public static TornadoDevice getDevice(int backend, int device) {
    return TornadoRuntimeProvider.getTornadoRuntime().getBackend(backend).getDevice(device);
  }

  public static TornadoDeviceMap getTornadoDeviceMap() {
    return new TornadoDeviceMap();
  }

  public TornadoExecutionResult execute() {
    checkOpen();
    long start = System.nanoTime();
    long inKernels = 0;
    // The real runtime learns of what was executed last after a whole execute(), not between its
    // graphs.
    GraphRun previous = executedLast;
    for (GraphRun graph : selected) {
      inKernels += graph.execute(previous, grids);
      executedLast = graph;
    }
    return new TornadoExecutionResult(
        this, new TornadoProfilerResult(System.nanoTime() - start, inKernels));
  }

  public TornadoExecutionPlan withGraph(int index) {
    if (index < 0 || index >= graphs.size()) {
      throw new TornadoRuntimeException(
          "there is no graph " + index + " in a plan of " + graphs.size());
    }
    selected = List.of(graphs.get(index));
    return this;
  }

  public TornadoExecutionPlan withAllGraphs() {
    selected = graphs;
    return this;
  }

  public TornadoExecutionPlan withPreCompilation() {
    checkOpen();
    selected.forEach(GraphRun::compile);
    return this;
  }

  public TornadoExecutionPlan withGridScheduler(GridScheduler scheduler) {
    if (scheduler.keySet().stream().noneMatch(this::hasTask)) {
      throw new TornadoRuntimeException(
          "no task of the plan is among those of the grid scheduler: " + scheduler.keySet());
    }
    grids = scheduler;
    return this;
  }

  private boolean hasTask(String task) {
    return graphs.stream().anyMatch(graph -> graph.hasTask(task));
  }

  public TornadoExecutionPlan withDefaultScheduler() {
    return this;
  }

  public TornadoExecutionPlan withDevice(TornadoDevice device) {
    return this;
  }

  public TornadoExecutionPlan withDevice(String task, TornadoDevice device) {
    return this;
  }

  public TornadoDevice getDevice(int graph) {
    return DEFAULT_DEVICE;
  }

  /** Runs the selected graphs that often, as the real runtime does. */
  public TornadoExecutionPlan withWarmUpIterations(int iterations) {
    for (int i = 0; i < iterations; i++) {
      execute();
    }
    return this;
  }

  public TornadoExecutionPlan withProfiler(ProfilerMode mode) {
    return this;
  }

  public TornadoExecutionPlan withoutProfiler() {
    return this;
  }

  public TornadoExecutionPlan withMemoryLimit(String limit) {
    return this;
  }

  public TornadoExecutionPlan withoutMemoryLimit() {
    return this;
  }

  public TornadoExecutionPlan withThreadInfo() {
    return this;
  }

  public TornadoExecutionPlan withoutThreadInfo() {
    return this;
  }

  public TornadoExecutionPlan withPrintKernel() {
    return this;
  }

  public TornadoExecutionPlan withoutPrintKernel() {
    return this;
  }

  public TornadoExecutionPlan withCompilerFlags(TornadoVMBackendType backend, String flags) {
    return this;
  }

  public TornadoExecutionPlan withCUDAGraph() {
    return this;
  }

  public TornadoExecutionPlan withIntraPlanConcurrency() {
    return this;
  }

  public TornadoExecutionPlan withoutIntraPlanConcurrency() {
    return this;
  }

  public TornadoExecutionPlan withStagedTransfers() {
    return this;
  }

  public TornadoExecutionPlan withoutStagedTransfers() {
    return this;
  }

  public TornadoExecutionPlan clearProfiles() {
    return this;
  }

  public TornadoExecutionPlan resetDevice() {
    return freeDeviceMemory();
  }

  public TornadoExecutionPlan freeDeviceMemory() {
    selected.forEach(GraphRun::free);
    return this;
  }

  public long getCurrentDeviceMemoryUsage() {
    return selected.stream().mapToLong(GraphRun::deviceBytes).sum();
  }

  public long getId() {
    return id;
  }

  @Override
  public void close() throws TornadoExecutionPlanException {
    closed = true;
    graphs.forEach(GraphRun::free);
    executedLast = null;
  }

  List<GraphRun> selected() {
    checkOpen();
    return selected;
  }

  private void checkOpen() {
    if (closed) {
      throw new TornadoRuntimeException("the execution plan is closed");
    }
  }
}
