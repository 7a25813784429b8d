package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.Budget;
import io.github.sovits4j.ops.DeviceMemoryException;
import io.github.sovits4j.ops.ProfileListener;
import java.util.Locale;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/**
 * A context and an in-order queue on one device, and every OpenCL call that does work: each
 * checked, the dear ones counted, every object accounted for.
 */
final class Session implements AutoCloseable {

  /**
   * Bytes behind every buffer, so that a kernel may load a whole vector at its last element; what
   * it loads there it drops.
   */
  static final int MARGIN = 64;

  private final OpenClDevice device;
  private final cl_context context;
  private final cl_command_queue queue;
  private final Budget budget;
  private final boolean profiling;
  private final GuardedBuffers guards; // null: none
  private final Counts counts = new Counts();
  private LaunchEvents events; // null: nobody listens

  @SuppressWarnings("deprecation") // its successor needs OpenCL 2.0
  Session(OpenClDevice device, long limit, BackendOptions options) {
    this.device = device;
    this.budget =
        new Budget(device.name(), Math.min(options.memory(), Math.min(limit, device.memory())));
    this.profiling = options.profiling();
    int[] status = new int[1];
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platformId());
    context =
        CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, status);
    check("opening a context on " + device.name(), status[0]);
    queue =
        CL.clCreateCommandQueue(
            context, device.id(), profiling ? CL.CL_QUEUE_PROFILING_ENABLE : 0, status);
    if (status[0] != CL.CL_SUCCESS) {
      CL.clReleaseContext(context);
    }
    check("opening a queue on " + device.name(), status[0]);
    counts.objects += 2;
    guards = options.guards() ? new GuardedBuffers(queue, device) : null;
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
        CL.clEnqueueFillBuffer(queue, buffer, Pointer.to(new byte[1]), 1, 0, all, 0, null, null));
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

  void write(cl_mem buffer, Pointer data, long bytes) {
    check(
        "writing " + bytes + " bytes",
        CL.clEnqueueWriteBuffer(queue, buffer, true, 0, bytes, data, 0, null, null));
    waited();
  }

  void read(cl_mem buffer, Pointer data, long bytes) {
    check(
        "reading " + bytes + " bytes",
        CL.clEnqueueReadBuffer(queue, buffer, true, 0, bytes, data, 0, null, null));
    waited();
  }

  /** Moves a packed block to or from memory laid out for larger extents; sizes in bytes. */
  void copy(cl_mem buffer, Pointer data, Block block, boolean toDevice) {
    long[] origin = new long[3];
    int status =
        toDevice
            ? CL.clEnqueueWriteBufferRect(
                queue,
                buffer,
                true,
                origin,
                origin,
                block.region(),
                block.rowPitch(),
                block.slicePitch(),
                0,
                0,
                data,
                0,
                null,
                null)
            : CL.clEnqueueReadBufferRect(
                queue,
                buffer,
                true,
                origin,
                origin,
                block.region(),
                block.rowPitch(),
                block.slicePitch(),
                0,
                0,
                data,
                0,
                null,
                null);
    check((toDevice ? "writing" : "reading") + " a block", status);
    waited();
  }

  /** Puts a copy from buffer to buffer at the end of the queue; sizes in bytes. */
  void copy(cl_mem from, long fromOffset, cl_mem to, long toOffset, long bytes) {
    check(
        "copying " + bytes + " bytes",
        CL.clEnqueueCopyBuffer(queue, from, to, fromOffset, toOffset, bytes, 0, null, null));
  }

  /** Puts a copy of rows from buffer to buffer at the end of the queue; sizes in bytes. */
  void copyRows(
      cl_mem from, long offset, long fromPitch, cl_mem to, long toPitch, long width, long rows) {
    check(
        "copying " + rows + " rows",
        CL.clEnqueueCopyBufferRect(
            queue,
            from,
            to,
            new long[] {offset, 0, 0},
            new long[3],
            new long[] {width, rows, 1},
            fromPitch,
            0,
            toPitch,
            0,
            0,
            null,
            null));
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

  /** Puts a launch at the end of the queue. */
  void enqueue(Launch launch) {
    if (events == null || launch.site() == null) {
      enqueue(launch, null);
      return;
    }
    if (events.full()) {
      finish();
    }
    long before = System.nanoTime();
    enqueue(launch, events.next());
    counts.events++;
    events.enqueued(launch.site(), before, System.nanoTime());
  }

  private void enqueue(Launch launch, cl_event event) {
    counts.launches++;
    int status =
        CL.clEnqueueNDRangeKernel(
            queue,
            launch.kernel(),
            launch.global().length,
            null,
            launch.global(),
            launch.local(),
            0,
            null,
            event);
    if (status != CL.CL_SUCCESS) {
      throw new OpenClException("kernel '" + launch.name() + "': launching it", status);
    }
  }

  /** Has a listener told of what is launched from now on; false where profiling is off. */
  boolean profile(ProfileListener listener) {
    if (profiling) {
      if (events != null) {
        finish();
      }
      events = listener == null ? null : new LaunchEvents(listener);
    }
    return profiling;
  }

  /** Who is told of compilations and uploads; null for nobody. */
  ProfileListener listener() {
    return events == null ? null : events.listener();
  }

  /** The host has waited for everything in the queue. */
  private void waited() {
    counts.waits++;
    if (events != null) {
      events.deliver();
    }
  }

  /** Lets the device begin. */
  void flush() {
    check("flushing the queue", CL.clFlush(queue));
  }

  /** Waits for the device. */
  void finish() {
    check("waiting for the device", CL.clFinish(queue));
    waited();
  }

  @Override
  public void close() {
    CL.clFinish(queue);
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
    counts.objects -= 2;
  }

  /** The bytes of a pointer-sized argument. */
  static long memSize() {
    return Sizeof.cl_mem;
  }
}
