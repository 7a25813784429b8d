package io.github.sovits4j.backend.tornado;

import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/**
 * OpenCL C has a 16-bit float only where the device has the extension {@code cl_khr_fp16}. PoCL on
 * a CPU has not; but it compiles with clang, whose own {@code _Float16} serves as well.
 */
final class HalfType {

  private static final System.Logger LOG = System.getLogger(HalfType.class.getName());

  private static final String FLAGS = "tornado.opencl.compiler.flags";

  /** What TornadoVM passes to the driver's compiler by itself. */
  private static final String USUAL = "-cl-mad-enable -cl-fast-relaxed-math -w";

  private static final String NAMED = " -Dhalf=_Float16";

  private HalfType() {}

  /** Sees to it that the kernels of a plan know the type {@code half}. */
  static void nameIt(TornadoExecutionPlan plan) {
    TornadoDevice device = TornadoExecutionPlan.getDevice(0, 0);
    if (device.getTornadoVMBackend() == TornadoVMBackendType.OPENCL
        && !device.getPhysicalDevice().getDeviceInfo().contains("cl_khr_fp16")) {
      LOG.log(
          System.Logger.Level.INFO,
          "backend tornado: {0} has no cl_khr_fp16; kernels that read 16-bit storage are compiled"
              + " with{1}",
          device.getPhysicalDevice().getDeviceName(),
          NAMED);
      plan.withCompilerFlags(TornadoVMBackendType.OPENCL, System.getProperty(FLAGS, USUAL) + NAMED);
    }
  }
}
