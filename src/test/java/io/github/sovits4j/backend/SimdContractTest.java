package io.github.sovits4j.backend;

class SimdContractTest extends BackendContract {

  SimdContractTest() {
    super("simd");
  }
}
