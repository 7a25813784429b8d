package io.github.sovits4j.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.Linear;
import io.github.sovits4j.ops.LinearResidualNorm;
import io.github.sovits4j.ops.ProjectQkv;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operator case, with the kernels shaped for either class of devices. */
class OpenClOperatorsTest {

  /** What 16-bit weights may cost. */
  private static final double HALF_TOLERANCE = 2e-3;

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void theCaseTableIsMet(String deviceClass) {
    Counts counts;
    try (OpenClBackend backend = OpenClDevices.open(deviceClass)) {
      counts = backend.counts();
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
    assertEquals(0, counts.bytes, "device memory left after close");
  }

  @Test
  void halfWeightsStayWithinTheirGate() {
    Set<Class<?>> matrices = Set.of(Linear.class, LinearResidualNorm.class, ProjectQkv.class);
    try (OpenClBackend backend = OpenClDevices.open(new OpenClOptions(null, true, null))) {
      OperatorVerifier.verify(
          backend,
          c -> matrices.contains(c.operator()),
          row ->
              assertTrue(row.error() <= HALF_TOLERANCE, row.operatorCase() + ": " + row.error()));
    }
  }
}
