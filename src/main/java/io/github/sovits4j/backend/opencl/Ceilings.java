package io.github.sovits4j.backend.opencl;

import java.util.Map;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * What a device can do at best, measured: the yardstick for every speed that is reported. Machines
 * drift, so measure in the same minute.
 *
 * @param readBytesPerSecond reading memory that no cache holds
 * @param flops multiplying and adding 32-bit floats in registers
 */
record Ceilings(double readBytesPerSecond, double flops) {

  private static final int ROUNDS = 7;
  private static final int STREAMS = 8; // as in read-bandwidth.cl
  private static final int GPU_GROUP = 64;
  private static final int CHAINS = 16; // as in multiply-add.cl

  /** Measures a backend's device; the best of some rounds. */
  static Ceilings of(OpenClBackend backend) {
    Session session = backend.session();
    boolean gpu = backend.tuning().gpu();
    int vector = gpu ? 4 : 16;
    Map<String, Integer> defines = new Shape(Map.of(Shape.VEC, vector)).defines();
    int items = gpu ? 1 << 16 : 64;
    long group = gpu ? Math.min(GPU_GROUP, items / session.device().computeUnits()) : 1;

    int n = (int) ((256L << 20) / Sizeof.cl_float / STREAMS / items);
    long bytes = (long) n * items * STREAMS * Sizeof.cl_float;
    cl_mem x = session.allocate("a measurement", bytes);
    long resultBytes = (long) items * Sizeof.cl_float;
    cl_mem y = session.allocate("a measurement", resultBytes);
    cl_kernel read = backend.programs().kernel("read-bandwidth", defines);
    cl_kernel multiply = backend.programs().kernel("multiply-add", defines);
    try {
      session.argument(read, "read-bandwidth", 0, Session.memSize(), Pointer.to(x));
      session.argument(read, "read-bandwidth", 1, Session.memSize(), Pointer.to(y));
      session.argument(read, "read-bandwidth", 2, Sizeof.cl_int, Pointer.to(new int[] {n}));
      double readSeconds = best(session, launch("read-bandwidth", read, items, group));

      int steps = 20_000;
      session.argument(multiply, "multiply-add", 0, Session.memSize(), Pointer.to(y));
      session.argument(multiply, "multiply-add", 1, Sizeof.cl_int, Pointer.to(new int[] {steps}));
      session.argument(
          multiply, "multiply-add", 2, Sizeof.cl_float, Pointer.to(new float[] {0.5f}));
      double multiplySeconds = best(session, launch("multiply-add", multiply, items, group));
      double operations = 2.0 * CHAINS * vector * steps * items;
      return new Ceilings(bytes / readSeconds, operations / multiplySeconds);
    } finally {
      session.release(read);
      session.release(multiply);
      session.free(x, bytes);
      session.free(y, resultBytes);
    }
  }

  private static Launch launch(String name, cl_kernel kernel, long items, long group) {
    return new Launch(name, null, kernel, new long[] {items}, new long[] {group});
  }

  private static double best(Session session, Launch launch) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ROUNDS; i++) {
      long from = System.nanoTime();
      session.enqueue(launch);
      session.finish();
      best = Math.min(best, (System.nanoTime() - from) * 1e-9);
    }
    return best;
  }
}
