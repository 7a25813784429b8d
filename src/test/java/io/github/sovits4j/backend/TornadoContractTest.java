package io.github.sovits4j.backend;

/** The contract of the backend {@code tornado}: on the SDK where it is, else on the emulator. */
class TornadoContractTest extends BackendContract {

  TornadoContractTest() {
    super("tornado");
  }
}
