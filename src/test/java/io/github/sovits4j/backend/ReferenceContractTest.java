package io.github.sovits4j.backend;

class ReferenceContractTest extends BackendContract {

  ReferenceContractTest() {
    super("reference");
  }

  @Override
  protected boolean widens() {
    return true;
  }
}
