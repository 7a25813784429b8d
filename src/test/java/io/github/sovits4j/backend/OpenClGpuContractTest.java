package io.github.sovits4j.backend;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;

/** The kernels that a GPU gets, wherever they run here. */
class OpenClGpuContractTest extends BackendContract {

  private static final String CLASS = "sovits4j.opencl.class";

  OpenClGpuContractTest() {
    super("opencl");
  }

  @Override
  protected Backend open(BackendOptions options) {
    System.setProperty(CLASS, "gpu");
    try {
      return super.open(options);
    } finally {
      System.clearProperty(CLASS);
    }
  }
}
