package io.github.sovits4j.backend;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.BackendOptions;

/** The kernels that a GPU gets, wherever they run here. */
class TornadoGpuContractTest extends BackendContract {

  private static final String SHAPE = "sovits.tornado.shape";

  TornadoGpuContractTest() {
    super("tornado");
  }

  @Override
  protected Backend open(BackendOptions options) {
    System.setProperty(SHAPE, "gpu");
    try {
      return super.open(options);
    } finally {
      System.clearProperty(SHAPE);
    }
  }
}
