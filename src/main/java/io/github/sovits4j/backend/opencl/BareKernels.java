package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.BareRates;
import java.util.Map;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * Runs {@code read-bandwidth.cl} and {@code multiply-add.cl}. Machines drift: measure in the same
 * minute.
 */
final class BareKernels implements BareRates {

  private static final int ROUNDS = 7;
  private static final double ROUND_SECONDS = 0.02;
  private static final double ALL_SECONDS = 0.5;
  private static final int STREAMS = 8; // as in read-bandwidth.cl
  private static final int CHAINS = 16; // as in multiply-add.cl
  private static final int STEPS = 20_000;
  private static final int GPU_ITEMS = 1 << 16;
  private static final int CPU_ITEMS = 64;
  private static final int GPU_GROUP = 64;

  private final OpenClBackend backend;
  private final Session session;
  private final int vector;
  private final int group;
  private final Map<String, Integer> defines;

  BareKernels(OpenClBackend backend) {
    this.backend = backend;
    this.session = backend.session();
    boolean gpu = backend.gpu();
    this.vector = gpu ? 4 : 16;
    this.group = gpu ? (int) Math.min(GPU_GROUP, session.device().largestGroup()) : 1;
    this.defines = new Shape(Map.of(Shape.VEC, vector)).defines();
  }

  private int items() {
    return group == 1 ? CPU_ITEMS : GPU_ITEMS;
  }

  @Override
  public double readBytesPerSecond(long bytes) {
    long vectors = Math.max(1, bytes / Sizeof.cl_float / STREAMS / vector);
    long items = Math.max(group, Math.min(items(), vectors) / group * group);
    int n = (int) Math.max(1, vectors / items) * vector;
    long read = items * STREAMS * n * Sizeof.cl_float;
    long resultBytes = items * Sizeof.cl_float;
    cl_mem x = session.allocate("a measurement", read);
    cl_mem y = session.allocate("a measurement", resultBytes);
    cl_kernel kernel = backend.programs().kernel("read-bandwidth", defines);
    try {
      session.argument(kernel, "read-bandwidth", 0, Session.memSize(), Pointer.to(x));
      session.argument(kernel, "read-bandwidth", 1, Session.memSize(), Pointer.to(y));
      session.argument(kernel, "read-bandwidth", 2, Sizeof.cl_int, Pointer.to(new int[] {n}));
      return read / seconds(launch("read-bandwidth", kernel, items));
    } finally {
      session.release(kernel);
      session.free(x, read);
      session.free(y, resultBytes);
    }
  }

  @Override
  public double flopsPerSecond() {
    int items = items();
    long resultBytes = (long) items * Sizeof.cl_float;
    cl_mem y = session.allocate("a measurement", resultBytes);
    cl_kernel kernel = backend.programs().kernel("multiply-add", defines);
    try {
      session.argument(kernel, "multiply-add", 0, Session.memSize(), Pointer.to(y));
      session.argument(kernel, "multiply-add", 1, Sizeof.cl_int, Pointer.to(new int[] {STEPS}));
      session.argument(kernel, "multiply-add", 2, Sizeof.cl_float, Pointer.to(new float[] {0.5f}));
      double operations = 2.0 * CHAINS * vector * STEPS * items;
      return operations / seconds(launch("multiply-add", kernel, items));
    } finally {
      session.release(kernel);
      session.free(y, resultBytes);
    }
  }

  private Launch launch(String name, cl_kernel kernel, long items) {
    return new Launch(name, null, kernel, new long[] {items}, new long[] {group});
  }

  /** Of one launch in a queue of as many as take long enough to be timed. */
  private double seconds(Launch launch) {
    int times = 1;
    double took = run(launch, times);
    while (took < ROUND_SECONDS) {
      times *= 2;
      took = run(launch, times);
    }
    double best = took;
    for (int i = 0; i < ROUNDS && i * took < ALL_SECONDS; i++) {
      best = Math.min(best, run(launch, times));
    }
    return best / times;
  }

  private double run(Launch launch, int times) {
    long from = System.nanoTime();
    for (int i = 0; i < times; i++) {
      session.queue().enqueue(launch);
    }
    session.finish();
    return (System.nanoTime() - from) * 1e-9;
  }
}
