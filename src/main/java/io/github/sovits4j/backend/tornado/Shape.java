package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.ops.DataType;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/**
 * How work is cut for a device. A CPU wants few large work-items, each a work-group of its own; a
 * GPU wants thousands, and groups that share a row.
 */
enum Shape {
  /**
   * 64 work-items balance a few cores; elementwise kernels go in groups the compiler vectorises.
   */
  CPU(64, 1, 32),
  /** Enough work-items to fill a large GPU; a group is a few warps. */
  GPU(8192, 64, 64);

  private final int workItems;
  private final int localSize;
  private final int elementLocalSize;

  Shape(int workItems, int localSize, int elementLocalSize) {
    this.workItems = workItems;
    this.localSize = localSize;
    this.elementLocalSize = elementLocalSize;
  }

  /** What the default device wants; the property {@code sovits.tornado.shape} overrules it. */
  static Shape ofDefaultDevice() {
    String wanted = System.getProperty("sovits.tornado.shape");
    if (wanted != null) {
      return valueOf(wanted.toUpperCase(java.util.Locale.ROOT));
    }
    TornadoDeviceType type = TornadoExecutionPlan.getDevice(0, 0).getDeviceType();
    return type == TornadoDeviceType.GPU ? GPU : CPU;
  }

  /** Work-items of a kernel whose work-items are large, for what each needs of its own. */
  int workItems() {
    return workItems;
  }

  /**
   * Which kernel does this job here. What a GPU gets has no vectors of sixteen, which TornadoVM's
   * CUDA backend cannot compile.
   */
  Kernel choose(Kernel kernel) {
    if (this == CPU) {
      return kernel;
    }
    Kernel chosen =
        switch (kernel.wide()) {
          case LINEAR_ROW -> Kernel.LINEAR_LANES;
          case LINEAR_ROWS -> Kernel.LINEAR_TILES;
          case NORM -> Kernel.NORM_GROUP;
          case PAD -> Kernel.PAD_LANES;
          case TILE -> Kernel.TILE_LANES;
          case CACHED -> Kernel.CACHED_GROUP;
          case RELATIVE -> Kernel.RELATIVE_GROUP;
          default -> kernel.wide();
        };
    return kernel.narrow() ? chosen.storing(DataType.F16) : chosen;
  }

  /** The grid of a kernel. */
  WorkerGrid1D grid(Kernel kernel) {
    if (kernel.groupSize() > 0) {
      return grid(Math.min(workItems, 1024) * kernel.groupSize(), kernel.groupSize());
    }
    return kernel == Kernel.ELEMENTS || kernel == Kernel.PAD_LANES
        ? elements()
        : grid(workItems, localSize);
  }

  /** The grid of kernels whose work-items do one element at a time. */
  WorkerGrid1D elements() {
    return grid(Math.min(workItems, 1024) * elementLocalSize, elementLocalSize);
  }

  private static WorkerGrid1D grid(int global, int local) {
    WorkerGrid1D grid = new WorkerGrid1D(global);
    grid.setLocalWork(local, 1, 1);
    return grid;
  }
}
