package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.ProfileListener;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_event;
import org.jocl.cl_mem;

/**
 * An in-order queue of a session, and every OpenCL call that puts something there: each checked,
 * the dear ones counted.
 */
final class CommandQueue implements AutoCloseable {

  private final cl_command_queue queue;
  private final Counts counts;
  private final boolean profiling;
  private LaunchEvents events; // null: nobody listens

  /**
   * Opens a queue.
   *
   * @param profiling whether launches can be listened to
   */
  @SuppressWarnings("deprecation") // its successor needs OpenCL 2.0
  CommandQueue(OpenClDevice device, cl_context context, boolean profiling, Counts counts) {
    this.counts = counts;
    this.profiling = profiling;
    int[] status = new int[1];
    queue =
        CL.clCreateCommandQueue(
            context, device.id(), profiling ? CL.CL_QUEUE_PROFILING_ENABLE : 0, status);
    Session.check("opening a queue on " + device.name(), status[0]);
    counts.objects++;
  }

  cl_command_queue handle() {
    return queue;
  }

  // ---- memory ----

  void write(cl_mem buffer, Pointer data, long bytes) {
    Session.check(
        "writing " + bytes + " bytes",
        CL.clEnqueueWriteBuffer(queue, buffer, true, 0, bytes, data, 0, null, null));
    waited();
  }

  void read(cl_mem buffer, Pointer data, long bytes) {
    Session.check(
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
    Session.check((toDevice ? "writing" : "reading") + " a block", status);
    waited();
  }

  /** Puts a copy from buffer to buffer at the end of the queue; sizes in bytes. */
  void copy(cl_mem from, long fromOffset, cl_mem to, long toOffset, long bytes) {
    Session.check(
        "copying " + bytes + " bytes",
        CL.clEnqueueCopyBuffer(queue, from, to, fromOffset, toOffset, bytes, 0, null, null));
  }

  /** Puts a copy of rows from buffer to buffer at the end of the queue; sizes in bytes. */
  void copyRows(
      cl_mem from, long offset, long fromPitch, cl_mem to, long toPitch, long width, long rows) {
    Session.check(
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

  // ---- launches ----

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
    Session.check("flushing the queue", CL.clFlush(queue));
  }

  /** Waits for the device. */
  void finish() {
    Session.check("waiting for the device", CL.clFinish(queue));
    waited();
  }

  /** Puts a mark at the end of the queue; {@link #passed} tells when the device came there. */
  cl_event mark() {
    cl_event mark = new cl_event();
    Session.check("marking the queue", CL.clEnqueueMarkerWithWaitList(queue, 0, null, mark));
    counts.objects++;
    flush();
    return mark;
  }

  /** Whether the device came to a mark; a launch before it that failed is told of here. */
  boolean passed(cl_event mark) {
    int[] status = new int[1];
    Session.check(
        "asking for the state of a queue",
        CL.clGetEventInfo(
            mark, CL.CL_EVENT_COMMAND_EXECUTION_STATUS, Sizeof.cl_int, Pointer.to(status), null));
    if (status[0] < 0) {
      throw new OpenClException("waiting for a queue", status[0]);
    }
    return status[0] == CL.CL_COMPLETE;
  }

  /** Gives a mark back. */
  void release(cl_event mark) {
    counts.objects--;
    Session.check("releasing a mark", CL.clReleaseEvent(mark));
  }

  @Override
  public void close() {
    CL.clFinish(queue);
    CL.clReleaseCommandQueue(queue);
    counts.objects--;
  }
}
