package io.github.sovits4j.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task2;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.emulator.Emulator;
import uk.ac.manchester.tornado.emulator.KernelException;
import uk.ac.manchester.tornado.emulator.KernelException.Kind;

/**
 * Each check of kernels, shown by one that it must find and, where it might be too eager, one that
 * it must not.
 */
class KernelChecksTest {
  private static final int GROUP = 8;

  private final FloatArray data = new FloatArray(2 * GROUP);
  private Emulator.Switch before;

  @BeforeEach
  void switchOn() {
    before = Emulator.checks(true);
    for (int i = 0; i < data.getSize(); i++) {
      data.set(i, i + 1);
    }
  }

  @AfterEach
  void switchBack() {
    before.close();
  }

  private void run(Task2<KernelContext, FloatArray> kernel) {
    TaskGraph graph =
        new TaskGraph("g")
            .transferToDevice(EVERY_EXECUTION, data)
            .task("t", kernel, new KernelContext(), data)
            .transferToHost(EVERY_EXECUTION, data);
    WorkerGrid1D grid = new WorkerGrid1D(data.getSize());
    grid.setLocalWork(GROUP, 1, 1);
    new TornadoExecutionPlan(graph.snapshot())
        .withGridScheduler(new GridScheduler("g.t", grid))
        .execute();
  }

  /** Runs a kernel, which must be found wrong in these words, wherever in its source. */
  private void finds(Kind kind, String words, Task2<KernelContext, FloatArray> kernel) {
    KernelException found = assertThrows(KernelException.class, () -> run(kernel));
    assertEquals(
        "task g.t: " + words,
        found
            .getMessage()
            .replaceAll("KernelChecksTest\\.(\\w+)\\(.*?\\)", "$1()")
            .replace("io.github.sovits4j.emulator.", ""));
    assertEquals(kind, found.kind());
  }

  static void readsHalvesPastTheEnd(KernelContext context, FloatArray values, HalfFloatArray more) {
    values.set(context.globalIdx, more.get(context.globalIdx).getFloat32());
  }

