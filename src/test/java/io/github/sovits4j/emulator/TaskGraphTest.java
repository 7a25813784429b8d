package io.github.sovits4j.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.FIRST_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.UNDER_DEMAND;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What the project relies on of task graphs. It holds on the emulator and on the real runtime, and
 * runs on whichever is compiled against.
 */
class TaskGraphTest {
  private static WorkerGrid grid(int global, int local) {
    WorkerGrid grid = new WorkerGrid1D(global);
    grid.setLocalWork(local, 1, 1);
    return grid;
  }

  @Test
  void addsVectors() throws TornadoExecutionPlanException {
    FloatArray a = FloatArray.fromElements(1, 2, 3);
    FloatArray b = FloatArray.fromElements(10, 20, 30);
    FloatArray sum = new FloatArray(3);
    TaskGraph graph =
        new TaskGraph("adds")
            .transferToDevice(EVERY_EXECUTION, a, b)
            .task("add", Kernels::add, a, b, sum)
            .transferToHost(EVERY_EXECUTION, sum);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.execute();
      assertArrayEquals(new float[] {11, 22, 33}, sum.toHeapArray());
      a.set(0, 5);
      plan.execute();
      assertArrayEquals(new float[] {15, 22, 33}, sum.toHeapArray());
    }
  }

  @Test
  void reducesThroughLocalMemory() throws TornadoExecutionPlanException {
    int groups = 5;
    int groupSize = 32;
    FloatArray in = new FloatArray(groups * groupSize);
    FloatArray sums = new FloatArray(groups);
    for (int i = 0; i < in.getSize(); i++) {
      in.set(i, i);
    }
    TaskGraph graph =
        new TaskGraph("reduces")
            .transferToDevice(EVERY_EXECUTION, in)
            .task("sum", Kernels::sumGroups, new KernelContext(), in, sums, groupSize)
            .transferToHost(EVERY_EXECUTION, sums);
    GridScheduler grids = new GridScheduler("reduces.sum", grid(groups * groupSize, groupSize));
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(grids).execute();
    }
    for (int group = 0; group < groups; group++) {
      assertEquals(groupSize * (group * groupSize + (groupSize - 1) / 2f), sums.get(group));
    }
  }

  @Test
  void ordersDeviceMemoryByGlobalBarriers() throws TornadoExecutionPlanException {
    FloatArray scratch = new FloatArray(8);
    FloatArray out = new FloatArray(8);
    TaskGraph graph =
        new TaskGraph("turns")
            .transferToDevice(EVERY_EXECUTION, scratch)
            .task("turn", Kernels::turnRound, new KernelContext(), scratch, out)
            .transferToHost(EVERY_EXECUTION, out);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("turns.turn", grid(8, 4))).execute();
    }
    assertArrayEquals(new float[] {4, 3, 2, 1, 4, 3, 2, 1}, out.toHeapArray());
  }

  @Test
  void numbersWorkItemsInTwoDimensions() throws TornadoExecutionPlanException {
    IntArray out = new IntArray(4 * 6);
    TaskGraph graph =
        new TaskGraph("numbers")
            .task("places", Kernels::places, new KernelContext(), out)
            .transferToHost(EVERY_EXECUTION, out);
    WorkerGrid grid = new WorkerGrid2D(4, 6);
    grid.setLocalWork(2, 3, 1);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("numbers.places", grid)).execute();
    }
    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 4; x++) {
        assertEquals(x / 2 * 1000 + y / 3 * 100 + x % 2 * 10 + y % 3, out.get(y * 4 + x));
      }
    }
  }

  @Test
  void copiesOnTheFirstExecutionOnly() throws TornadoExecutionPlanException {
    FloatArray in = FloatArray.fromElements(1, 2);
    FloatArray out = new FloatArray(2);
    TaskGraph graph =
        new TaskGraph("scales")
            .transferToDevice(FIRST_EXECUTION, in)
            .task("scale", Kernels::scale, new KernelContext(), in, out, 3f)
            .transferToHost(EVERY_EXECUTION, out);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("scales.scale", grid(2, 1)));
      plan.execute();
      in.set(0, 100);
      plan.execute();
      assertArrayEquals(new float[] {3, 6}, out.toHeapArray());
    }
  }

  @Test
  void leavesTheHostAloneUntilAsked() throws TornadoExecutionPlanException {
    FloatArray in = FloatArray.fromElements(1, 2, 3, 4);
    FloatArray out = new FloatArray(4);
    TaskGraph graph =
        new TaskGraph("demands")
            .transferToDevice(EVERY_EXECUTION, in)
            .task("scale", Kernels::scale, new KernelContext(), in, out, 2f)
            .transferToHost(UNDER_DEMAND, out);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("demands.scale", grid(4, 2)));
      TornadoExecutionResult result = plan.execute();
      assertArrayEquals(new float[4], out.toHeapArray());
      result.transferToHost(new DataRange(out).withOffset(1).withSize(2));
      assertArrayEquals(new float[] {0, 4, 6, 0}, out.toHeapArray());
      result.transferToHost(out);
      assertArrayEquals(new float[] {2, 4, 6, 8}, out.toHeapArray());
    }
  }

  @Test
  void keepsStateOnTheDevice() throws TornadoExecutionPlanException {
    IntArray state = IntArray.fromElements(7, 70);
    TaskGraph graph =
        new TaskGraph("advances")
            .transferToDevice(FIRST_EXECUTION, state)
            .task("advance", Kernels::advance, new KernelContext(), state)
            .transferToHost(UNDER_DEMAND, state);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("advances.advance", grid(2, 2)));
      plan.execute();
      plan.execute();
      TornadoExecutionResult result = plan.execute();
      assertEquals(7, state.get(0));
      result.transferToHost(state);
      assertArrayEquals(new int[] {10, 73}, state.toHeapArray());
    }
  }

  @Test
  void passesArraysFromGraphToGraph() throws TornadoExecutionPlanException {
    FloatArray in = FloatArray.fromElements(1, 2);
    FloatArray between = new FloatArray(2);
    FloatArray out = new FloatArray(2);
    TaskGraph first =
        new TaskGraph("first")
            .transferToDevice(EVERY_EXECUTION, in)
            .task("scale", Kernels::scale, new KernelContext(), in, between, 2f)
            .persistOnDevice(between);
    TaskGraph second =
        new TaskGraph("second")
            .consumeFromDevice("first", between)
            .task("scale", Kernels::scale, new KernelContext(), between, out, 5f)
            .transferToHost(EVERY_EXECUTION, out);
    GridScheduler grids = new GridScheduler("first.scale", grid(2, 2));
    grids.addWorkerGrid("second.scale", grid(2, 1));
    try (TornadoExecutionPlan plan =
        new TornadoExecutionPlan(first.snapshot(), second.snapshot())) {
      plan.withGridScheduler(grids);
      for (int round = 1; round <= 3; round++) {
        in.set(0, round);
        plan.withGraph(0).execute();
        plan.withGraph(1).execute();
        assertArrayEquals(new float[] {10 * round, 20}, out.toHeapArray());
      }
      assertArrayEquals(new float[2], between.toHeapArray());
    }
  }

  @Test
  void readsAndWritesHalves() throws TornadoExecutionPlanException {
    HalfFloatArray in = HalfFloatArray.fromElements(new HalfFloat(3f), new HalfFloat(-0.25f));
    HalfFloatArray out = new HalfFloatArray(2);
    TaskGraph graph =
        new TaskGraph("halves")
            .transferToDevice(EVERY_EXECUTION, in)
            .task("halve", Kernels::halve, new KernelContext(), in, out)
            .transferToHost(EVERY_EXECUTION, out);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("halves.halve", grid(2, 2))).execute();
    }
    assertEquals(1.5f, out.get(0).getFloat32());
    assertEquals(-0.125f, out.get(1).getFloat32());
  }

  @Test
  void countsAtomically() throws TornadoExecutionPlanException {
    IntArray values = IntArray.fromElements(0, 1, 1, 2, 1, 0, 1, 1);
    IntArray counts = new IntArray(3);
    TaskGraph graph =
        new TaskGraph("counts")
            .transferToDevice(EVERY_EXECUTION, values, counts)
            .task("count", Kernels::count, new KernelContext(), values, counts)
            .transferToHost(EVERY_EXECUTION, counts);
    try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
      plan.withGridScheduler(new GridScheduler("counts.count", grid(8, 4))).execute();
    }
    assertArrayEquals(new int[] {2, 5, 1}, counts.toHeapArray());
  }
}
