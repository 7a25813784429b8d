package io.github.sovits4j.backend.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sovits4j.ops.BackendOptions;
import io.github.sovits4j.ops.TuningTarget;
import io.github.sovits4j.verify.OperatorVerifier;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operator case. */
class SimdOperatorsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theCaseTableIsMet(int threads) {
    try (SimdBackend backend =
        new SimdBackend(new SimdOptions(threads, TuningTarget.OFF), BackendOptions.DEFAULT)) {
      List<OperatorVerifier.Row> rows = OperatorVerifier.verify(backend, c -> true, row -> {});
      assertTrue(rows.size() > 400);
      assertEquals(
          List.of(),
          rows.stream()
              .filter(row -> !row.pass() || row.skipped())
              .map(row -> row.operatorCase() + ": " + row.error() + " " + row.failure())
              .toList());
      assertEquals(0, backend.memory().used(), "memory left");
    }
  }
}