  @Test
  void accessOutsideAnArrayOfHalves() {
    HalfFloatArray more = new HalfFloatArray(5);
    TaskGraph graph =
        new TaskGraph("g")
            .transferToDevice(EVERY_EXECUTION, data, more)
            .task("t", KernelChecksTest::readsHalvesPastTheEnd, new KernelContext(), data, more);
    TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot());
    plan.withGridScheduler(new GridScheduler("g.t", new WorkerGrid1D(GROUP)));
    KernelException found = assertThrows(KernelException.class, plan::execute);
    assertEquals(Kind.OUT_OF_BOUNDS, found.kind());
    assertTrue(
        found.getMessage().contains("index 5 is outside argument 2 'more', a HalfFloatArray[5]"),
        found.getMessage());
  }

  static void readsPastTheEnd(KernelContext context, FloatArray values) {
    values.set(context.globalIdx, values.get(context.globalIdx + 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void accessOutsideAnArray(boolean checks) {
    try (Emulator.Switch _ = Emulator.checks(checks)) {
      finds(
          Kind.OUT_OF_BOUNDS,
          "work-item (7,0,0) of group (1,0,0): index 16 is outside argument 1 'values', a FloatArray[16], at readsPastTheEnd()",
          KernelChecksTest::readsPastTheEnd);
    }
  }

  static void readsPastItsGroup(KernelContext context, FloatArray values) {
    float[] local = context.allocateFloatLocalArray(GROUP);
    local[context.localIdx] = values.get(context.globalIdx);
    context.localBarrier();
    values.set(context.globalIdx, local[context.localIdx + 1]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void accessOutsideLocalMemory(boolean checks) {
    try (Emulator.Switch _ = Emulator.checks(checks)) {
      finds(
          Kind.OUT_OF_BOUNDS,
          "work-item (7,0,0) of group (0,0,0): java.lang.ArrayIndexOutOfBoundsException: Index 8 out of bounds for length 8, at readsPastItsGroup()",
          KernelChecksTest::readsPastItsGroup);
    }
  }

  static void allWriteOne(KernelContext context, FloatArray values) {
    values.set(3, context.localIdx);
  }

  @Test
  void differentValuesWrittenToOneElement() {
    finds(
        Kind.GLOBAL_RACE,
        "work-item (6,0,0) of group (1,0,0) writes element 3 of argument 1 'values', a FloatArray[16], which work-item (7,0,0) of group (1,0,0) has written with no global barrier of a common group between them, at allWriteOne()",
        KernelChecksTest::allWriteOne);
  }

  static void allWriteTheSame(KernelContext context, FloatArray values) {
    values.set(3, context.globalGroupSizeX);
  }

  @Test
  void oneValueWrittenByAllIsNoRace() {
    run(KernelChecksTest::allWriteTheSame);
    assertEquals(16, data.get(3));
  }

  static void movesInPlace(KernelContext context, FloatArray values) {
    values.set(context.globalIdx, values.get((context.globalIdx + 1) % values.getSize()));
  }

  @Test
  void readAfterAnotherWrote() {
    finds(
        Kind.GLOBAL_RACE,
        "work-item (6,0,0) of group (1,0,0) reads element 15 of argument 1 'values', a FloatArray[16], which work-item (7,0,0) of group (1,0,0) has written with no global barrier of a common group between them, at movesInPlace()",
        KernelChecksTest::movesInPlace);
  }

  static void movesBackInPlace(KernelContext context, FloatArray values) {
    values.set(context.globalIdx, values.get(context.globalIdx == 0 ? 0 : context.globalIdx - 1));
  }

  @Test
  void writeAfterAnotherRead() {
    finds(
        Kind.GLOBAL_RACE,
        "work-item (6,0,0) of group (1,0,0) writes element 14 of argument 1 'values', a FloatArray[16], which work-item (7,0,0) of group (1,0,0) has read with no global barrier of a common group between them, at movesBackInPlace()",
        KernelChecksTest::movesBackInPlace);
  }

  static void ordersByLocalBarrier(KernelContext context, FloatArray values) {
    int group = context.groupIdx * GROUP;
    values.set(context.globalIdx, context.localIdx);
    context.localBarrier();
    float other = values.get(group + GROUP - 1 - context.localIdx);
    context.globalBarrier();
    values.set(context.globalIdx, other);
  }

  @Test
  void localBarriersDoNotOrderDeviceMemory() {
    finds(
        Kind.GLOBAL_RACE,
        "work-item (7,0,0) of group (1,0,0) reads element 8 of argument 1 'values', a FloatArray[16], which work-item (0,0,0) of group (1,0,0) has written with no global barrier of a common group between them, at ordersByLocalBarrier()",
        KernelChecksTest::ordersByLocalBarrier);
  }

  static void ordersByGlobalBarrier(KernelContext context, FloatArray values) {
    int group = context.groupIdx * GROUP;
    float other = values.get(group + GROUP - 1 - context.localIdx);
    context.globalBarrier();
    values.set(context.globalIdx, other);
    context.globalBarrier();
    other += values.get(group + (context.localIdx + 1) % GROUP);
    context.globalBarrier();
    values.set(context.globalIdx, other);
  }

  @Test
  void globalBarriersOrderDeviceMemoryOfAGroup() {
    run(KernelChecksTest::ordersByGlobalBarrier);
    assertArrayEquals(
        new float[] {15, 13, 11, 9, 7, 5, 3, 9, 31, 29, 27, 25, 23, 21, 19, 25},
        data.toHeapArray());
  }

  static void readsTheOtherGroup(KernelContext context, FloatArray values) {
    values.set(context.globalIdx, 1);
    context.globalBarrier();
    values.set(context.globalIdx, values.get((context.globalIdx + GROUP) % (2 * GROUP)));
  }

  @Test
  void nothingOrdersGroups() {
    finds(
        Kind.GLOBAL_RACE,
        "work-item (7,0,0) of group (0,0,0) writes element 7 of argument 1 'values', a FloatArray[16], which work-item (7,0,0) of group (1,0,0) has read with no global barrier of a common group between them, at readsTheOtherGroup()",
        KernelChecksTest::readsTheOtherGroup);
  }

  static void sumsWithoutBarriers(KernelContext context, FloatArray values) {
    int local = context.localIdx;
    float[] partial = context.allocateFloatLocalArray(GROUP);
    partial[local] = values.get(context.globalIdx);
    context.localBarrier();
    for (int stride = GROUP / 2; stride > 0; stride /= 2) {
      if (local < stride) {
        partial[local] += partial[local + stride];
      }
    }
    values.set(context.globalIdx, partial[local]);
  }

  @Test
  void localMemoryReadBeforeAnotherWrote() {
    finds(
        Kind.ORDER_DEPENDENCE,
        "element 0 of local array 0 (float[8]) in group (1,0,0), after 1 barriers, depends on the order in which work-items run: it is 43.0 when they run first to last, but 100.0 when they run last to first; written there by work-item (0,0,0) of group (1,0,0)",
        KernelChecksTest::sumsWithoutBarriers);
  }

  static void allWriteOneLocal(KernelContext context, FloatArray values) {
    int[] last = context.allocateIntLocalArray(4);
    last[2] = context.localIdx;
    context.localBarrier();
    values.set(context.globalIdx, last[2]);
  }

  @Test
  void differentValuesWrittenToOneLocalElement() {
    finds(
        Kind.ORDER_DEPENDENCE,
        "element 2 of local array 0 (int[4]) in group (1,0,0), before the first barrier, depends on the order in which work-items run: it is 7 when they run first to last, but 0 when they run last to first; written there by work-item (0,0,0) of group (1,0,0), work-item (1,0,0) of group (1,0,0), work-item (2,0,0) of group (1,0,0), work-item (3,0,0) of group (1,0,0) and 4 more",
        KernelChecksTest::allWriteOneLocal);
  }

  static void readsUnsetLocalMemory(KernelContext context, FloatArray values) {
    values.set(context.globalIdx, context.allocateFloatLocalArray(GROUP)[context.localIdx]);
  }

  @Test
  void unsetLocalMemoryIsNoZero() {
    run(KernelChecksTest::readsUnsetLocalMemory);
    assertTrue(Float.isNaN(data.get(5)));
  }

  static void someWait(KernelContext context, FloatArray values) {
    if (context.localIdx < 3) {
      context.localBarrier();
    }
    values.set(context.globalIdx, 0);
  }

  @Test
  void barrierThatSomeNeverReach() {
    finds(
        Kind.DIVERGENT_BARRIER,
        "of the 8 work-items of a group, 3 wait at a barrier at someWait(), such as work-item (0,0,0) of group (0,0,0), which the others, such as work-item (3,0,0) of group (0,0,0), never reach",
        KernelChecksTest::someWait);
    Emulator.checks(false);
    finds(
        Kind.DIVERGENT_BARRIER,
        "of the 8 work-items of a group, 3 wait at a barrier, such as work-item (0,0,0) of group (0,0,0), which the others, such as work-item (3,0,0) of group (0,0,0), never reach",
        KernelChecksTest::someWait);
  }

  static void waitsApart(KernelContext context, FloatArray values) {
    if (context.localIdx < 3) {
      context.localBarrier();
      values.set(context.globalIdx, 0);
    } else {
      values.set(context.globalIdx, 0);
      context.localBarrier();
    }
  }

  @Test
  void differentBarriers() {
    finds(
        Kind.DIVERGENT_BARRIER,
        "work-item (3,0,0) of group (0,0,0) is at another barrier than work-item (0,0,0) of group (0,0,0), which is at waitsApart(), at waitsApart()",
        KernelChecksTest::waitsApart);
  }

  static void waitsOtherwise(KernelContext context, FloatArray values) {
    if (context.localIdx == 6) {
      context.globalBarrier();
    } else {
      context.localBarrier();
    }
    values.set(context.globalIdx, 0);
  }

  @Test
  void barriersOfTwoKinds() {
    Emulator.checks(false);
    finds(
        Kind.DIVERGENT_BARRIER,
        "work-item (6,0,0) of group (0,0,0) is at another barrier than work-item (0,0,0) of group (0,0,0), at waitsOtherwise()",
        KernelChecksTest::waitsOtherwise);
  }

  static void oneAllocatesMore(KernelContext context, FloatArray values) {
    float[] local = context.allocateFloatLocalArray(context.localIdx == 2 ? 5 : 4);
    values.set(context.globalIdx, local.length);
  }

  @Test
  void differentLocalArrays() {
    finds(
        Kind.LOCAL_MEMORY,
        "work-item (2,0,0) of group (0,0,0) asks for float[5] as local array 0, which is float[4] for others of its group, at oneAllocatesMore()",
        KernelChecksTest::oneAllocatesMore);
  }

  static void allocatesTooMuch(KernelContext context, FloatArray values) {
    values.set(context.globalIdx, context.allocateFloatLocalArray(12289).length);
  }

  @Test
  void tooMuchLocalMemory() {
    finds(
        Kind.LOCAL_MEMORY,
        "work-item (0,0,0) of group (0,0,0) asks for 49156 bytes of local memory; a group has 49152, at allocatesTooMuch()",
        KernelChecksTest::allocatesTooMuch);
  }

  static void failsAfterABarrier(KernelContext context, FloatArray values) {
    context.localBarrier();
    if (context.localIdx == 5) {
      throw new IllegalStateException("on purpose");
    }
    context.localBarrier();
    values.set(context.globalIdx, 0);
  }

  @Test
  void failureEndsAllWorkItems() {
    for (int i = 0; i < 3; i++) {
      finds(
          Kind.FAILURE,
          "work-item (5,0,0) of group (0,0,0): java.lang.IllegalStateException: on purpose, at failsAfterABarrier()",
          KernelChecksTest::failsAfterABarrier);
    }
  }
}
