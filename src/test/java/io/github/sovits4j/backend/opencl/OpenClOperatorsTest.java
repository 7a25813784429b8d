package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Budget;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operator case, with the kernels shaped for either class of devices. */
class OpenClOperatorsTest {

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void theCaseTableIsMet(String deviceClass) {
    Counts counts;
    Budget budget;
    try (OpenClBackend backend = OpenClDevices.open(deviceClass)) {
      counts = backend.counts();
      budget = backend.session().budget();
      List<OperatorVerifier.Row> rows = OperatorVerifier.verify(backend, c -> true, row -> {});
      assertTrue(rows.size() > 400);
      assertEquals(
          List.of(),
          rows.stream()
              .filter(row -> !row.pass())
              .map(row -> row.operatorCase() + ": " + row.error() + " " + row.failure())
              .toList());
    }
    assertEquals(0, counts.objects, "OpenCL objects left after close");
    assertEquals(0, budget.memory().used(), "device memory left after close");
  }
}
