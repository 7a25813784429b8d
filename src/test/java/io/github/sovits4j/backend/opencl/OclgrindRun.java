package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.SampleCode;
import io.github.sovits4j.verify.OperatorCase;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/**
 * What {@link OclgrindTest} runs in a process of its own, whose only OpenCL device is the
 * simulator. Exit status 0: everything ran and computed what the reference computes. What the
 * simulator has to say stands in its log.
 */
final class OclgrindRun {

  /** Where the device is looked up, so that a run can never pass on another one. */
  static final String PLATFORM = "Oclgrind";

  /** The sampler's cases differ in numbers rather than in paths, and 256 lanes take their time. */
  private static final Set<String> SAMPLER_CASES =
      Set.of(
          "top-p 0.8, top-k 5, temperature 1.0",
          "equal logits at the top-k threshold stay",
          "items that ended or were capped stay untouched",
          "two codes");

  private static final int ITEMS = 8;

  private OclgrindRun() {}

  /**
   * Runs tiny cases of every kernel, or kernels with faults.
   *
   * @param args the class of kernel shapes, or the word {@code faults}
   */
  public static void main(String[] args) {
    boolean faults = args[0].equals("faults");
    OpenClOptions options = OpenClDevices.options(faults ? "gpu" : args[0]);
    OpenClDevice device = OpenClDevice.choose(OpenClDevice.all(), PLATFORM);
    boolean passed = true;
    try (OpenClBackend backend = new OpenClBackend(device, options, BackendOptions.DEFAULT)) {
      if (faults) {
        faults(backend);
      } else {
        passed = cases(backend);
        measurements(backend);
      }
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean cases(OpenClBackend backend) {
    List<OperatorVerifier.Row> missed =
        OperatorVerifier.verify(backend, OclgrindRun::tiny, row -> {}).stream()
            .filter(row -> !row.pass())
            .toList();
    missed.forEach(
        row ->
            System.out.println(
                "missed: " + row.operatorCase() + ": " + row.error() + " " + row.failure()));
    return missed.isEmpty();
  }

  private static boolean tiny(OperatorCase c) {
    return !c.real() && (c.operator() != SampleCode.class || SAMPLER_CASES.contains(c.name()));
  }

  /** The two kernels that are no operators. */
  private static void measurements(OpenClBackend backend) {
    int n = backend.tuning().parameters(TunedKernel.LINEAR_ROW.id()).get(Shape.VEC);
    Map<String, Integer> defines = new Shape(Map.of(Shape.VEC, n)).defines();
    int streams = 8;
    Session session = backend.session();
    long bytes = (long) ITEMS * streams * n * Sizeof.cl_float;
    cl_mem x = session.allocate("x", bytes);
    cl_mem y = session.allocate("y", bytes);
    cl_kernel read = backend.programs().kernel("read-bandwidth", defines);
    run(session, read, "read-bandwidth", x, y, n);
    cl_kernel multiply = backend.programs().kernel("multiply-add", defines);
    session.argument(multiply, "multiply-add", 2, Sizeof.cl_float, Pointer.to(new float[] {0.5f}));
    run(session, multiply, "multiply-add", y, 3);
    session.free(x, bytes);
    session.free(y, bytes);
  }

  /** One kernel for each fault that a check must see. */
  private static void faults(OpenClBackend backend) {
    String source =
        """
        __kernel void between_groups(__global int *y) { y[0] += get_group_id(0); }

        __kernel void within_a_group(__global int *y) {
          __local int shared[4];
          shared[get_local_id(0)] = get_global_id(0);
          y[get_global_id(0)] = shared[3 - get_local_id(0)];
        }

        __kernel void beyond_the_margin(__global int *y) { y[get_global_id(0) + ITEMS + MARGIN] = 1; }

        __kernel void barrier_for_some(__global int *y) {
          if (get_local_id(0) < 3) {
            barrier(CLK_LOCAL_MEM_FENCE);
          }
          y[get_global_id(0)] = 1;
        }
        """;
    Session session = backend.session();
    long bytes = (long) ITEMS * Sizeof.cl_int;
    String options = "-D ITEMS=" + ITEMS + " -D MARGIN=" + Session.MARGIN / Sizeof.cl_int;
    cl_program program = backend.programs().build("faults", source, options);
    cl_mem y = session.allocate("y", bytes);
    for (String name : OclgrindTest.FAULTS.keySet()) {
      run(session, session.kernel(program, name), name, y);
    }
    session.free(y, bytes);
    session.release(program);
  }

  /** Sets memory and integers as the first arguments, and runs two groups of four. */
  private static void run(Session session, cl_kernel kernel, String name, Object... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof cl_mem memory) {
        session.argument(kernel, name, i, Session.memSize(), Pointer.to(memory));
      } else {
        session.argument(
            kernel, name, i, Sizeof.cl_int, Pointer.to(new int[] {(Integer) arguments[i]}));
      }
    }
    session
        .queue()
        .enqueue(new Launch(name, null, kernel, new long[] {ITEMS}, new long[] {ITEMS / 2}));
    session.finish();
    session.release(kernel);
  }
}
