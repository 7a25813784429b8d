package io.github.sovits4j.backend.opencl;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.TuningTarget;
import org.junit.jupiter.api.Assumptions;

/** What the tests of this backend start from. */
final class OpenClDevices {

  private OpenClDevices() {}

  /** Leaves the test out, and says why, where there is no OpenCL device. */
  static void require() {
    new OpenClProvider()
        .missing()
        .ifPresent(
            missing -> {
              System.err.println("NOT TESTED, no OpenCL here: " + missing);
              Assumptions.abort("no OpenCL here: " + missing);
            });
  }

  /** The backend on the default device, with kernels of a class: cpu, gpu, or null. */
  static OpenClBackend open(String deviceClass) {
    return open(options(deviceClass));
  }

  /** Nothing of the user's, no limit. */
  static OpenClOptions options(String deviceClass) {
    return new OpenClOptions(deviceClass, null, Long.MAX_VALUE, TuningTarget.OFF, 1);
  }

  static OpenClBackend open(OpenClOptions options) {
    return open(options, false);
  }

  static OpenClBackend open(OpenClOptions options, boolean profiling) {
    return open(options, BackendOptions.DEFAULT.withProfiling(profiling));
  }

  static OpenClBackend open(BackendOptions options) {
    return open(options(null), options);
  }

  private static OpenClBackend open(OpenClOptions options, BackendOptions common) {
    require();
    return new OpenClBackend(
        OpenClDevice.choose(OpenClDevice.all(), OpenClDevice.wanted()), options, common);
  }
}
