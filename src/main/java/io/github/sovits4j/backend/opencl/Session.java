package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Budget;
import io.github.sovits4j.ops.DeviceMemoryException;
import java.util.Locale;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/**
 * A context on one device with its queues, memory and kernels: every call checked, the dear ones
 * counted, every object accounted for.
 */
final class Session implements AutoCloseable {

  /**
   * Bytes behind every buffer, so that a kernel may load a whole vector at its last element; what
   * it loads there it drops.
   */
  static final int MARGIN = 64;

  private final OpenClDevice device;
  private final cl_context context;
  private final CommandQueue queue;
  private final CommandQueue aside; // the same where there is one
  private final Budget budget;
  private final GuardedBuffers guards; // null: none
  private final Counts counts = new Counts();

  /**
   * Opens a context.
   *
   * @param queues 2 where graphs that are recorded to run aside get a queue of their own, else 1;
   *     with profiling there is one, for times on a device that does two things at once say little
   */
  Session(OpenClDevice device, long limit, int queues, BackendOptions options) {
    this.device = device;
    this.budget =
        new Budget(device.name(), Math.min(options.memory(), Math.min(limit, device.memory())));
    int[] status = new int[1];
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platformId());
    context =
        CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, status);
    check("opening a context on " + device.name(), status[0]);
    counts.objects++;
    CommandQueue first = null;
    CommandQueue second = null;
    try {
      first = new CommandQueue(device, context, options.profiling(), counts);
      boolean one = queues == 1 || options.profiling();
      second = one ? first : new CommandQueue(device, context, false, counts);
      guards = options.guards() ? new GuardedBuffers(first.handle(), device) : null;
    } catch (RuntimeException e) {
      giveBack(first, second);
      throw e;
    }
    queue = first;
    aside = second;
  }

  /** Gives the queues, null or the same among them, and the context back. */
  private void giveBack(CommandQueue first, CommandQueue second) {
    if (second != null && second != first) {
      second.close();
    }
    if (first != null) {
      first.close();
    }
    CL.clReleaseContext(context);
    counts.objects--;
  }

  static void check(String action, int status) {
    if (status != CL.CL_SUCCESS) {
      throw new OpenClException(action, status);
    }
  }

  OpenClDevice device() {
    return device;
  }

  cl_context context() {
    return context;
  }

  Counts counts() {
    return counts;
  }

  /** The queue for all that is not {@link #aside}. */
  CommandQueue queue() {
    return queue;
  }

  /** The queue of graphs that run aside; {@link #queue} where they do not. */
  CommandQueue aside() {
    return aside;
  }

  /** Waits for all queues. */
  void finish() {
    queue.finish();
    if (aside != queue) {
      aside.finish();
    }
  }

  // ---- memory ----

  /** What is held. */
  Budget budget() {
    return budget;
  }

  /** Bytes of the device that a buffer of so many takes. */
  long footprint(long bytes) {
    return bytes + MARGIN + (guards == null ? 0 : 2L * guards.guard());
  }

  /** A buffer of zeros. */
  cl_mem allocate(String what, long bytes) {
    long all = footprint(bytes);
    budget.require(what, all);
    if (all > device.largestBuffer()) {
      throw new DeviceMemoryException(
          String.format(
              Locale.ROOT,
              "%s needs a buffer of %.1f MB; %s allows %.1f MB at most. Ask for less at once, or"
                  + " choose another device (%s).",
              what,
              all / 1e6,
              device.name(),
              device.largestBuffer() / 1e6,
              OpenClDevice.DEVICE_PROPERTY));
    }
    int[] status = new int[1];
    cl_mem buffer = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, all, null, status);
    check("allocating " + all + " bytes for " + what, status[0]);
    budget.take(what, all);
    counts.allocated();
    check(
        "clearing " + what,
        CL.clEnqueueFillBuffer(
            queue.handle(), buffer, Pointer.to(new byte[1]), 1, 0, all, 0, null, null));
    return guards == null ? buffer : guards.part(what, buffer, bytes);
  }

  /** Gives a buffer of this many bytes back; the device finishes with it first. */
  void free(cl_mem buffer, long bytes) {
    budget.give(footprint(bytes));
    counts.freed();
    if (guards == null) {
      check("releasing a buffer", CL.clReleaseMemObject(buffer));
    } else {
      guards.free(buffer, bytes);
    }
  }

  /**
   * To be asked when all of something was freed.
   *
   * @throws IllegalStateException when a kernel wrote where it must not; only with guards
   */
  void requireIntact() {
    if (guards != null) {
      guards.requireIntact();
    }
  }

  // ---- kernels ----

  /** A kernel object of its own, so that its arguments can stay set. */
  cl_kernel kernel(cl_program program, String name) {
    int[] status = new int[1];
    cl_kernel kernel = CL.clCreateKernel(program, name, status);
    check("kernel '" + name + "': creating it", status[0]);
    counts.objects++;
    return kernel;
  }

  void argument(cl_kernel kernel, String name, int index, long bytes, Pointer value) {
    counts.argumentsSet++;
    check(
        "kernel '" + name + "': setting argument " + index,
        CL.clSetKernelArg(kernel, index, bytes, value));
  }

  void release(cl_kernel kernel) {
    counts.objects--;
    check("releasing a kernel", CL.clReleaseKernel(kernel));
  }

  void created(cl_program program) {
    if (program != null) {
      counts.objects++;
    }
  }

  void release(cl_program program) {
    counts.objects--;
    check("releasing a program", CL.clReleaseProgram(program));
  }

  @Override
  public void close() {
    giveBack(queue, aside);
  }

  /** The bytes of a pointer-sized argument. */
  static long memSize() {
    return Sizeof.cl_mem;
  }
}
