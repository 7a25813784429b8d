package uk.ac.manchester.tornado.api;

/** Times of an execution in nanoseconds. */
public class TornadoProfilerResult {
  private final long total;
  private final long kernels;

  TornadoProfilerResult(long total, long kernels) {
    this.total = total;
    this.kernels = kernels;
  }

  public long getTotalTime() {
    return total;
  }

  public long getDeviceKernelTime() {
    return kernels;
  }

  /** Nothing is compiled. */
  public long getCompileTime() {
    return 0;
  }

  /** Nothing is copied elsewhere. */
  public long getDeviceWriteTime() {
    return 0;
  }

  /** The real one lists tasks and their times here. */
  public String getProfileLog() {
    return "";
  }
}
