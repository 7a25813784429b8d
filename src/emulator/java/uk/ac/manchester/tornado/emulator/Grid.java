package uk.ac.manchester.tornado.emulator;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** Checked sizes of a launch in x, y and z. */
record Grid(int[] global, int[] local) {
  static final int MAX_GROUP = 1024;

  static Grid of(KernelTask task, WorkerGrid grid) {
    if (grid == null) {
      throw new TornadoRuntimeException(
          "task "
              + task.name()
              + " takes a KernelContext, but the grid scheduler has no grid for it");
    }
    long[] global = grid.getGlobalWork();
    long[] local = grid.getLocalWork() == null ? chosen(global) : grid.getLocalWork();
    long items = 1;
    long groupSize = 1;
    for (int d = 0; d < 3; d++) {
      if (local[d] < 1 || global[d] < 1 || global[d] % local[d] != 0) {
        throw new TornadoRuntimeException(
            "task %s: global size %s is not a positive multiple of local size %s"
                .formatted(task.name(), Arrays.toString(global), Arrays.toString(local)));
      }
      if (grid.getGlobalOffset()[d] != 0) {
        throw new TornadoRuntimeException(
            "task " + task.name() + ": the emulator has no global offsets");
      }
      items = Math.multiplyExact(items, global[d]);
      groupSize = Math.multiplyExact(groupSize, local[d]);
    }
    if (groupSize > MAX_GROUP) {
      throw new TornadoRuntimeException(
          "task %s: a group of %d work-items is larger than the device's %d"
              .formatted(task.name(), groupSize, MAX_GROUP));
    }
    if (items > 1 << 30) {
      throw new TornadoRuntimeException("task " + task.name() + " starts " + items + " work-items");
    }
    return new Grid(toInts(global), toInts(local));
  }

  /** What the runtime might choose; kernels that depend on it are wrong. */
  private static long[] chosen(long[] global) {
    return new long[] {Math.min(Long.lowestOneBit(Math.max(global[0], 1)), 32), 1, 1};
  }

  private static int[] toInts(long[] sizes) {
    return new int[] {(int) sizes[0], (int) sizes[1], (int) sizes[2]};
  }

  int groupSize() {
    return local[0] * local[1] * local[2];
  }

  int groups(int dimension) {
    return global[dimension] / local[dimension];
  }

  int groupCount() {
    return groups(0) * groups(1) * groups(2);
  }

  int items() {
    return groupSize() * groupCount();
  }

  /** A work-item, numbered group by group, in words. */
  String describe(int item) {
    int group = item / groupSize();
    int inGroup = item % groupSize();
    return "work-item %s of group %s"
        .formatted(place(inGroup, local[0], local[1]), place(group, groups(0), groups(1)));
  }

  String describeGroup(int group) {
    return "group " + place(group, groups(0), groups(1));
  }

  private static String place(int linear, int x, int y) {
    return "(%d,%d,%d)".formatted(linear % x, linear / x % y, linear / x / y);
  }
}
