package io.github.sovits4j.backend.tornado;

import java.util.Locale;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/**
 * How work is cut for a device. A CPU wants few large work-items, each a work-group of its own; a
 * GPU wants thousands, and groups that share a row.
 */
enum WorkShape {
  /**
   * 64 work-items balance a few cores; elementwise kernels go in groups the compiler vectorises.
   */
  CPU(64, 1, 32),
  /** Enough work-items to fill a large GPU; a group is a few warps. */
  GPU(8192, 64, 64);

  private final int workItems;
  private final int localSize;
  private final int elementLocalSize;

  WorkShape(int workItems, int localSize, int elementLocalSize) {
    this.workItems = workItems;
    this.localSize = localSize;
    this.elementLocalSize = elementLocalSize;
  }

  /** What the default device wants; the property {@code sovits.tornado.shape} overrules it. */
  static WorkShape ofDefaultDevice() {
    String wanted = System.getProperty("sovits.tornado.shape");
    if (wanted != null) {
      return valueOf(wanted.toUpperCase(Locale.ROOT));
    }
    TornadoDeviceType type = TornadoExecutionPlan.getDevice(0, 0).getDeviceType();
    return type == TornadoDeviceType.GPU ? GPU : CPU;
  }

  /** Work-items of a kernel whose work-items are large, for what each needs of its own. */
  int workItems() {
    return workItems;
  }

  /** The grid of work of this kind. */
  WorkerGrid1D grid(Task.Work work) {
    if (work.groupSize() > 0) {
      return grid(Math.min(workItems, 1024) * work.groupSize(), work.groupSize());
    }
    return work.small()
        ? grid(Math.min(workItems, 1024) * elementLocalSize, elementLocalSize)
        : grid(workItems, localSize);
  }

  private static WorkerGrid1D grid(int global, int local) {
    WorkerGrid1D grid = new WorkerGrid1D(global);
    grid.setLocalWork(local, 1, 1);
    return grid;
  }
}
