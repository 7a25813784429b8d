package io.github.sovits4j.backend;

class OpenClContractTest extends BackendContract {

  OpenClContractTest() {
    super("opencl");
  }
}
