package io.github.sovits4j.benchmarks.ladder;

import io.github.sovits4j.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;

/** As much OpenCL as the superseded kernels need: the first platform's first device, one queue. */
final class OpenClHost implements AutoCloseable {

  private static final int MARGIN = 64; // bytes; a vector may be loaded at the last element

  private final cl_context context;
  private final cl_device_id device;
  private final cl_command_queue queue;
  private final Map<String, cl_program> programs = new HashMap<>();
  private final List<Runnable> releases = new ArrayList<>();

  @SuppressWarnings("deprecation") // its successor needs OpenCL 2.0
  OpenClHost() {
    int[] count = new int[1];
    check("asking for platforms", CL.clGetPlatformIDs(0, null, count));
    if (count[0] == 0) {
      throw new UserException("the ladder needs an OpenCL driver; Debian: pocl-opencl-icd.");
    }
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    check("asking for platforms", CL.clGetPlatformIDs(platforms.length, platforms, null));
    cl_device_id[] devices = new cl_device_id[1];
    check(
        "asking for a device",
        CL.clGetDeviceIDs(platforms[0], CL.CL_DEVICE_TYPE_ALL, 1, devices, null));
    device = devices[0];
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, platforms[0]);
    int[] status = new int[1];
    context = CL.clCreateContext(properties, 1, devices, null, null, status);
    check("opening a context", status[0]);
    queue = CL.clCreateCommandQueue(context, device, 0, status);
    check("opening a queue", status[0]);
  }

  /** A buffer with these values. */
  cl_mem upload(float[] values) {
    cl_mem buffer = allocate(values.length);
    check(
        "writing",
        CL.clEnqueueWriteBuffer(
            queue,
            buffer,
            true,
            0,
            (long) values.length * Float.BYTES,
            Pointer.to(values),
            0,
            null,
            null));
    return buffer;
  }

  cl_mem allocate(int floats) {
    int[] status = new int[1];
    cl_mem buffer =
        CL.clCreateBuffer(
            context, CL.CL_MEM_READ_WRITE, (long) floats * Float.BYTES + MARGIN, null, status);
    check("allocating", status[0]);
    releases.add(() -> CL.clReleaseMemObject(buffer));
    return buffer;
  }

  float[] read(cl_mem buffer, int floats) {
    float[] values = new float[floats];
    check(
        "reading",
        CL.clEnqueueReadBuffer(
            queue,
            buffer,
            true,
            0,
            (long) floats * Float.BYTES,
            Pointer.to(values),
            0,
            null,
            null));
    return values;
  }

  /**
   * Compiles a kernel of {@code resources/ladder} and sets its arguments.
   *
   * @param arguments buffers and ints
   */
  cl_kernel kernel(String file, String options, String name, Object... arguments) {
    cl_program program =
        programs.computeIfAbsent(file + ' ' + options, key -> program(file, options));
    int[] status = new int[1];
    cl_kernel kernel = CL.clCreateKernel(program, name, status);
    check("creating " + name, status[0]);
    for (int i = 0; i < arguments.length; i++) {
      int set =
          switch (arguments[i]) {
            case cl_mem buffer -> CL.clSetKernelArg(kernel, i, Sizeof.cl_mem, Pointer.to(buffer));
            case Integer number ->
                CL.clSetKernelArg(kernel, i, Sizeof.cl_int, Pointer.to(new int[] {number}));
            default -> throw new IllegalArgumentException(arguments[i].toString());
          };
      check("argument " + i + " of " + name, set);
    }
    releases.add(() -> CL.clReleaseKernel(kernel));
    return kernel;
  }

  private cl_program program(String file, String options) {
    int[] status = new int[1];
    cl_program program =
        CL.clCreateProgramWithSource(context, 1, new String[] {source(file)}, null, status);
    check("creating a program", status[0]);
    releases.add(() -> CL.clReleaseProgram(program));
    check(
        "building " + file,
        CL.clBuildProgram(program, 1, new cl_device_id[] {device}, options, null, null));
    return program;
  }

  private static String source(String file) {
    try (InputStream in = OpenClHost.class.getResourceAsStream("/ladder/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a launch in the queue; a null local size leaves the choice to the driver. */
  void enqueue(cl_kernel kernel, long[] global, long[] local) {
    check(
        "launching",
        CL.clEnqueueNDRangeKernel(
            queue, kernel, global.length, null, global, local, 0, null, null));
  }

  /** Waits for everything in the queue. */
  void finish() {
    check("waiting", CL.clFinish(queue));
  }

  private static void check(String action, int status) {
    if (status != CL.CL_SUCCESS) {
      throw new IllegalStateException(action + ": " + CL.stringFor_errorCode(status));
    }
  }

  @Override
  public void close() {
    releases.reversed().forEach(Runnable::run);
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
  }
}
