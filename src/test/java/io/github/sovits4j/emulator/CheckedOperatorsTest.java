package io.github.sovits4j.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Backend;
import io.github.sovits4j.ops.Backends;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.emulator.Emulator;

/**
 * The kernels of the tornado backend over all small operator cases, cut for a CPU and for a GPU,
 * with every check of the emulator on: an access outside a bank, a race in device or local memory,
 * or a barrier that part of a group misses fails the case it happens in.
 */
class CheckedOperatorsTest {

  private static final String SHAPE = "sovits.tornado.shape";

  @AfterEach
  void forgetShape() {
    System.clearProperty(SHAPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void noOperatorRaces(String shape) {
    System.setProperty(SHAPE, shape);
    List<String> missed = new ArrayList<>();
    try (Emulator.Switch _ = Emulator.checks(true);
        Backend backend = Backends.open("tornado")) {
      List<OperatorVerifier.Row> rows =
          OperatorVerifier.verify(
              backend,
              operatorCase -> !operatorCase.real(),
              row -> {
                if (!row.pass()) {
                  missed.add(row.operatorCase() + ": " + row.error() + ' ' + row.failure());
                }
              });
      assertTrue(rows.size() > 300, "cases: " + rows.size());
    }
    assertEquals(List.of(), missed);
  }
}
