package io.github.sovits4j.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.FIRST_EXECUTION;

import io.github.sovits4j.ops.Backend;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.emulator.Emulator;

/**
 * What the emulator refuses where the real runtime would compute something else, or crash, without
 * a word.
 */
class DeviceMemoryTest {
  private final FloatArray a = new FloatArray(16);
  private final FloatArray b = new FloatArray(16);

  private static WorkerGrid grid(int global, int local) {
    WorkerGrid grid = new WorkerGrid1D(global);
    grid.setLocalWork(local, 1, 1);
    return grid;
  }

  private TaskGraph scale(String name) {
    return new TaskGraph(name).task("scale", Kernels::scale, new KernelContext(), a, b, 2f);
  }

  private static void refused(String message, Executable code) {
    assertEquals(message, assertThrows(RuntimeException.class, code).getMessage());
  }

  @Test
  void arraysThatNobodyTransfers() {
    refused(
        "task g.scale: argument 1 (FloatArray[16]) is in no transferToDevice, transferToHost, persistOnDevice or consumeFromDevice of its graph",
        () -> scale("g").transferToHost(EVERY_EXECUTION, b).snapshot());
  }

  @Test
  void resultsThatNoTaskWrites() {
    refused(
        "graph g transfers FloatArray[3] to the host, but no task of it writes that array",
        () ->
            scale("g")
                .transferToDevice(EVERY_EXECUTION, a)
                .transferToHost(EVERY_EXECUTION, b, new FloatArray(3))
                .snapshot());
  }

  @Test
  void memoryThatNothingFilledIsNoZero() throws TornadoExecutionPlanException {
    TaskGraph graph = scale("g").persistOnDevice(a).transferToHost(EVERY_EXECUTION, b);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("g.scale", grid(16, 4))).execute();
    }
    assertTrue(Float.isNaN(b.get(0)));
  }

  private TornadoExecutionPlan chain(TaskGraph first) {
    TaskGraph second =
        new TaskGraph("second")
            .consumeFromDevice("first", b)
            .task("add", Kernels::add, b, b, a)
            .transferToHost(EVERY_EXECUTION, a);
    return new TornadoExecutionPlan(first.snapshot(), second.snapshot())
        .withGridScheduler(new GridScheduler("first.scale", grid(16, 4)));
  }

  @Test
  void arraysConsumedButNotPersisted() {
    TornadoExecutionPlan plan = chain(scale("first").transferToDevice(FIRST_EXECUTION, a, b));
    plan.withGraph(0).execute();
    refused(
        "graph second consumes FloatArray[16] from graph first, which was executed last and does not persist it",
        () -> plan.withGraph(1).execute());
  }

  @Test
  void arraysPersistedByAGraphWithoutTheirTasks() {
    FloatArray weights = new FloatArray(16);
    TornadoExecutionPlan plan =
        new TornadoExecutionPlan(
            scale("first")
                .transferToDevice(FIRST_EXECUTION, a, b, weights)
                .persistOnDevice(weights)
                .snapshot(),
            new TaskGraph("second")
                .consumeFromDevice("first", weights)
                .task("add", Kernels::add, weights, weights, a)
                .transferToHost(EVERY_EXECUTION, a)
                .snapshot());
    plan.withGridScheduler(new GridScheduler("first.scale", grid(16, 4)));
    plan.withGraph(0).execute();
    refused(
        "graph second consumes FloatArray[16] from graph first, which was executed last and does not hold it: no task there uses it",
        () -> plan.withGraph(1).execute());
  }

  @Test
  void arraysConsumedFromAGraphNotExecuted() {
    TornadoExecutionPlan plan =
        chain(scale("first").transferToDevice(FIRST_EXECUTION, a).persistOnDevice(b));
    refused(
        "graph second consumes FloatArray[16] from graph first, which was not executed right before it",
        () -> plan.withGraph(1).execute());
  }

  @Test
  void transfersUnderDemandOfArraysThatAreNotThere() {
    TaskGraph graph = scale("g").transferToDevice(EVERY_EXECUTION, a).persistOnDevice(b);
    var result =
        new TornadoExecutionPlan(graph.snapshot())
            .withGridScheduler(new GridScheduler("g.scale", grid(16, 4)))
            .execute();
    refused(
        "no graph of [graph g of 1 tasks] has FloatArray[5] on the device",
        () -> result.transferToHost(new FloatArray(5)));
  }

  @Test
  void gridsThatDoNotFit() {
    TaskGraph graph =
        scale("g").transferToDevice(EVERY_EXECUTION, a).transferToHost(EVERY_EXECUTION, b);
    TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot());
    refused(
        "task g.scale takes a KernelContext, but the grid scheduler has no grid for it",
        plan::execute);
    refused(
        "no task of the plan is among those of the grid scheduler: [g.scales]",
        () -> plan.withGridScheduler(new GridScheduler("g.scales", grid(16, 4))));
    refused(
        "task g.scale: global size [16, 1, 1] is not a positive multiple of local size [5, 1, 1]",
        () -> plan.withGridScheduler(new GridScheduler("g.scale", grid(16, 5))).execute());
    refused(
        "task g.scale: a group of 2048 work-items is larger than the device's 1024",
        () -> plan.withGridScheduler(new GridScheduler("g.scale", grid(2048, 2048))).execute());
  }

  static void withBoolean(FloatArray values, boolean really) {
    values.set(0, really ? 1 : 0);
  }

  @Test
  void argumentsThatTheJitDoesNotTake() {
    refused(
        "task g.t: argument 1 is a boolean, which TornadoVM's JIT does not compile",
        () -> new TaskGraph("g").task("t", DeviceMemoryTest::withBoolean, a, true));
  }

  @Test
  void plansThatAreClosed() throws TornadoExecutionPlanException {
    TornadoExecutionPlan plan =
        new TornadoExecutionPlan(
            new TaskGraph("g")
                .transferToDevice(EVERY_EXECUTION, a)
                .task("add", Kernels::add, a, a, b)
                .transferToHost(EVERY_EXECUTION, b)
                .snapshot());
    plan.execute();
    assertEquals(128, plan.getCurrentDeviceMemoryUsage());
    plan.close();
    refused("the execution plan is closed", plan::execute);
  }

  @Test
  void countsWhatRan() {
    TaskGraph graph =
        new TaskGraph("counted")
            .transferToDevice(FIRST_EXECUTION, a)
            .task("one", Kernels::add, a, a, b)
            .task("two", Kernels::add, a, a, b)
            .transferToHost(EVERY_EXECUTION, b);
    Emulator.resetCounts();
    TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot()).withPreCompilation();
    plan.execute();
    plan.execute();
    Emulator.Counts counts = Emulator.counts();
    assertEquals(
        new Emulator.Counts(2, 2, Map.of("counted.one", 2L, "counted.two", 2L), 64, 128), counts);
    assertEquals(4, counts.launches());
  }

  @Test
  void theEmulatorIsNotAmongTheProjectsClasses() {
    assertNotEquals(
        Backend.class.getProtectionDomain().getCodeSource().getLocation(),
        Emulator.class.getProtectionDomain().getCodeSource().getLocation());
  }
}
