package io.github.sovits4j.emulator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import uk.ac.manchester.tornado.emulator.Emulator;

/** Right kernels and graphs do the same with all checks on. */
class CheckedTaskGraphTest extends TaskGraphTest {
  private Emulator.Switch before;

  @BeforeEach
  void switchOn() {
    before = Emulator.checks(true);
  }

  @AfterEach
  void switchBack() {
    before.close();
  }
}
