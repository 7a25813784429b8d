package io.github.sovits4j.backend.tornado;

import io.github.sovits4j.backend.tornado.Task.Work;
import io.github.sovits4j.ops.DataType;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task6;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A job that descriptors drive, declared beside their fields: a method for CPUs, perhaps another
 * for GPUs on the same descriptor. What a GPU gets has no vectors of sixteen, which TornadoVM's
 * CUDA backend cannot compile.
 *
 * @param storesHalves whether it also reads matrices or caches from the halves
 */
record Kernel(Task cpu, Task gpu, boolean storesHalves) {

  /** The same method everywhere. */
  static Kernel of(
      String name,
      Work work,
      Task6<KernelContext, FloatArray, HalfFloatArray, IntArray, IntArray, Integer> code) {
    Task task = new Task(name, work, code, false, false);
    return new Kernel(task, task, false);
  }

  /** With another method for GPUs. */
  Kernel onGpu(
      String name,
      Work work,
      Task6<KernelContext, FloatArray, HalfFloatArray, IntArray, IntArray, Integer> code) {
    return new Kernel(cpu, new Task(name, work, code, cpu.fewRows(), false), storesHalves);
  }

  /** Also for matrices or caches that lie among the halves. */
  Kernel alsoOfHalves() {
    return new Kernel(cpu, gpu, true);
  }

  /** For decode steps, where a launch costs more than many a kernel. */
  Kernel forFewRows() {
    return new Kernel(fewRows(cpu), fewRows(gpu), storesHalves);
  }

  private static Task fewRows(Task task) {
    return new Task(task.name(), task.work(), task.code(), true, task.narrow());
  }

  /**
   * What does this job on a device.
   *
   * @param storage of its matrices or caches
   * @throws IllegalArgumentException when it cannot read them
   */
  Task task(WorkShape shape, DataType storage) {
    Task task = shape == WorkShape.CPU ? cpu : gpu;
    if (storage == DataType.F32) {
      return task;
    }
    if (storage != DataType.F16 || !storesHalves) {
      throw new IllegalArgumentException("kernel " + cpu + " does not read " + storage);
    }
    return task.ofHalves();
  }
}
