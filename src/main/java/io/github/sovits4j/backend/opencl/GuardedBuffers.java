package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.Guards;
import java.util.HashMap;
import java.util.Map;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_buffer_region;
import org.jocl.cl_command_queue;
import org.jocl.cl_mem;

/**
 * Buffers as parts of larger ones, with guards on both sides. The margin that kernels may read
 * counts as guard: they must drop what they load there.
 */
final class GuardedBuffers {

  private static final int LEAST = 256;

  private record Whole(cl_mem buffer, String what) {}

  private final cl_command_queue queue;
  private final int guard;
  private final Guards guards = new Guards();
  private final Map<cl_mem, Whole> wholes = new HashMap<>(); // by the part

  GuardedBuffers(cl_command_queue queue, OpenClDevice device) {
    this.queue = queue;
    this.guard = Math.max(LEAST, device.baseAlignment());
  }

  /** Bytes of the guard on one side. */
  int guard() {
    return guard;
  }

  /** The part of so many bytes, and the margin, between the guards of a buffer. */
  cl_mem part(String what, cl_mem whole, long bytes) {
    write(whole, 0, new byte[guard]);
    write(whole, guard + bytes, new byte[Session.MARGIN + guard]);
    cl_buffer_region region = new cl_buffer_region(guard, bytes + Session.MARGIN);
    int[] status = new int[1];
    cl_mem part =
        CL.clCreateSubBuffer(
            whole, CL.CL_MEM_READ_WRITE, CL.CL_BUFFER_CREATE_TYPE_REGION, region, status);
    Session.check("guarding " + what, status[0]);
    wholes.put(part, new Whole(whole, what));
    return part;
  }

  /** Looks at the guards and gives both buffers back. */
  void free(cl_mem part, long bytes) {
    Whole whole = wholes.remove(part);
    look(whole, false, 0, guard);
    look(whole, true, guard + bytes, Session.MARGIN + guard);
    Session.check("releasing a part", CL.clReleaseMemObject(part));
    Session.check("releasing a buffer", CL.clReleaseMemObject(whole.buffer));
  }

  /**
   * Reports guards that were found written.
   *
   * @throws IllegalStateException when there are any
   */
  void requireIntact() {
    guards.requireIntact();
  }

  private void write(cl_mem whole, long at, byte[] cells) {
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(at + i);
    }
    Session.check(
        "writing a guard",
        CL.clEnqueueWriteBuffer(
            queue, whole, true, at, cells.length, Pointer.to(cells), 0, null, null));
  }

  private void look(Whole whole, boolean behind, long at, int count) {
    byte[] cells = new byte[count];
    Session.check(
        "reading a guard",
        CL.clEnqueueReadBuffer(
            queue, whole.buffer, true, at, count, Pointer.to(cells), 0, null, null));
    guards.look(whole.what, behind, count, i -> cells[i] == cell(at + i));
  }

  private static byte cell(long address) {
    return (byte) (address % 2 == 0 ? Guards.HALF : Guards.HALF >> 8);
  }
}
